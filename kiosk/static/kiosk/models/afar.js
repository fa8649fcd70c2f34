// What is asked of somebody who is not here: the till goes on meanwhile, and what is allowed joins its cart or is gone on with.

import { effect, signal } from "../vendor/preact@11.2.0/preact.js";
import { kobo, percent } from "./figures.js";
import { newKey } from "./keys.js";
import { _ } from "./words.js";

const LOOK_MS = 10_000; // where no socket stands, nobody tells
const MOST_CHARACTERS = 300;
const of = new WeakMap();

/** The one of this till, made when it is first wanted. */
export function afarOf(till) {
  if (!of.has(till)) of.set(till, createAfar(till));
  return of.get(till);
}

/** The goods of a cart in a line, as many as fit. */
function goodsOf(cart) {
  return cart.lines.map(({ quantity, name, detail }) => `${quantity} × ${name}${detail ? ` ${detail}` : ""}`).join(", ").slice(0, MOST_CHARACTERS / 2);
}

/** What whoever answers reads, and the money that is at stake ("" where the server knows it better). */
export function said(state, { action, subject, limit, why }) {
  const cart = state.cart.value;
  const goods = goodsOf(cart);
  const { gross, total, gift_value: given } = state.totals.value;
  if (subject === cart.key && action === "discount") return { what: _("%(given)s % off %(gross)s: %(goods)s.", { given: percent(limit), gross: state.money(gross), goods }), amount: total };
  if (subject === cart.key && action === "gift") return { what: _("A gift worth %(value)s: %(goods)s.", { value: state.money(given), goods }), amount: given };
  return { what: why.slice(0, MOST_CHARACTERS), amount: "" };
}

