// The till put together: what it knows (state) and what can be done (acts). It knows no screen and no socket.

import { effect } from "../vendor/preact@11.2.0/preact.js";
import { createAfterwards } from "./afterwards.js";
import { createCards } from "./cards.js";
import { emptyCart, isEmpty } from "./cart.js";
import { Catalogue } from "./catalogue.js";
import { createExceptions } from "./exceptions.js";
import { createPaying } from "./paying.js";
import { createPeople } from "./people.js";
import { createSelling } from "./selling.js";
import { createShifts } from "./shifts.js";
import { createState } from "./state.js";
import { _ } from "./words.js";

/**
 * `ports`: connection, outbox, session, catalogue (start({onSnapshot, onDelta}), catchUp()), shelf (read, write), lease (take()),
 * display (show(state)), total (totals.js), sound(kind), open(address), now(). Each is small enough to be faked.
 */
export function createTill(ports) {
  const { connection, outbox, session, shelf, sound } = ports;
  const state = createState({ total: ports.total });
  const now = ports.now ?? (() => new Date());

  /** A command whose refusal is said on the screen; null then, unless `raising`. */
  async function ask(name, body, { quietly = false, raising = false } = {}) {
    try {
      return await connection.ask(name, body);
    } catch (reason) {
      if (raising) throw asRefusal(reason);
      if (!quietly) told(asRefusal(reason));
      return null;
    }
  }

  function told(refusal) {
    sound("refused");
    if (refusal.code === "session_ended") state.is_session_over.value = true;
    else state.say("bad", refusal.sentence);
  }

  const people = createPeople(state, { session, ask, begin, sound });
  const { approve } = people;
  const online = connection.online;
  const paying = createPaying(state, { outbox, ask, online, approve, sound, now });
  const selling = createSelling(state, { ask, sound, commands: (name) => obey(name), open: ports.open, credit: async (raw) => (await import("./credits.js")).scanSlip(raw, { state, ask, sound, paying }) });
  const obey = createCards(state, { paying, selling });
  const shifts = createShifts(state, { outbox, save: shelf.write, sound, now, opened: () => ports.catalogue.catchUp() });
  const exceptions = createExceptions({ outbox, connection, ask });
  const afterwards = createAfterwards(state, { ask, told, approve, sound, shelf, has: outbox.has });

  async function start() {
    state.lacks.value = ports.lacks?.() ?? [];
    await takeUpCart();
    keep();
    if (ports.lease && !(await ports.lease.take())) return void (state.phase.value = "other_tab");
    state.session.value = await session.load();
    await begin();
  }

  /** The cart of before; not one whose sale was finished in the moment the till went down. */
  async function takeUpCart() {
    const cart = await shelf.read("cart");
    if (!cart) return;
    if (!(await outbox.has(cart.key))) state.cart.value = { ...emptyCart(), ...cart };
    else state.say("warn", _("The last sale was finished before the till went down."), _("It is among the last receipts (F9)."));
  }

  /** From the session to the phase: who, which register, which shift. */
  async function begin() {
    const told = state.session.value;
    if (told?.register) await ports.catalogue.start({ onSnapshot, onDelta });
    if (!told?.user) return void (state.phase.value = told?.register ? "locked" : "sign_in");
    state.cashier.value = told.user;
    if (!told.register) return void (state.phase.value = "enrol");
    if (!state.may("sales.sell")) return void (state.phase.value = "not_selling"); // else a sale would be refused only when it is paid
    connection.start();
    state.shift.value = await openShift(told);
    await shelf.write("shift", state.shift.value);
    state.phase.value = state.shift.value ? "selling" : "shift";
    if (online.value) afterwards.listParked();
    exceptions.look();
  }

  /** The server's word on the shift, unless it was not asked or has not heard of an opening yet. */
  async function openShift(told) {
    const kept = await shelf.read("shift");
    return told.is_offline || outbox.state.value.unsent || told.shift === undefined ? kept : told.shift;
  }

  function onSnapshot(snapshot) {
    state.catalogue.value = new Catalogue(snapshot.products, snapshot.version);
    settle(snapshot);
  }

  function onDelta(delta) {
    state.catalogue.value.apply(delta);
    if (delta.settings) settle({ ...state.settings.value, ...delta.settings });
    state.changes.value++;
  }

  function settle({ methods, taxes, categories, cashiers, denominations, favourites = [], few = 3, loyalty = null }) {
    state.settings.value = { methods, taxes, categories, cashiers, denominations, favourites, few, loyalty };
    const isSelling = !isEmpty(state.cart.value) && state.favourites.value.length;
    if (!isSelling) state.favourites.value = favourites; // no tile moves under a hand
  }

  /** Every change of the cart is written down and shown to the customer. */
  function keep() {
    const save = once(() => shelf.write("cart", state.cart.value), setTimeout);
    const show = once(() => ports.display?.show(shownOf(state)), queueMicrotask);
    effect(() => save(state.cart.value));
    effect(() => show(state.cart.value, state.payment.value, state.done.value, state.thanks.value, state.company.value));
    effect(() => {
      if (!state.dialog.value && !state.payment.value) selling.drain();
    });
    exceptions.follow();
    connection.on("signed_out", () => (state.is_session_over.value = true));
    connection.on("taken_over", () => (state.phase.value = "taken_over"));
    connection.on("not_enrolled", () => (state.phase.value = "taken_over"));
    connection.on("printer", ({ state: is, sentence }) => state.say(is === "ready" ? "good" : "warn", sentence));
    connection.on("open", () => state.phase.value === "selling" && afterwards.listParked());
  }

  return { state, online, outbox, ask, on: connection.on, start, begin, sound, now, people, selling, paying, shifts, afterwards, exceptions };
}