export function createAfar(till) {
  const { state, ask, sound, on, now } = till;
  const entries = signal([]); // {key, action, subject, limit, what, state, by, note, token, expires_at, settle}
  const find = (key) => entries.value.find((one) => one.key === key);
  const put = (entry) => (entries.value = [...entries.value.filter(({ key }) => key !== entry.key), entry]);
  const forget = (key) => (entries.value = entries.value.filter((one) => one.key !== key));
  const isShown = (key) => state.dialog.value?.asked === key;
  const isOfCart = (entry) => entry.subject === state.cart.value.key;
  const close = (key) => isShown(key) && (state.dialog.value = null);
  const approvalOf = ({ token, action, limit, by }) => ({ token, action, limit, by });

  /** Asks; gives the sentence of a refusal, else "" and the dialog waits. Pressed again it is asked once. */
  async function put_question(dialog, reason) {
    const { action, subject, limit, settle } = dialog;
    const key = (dialog.key ??= newKey());
    try {
      const { request } = await ask("ask_approval", { key, action, subject, limit, reason, ...said(state, dialog) }, { raising: true });
      put({ ...request, settle });
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      sound("refused");
      return refusal.sentence;
    }
    if (state.dialog.value === dialog) state.dialog.value = { ...dialog, asked: key, settle: () => leave(key) };
    return "";
  }

  /** Nobody is kept from selling: what a cart waits for joins it later, another act is gone on with by a press. */
  function leave(key) {
    const entry = find(key);
    close(key);
    if (!entry?.settle || entry.subject !== state.cart.value.key) return;
    entry.settle(null);
    put({ ...entry, settle: null });
  }

  async function withdraw(key) {
    const entry = find(key);
    if (entry.state === "waiting" && !(await ask("withdraw_approval", { key }))) return void look();
    end(entry);
  }

  function end(entry) {
    forget(entry.key);
    close(entry.key);
    entry.settle?.(null);
  }

  /** A press after it was allowed, while the till was about something else. */
  function goOn(key) {
    const entry = find(key);
    forget(key);
    entry.settle(approvalOf(entry));
  }

  /** The word that was given for this before, if it still holds. */
  function held({ action, subject, limit }) {
    const covers = (one) => one.token && one.action === action && one.subject === subject && (!limit || kobo(one.limit) >= kobo(limit));
    const entry = entries.value.find((one) => covers(one) && isInTime(one));
    if (entry) forget(entry.key);
    return entry ? approvalOf(entry) : null;
  }

  const isInTime = (entry) => Date.parse(entry.expires_at) > now().getTime();

  let looking = null;
  /** Asks what became of everything; asked twice at a time it is asked once more. */
  function look() {
    looking = (looking ?? Promise.resolve()).then(lookNow, lookNow);
    return looking;
  }

  async function lookNow() {
    const cashier = state.cashier.value?.id;
    if (!cashier) return;
    const answer = await ask("approval_state", { keys: entries.value.map(({ key }) => ({ key })) }, { quietly: true });
    if (!answer?.requests || state.cashier.value?.id !== cashier) return;
    for (const told of answer.requests) await heard(told);
  }

  function heard(told) {
    const before = find(told.key);
    const entry = { settle: forgottenBy(told), ...before, ...told };
    if (told.state === "waiting") return void put(entry);
    if (before?.state === "granted") return void (told.token ? put(entry) : forget(told.key)); // used, or still to be
    if (told.state === "granted") return granted(entry);
    if (!before) return undefined;
    end(entry);
    return told.state === "withdrawn" ? undefined : deny(entry);
  }

  /** A till that was started anew no longer knows what a credit was about; the server does. */
  function forgottenBy({ action, key }) {
    if (action !== "store_credit") return null;
    return async (approval) => approval && (await import("./crediting.js")).finishCredit(till, key);
  }

  function deny(entry) {
    if (entry.state === "lapsed") return state.say("warn", _("Nobody answered in time: %(what)s", entry), _("Ask again, or ask for a PIN."));
    sound("refused");
    return state.say("bad", _("%(by)s refused: %(what)s", entry), entry.note);
  }

  function granted(entry) {
    sound("done");
    const note = entry.note;
    if (!entry.token) {
      end(entry);
      return state.say("good", _("%(by)s allowed it: %(what)s", entry), note);
    }
    put(entry);
    if (entry.settle && isShown(entry.key)) {
      close(entry.key);
      return goOn(entry.key);
    }
    if (isOfCart(entry)) return join();
    return state.say("good", _("%(by)s allowed it: %(what)s", entry), note || nextOf(entry));
  }

  function nextOf({ action, settle }) {
    if (settle) return _("Press “Go on” below.");
    return action === "discount" || action === "gift" ? _("Take the sale up again: it holds for it.") : _("Do it once more: it is not asked again.");
  }

  /** What was allowed for the cart on the screen joins it, at once or when it is taken up again. */
  function join() {
    const cart = state.cart.value;
    const mine = entries.value.filter((entry) => entry.token && entry.subject === cart.key && isInTime(entry));
    if (!mine.length) return;
    entries.value = entries.value.filter((entry) => !mine.includes(entry));
    state.cart.value = { ...cart, approvals: [...cart.approvals, ...mine.map(approvalOf)] };
    for (const entry of mine) state.say("good", _("%(by)s allowed it: %(what)s", entry), entry.note || _("Press Pay."));
  }

  /** What nobody used or answered in time is not waited for any longer. */
  function sweep() {
    const over = entries.value.filter((entry) => !isInTime(entry));
    if (over.some((entry) => entry.state === "waiting")) look();
    for (const entry of over) if (entry.state === "granted") end(entry);
  }

  /** What is asked for a sale that is done is no question any more; one that was parked has another key by now. */
  async function changed(before) {
    const sold = state.done.value?.cart.key === before;
    for (const entry of entries.value) if (sold && entry.subject === before && entry.state === "waiting") await withdraw(entry.key);
    await look();
    join();
  }

  function begin() {
    let cashier = state.cashier.value?.id;
    on("approval_answered", look);
    on("open", look);
    effect(() => {
      const next = state.cashier.value?.id;
      if (next === cashier) return;
      cashier = next;
      queueMicrotask(() => {
        entries.value = [];
        look();
      });
    });
    let key = state.cart.value.key;
    effect(() => {
      if (state.cart.value.key === key) return;
      const before = key;
      key = state.cart.value.key;
      queueMicrotask(() => changed(before));
    });
    const timer = setInterval(() => entries.value.some((entry) => entry.state === "waiting") && look(), LOOK_MS);
    timer.unref?.();
    look();
  }

  begin();
  return { entries, ask: put_question, leave, withdraw, goOn, held, look, sweep };
}