/** Once for what changes together, `later`: the display in the same moment, the disk when the line has been drawn. */
function once(act, later) {
  let isWaiting = false;
  const run = () => {
    isWaiting = false;
    act();
  };
  return () => {
    if (!isWaiting) later(run);
    isWaiting = true;
  };
}

/** What the customer may see: no phone, no address. */
export function shownOf(state) {
  if (state.thanks.value) return state.thanks.value;
  const customer = state.cart.value.customer?.name.split(" ")[0] ?? "";
  const done = state.done.value;
  if (done) return { stage: "thanks", customer: done.cart.customer?.name.split(" ")[0] ?? "", total: done.total, change: done.change, back: Boolean(done.back), earned: done.receipt?.points?.earned ?? 0 };
  if (isEmpty(state.cart.value)) return { stage: "idle" };
  const { methods } = state.settings.value;
  const payment = state.payment.value;
  const totals = state.totals.value;
  return {
    stage: payment ? "payment" : "cart",
    customer,
    current: state.cart.value.current,
    lines: state.cart.value.lines.map((line, place) => shownLine(line, totals.lines[place])),
    earns: state.earns.value,
    totals: { pieces: state.pieces.value, gross: totals.gross, discount: lessOf(totals), points: totals.points_discount, tax: totals.tax_included, tax_name: state.settings.value.taxes.find((tax) => tax.is_inclusive)?.name ?? "", delivery: totals.delivery_fee, total: totals.total, back: state.cart.value.exchange?.amount ?? "0.00" },
    payment: payment && {
      ...state.reckoning.value,
      bank: bankOf(state, methods.find((method) => method.id === payment.method_id)),
      tenders: payment.tenders.map(({ method_id, amount }) => ({ ...methods.find((method) => method.id === method_id), amount })).filter(({ kind }) => kind !== "exchange").map(({ name, amount }) => ({ name, amount })),
    },
  };
}

/** Where a transfer goes; null while another way to pay is chosen. */
function bankOf(state, method) {
  return method?.kind === "transfer" ? (state.company.value?.bank_accounts[0] ?? null) : null;
}

function shownLine(line, totals) {
  const { key, name, detail, quantity, discount, gift_reason } = line;
  return { key, name, detail, quantity, discount, is_gift: Boolean(gift_reason), sum: totals.subtotal };
}

const lessOf = (totals) => [totals.line_discount, totals.gift_value, totals.order_discount];

function asRefusal(reason) {
  if (reason.sentence) return reason;
  if (reason.name !== "NoAnswer") throw reason;
  return { code: "no_answer", sentence: _("The server does not answer. This needs the server: try again when the till is online."), details: {} };
}
