import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { createTill, shownOf } from "../../../kiosk/static/kiosk/models/till.js";
import { total } from "../../../kiosk/static/kiosk/models/totals.js";
import { effect, signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";

const SHIRT = [1, 1001, "Office Shirt", "White · L", "Zara", 1, "White", "#fff", "L", "24500.00", 5, "", false, ["2000000000015"]];
const CAP = [2, 1002, "Kente Cap", "Multi", "Kente", 1, "Multi", "", "", "7000.00", 1, "", false, ["2000000000022"]];
const SETTINGS = {
  methods: [
    { id: 1, name: "Cash", kind: "cash", needs_reference: false },
    { id: 2, name: "Transfer", kind: "transfer", needs_reference: true },
  ],
  taxes: [{ name: "VAT", kind: "percentage", rate: "7.500", amount: "0.00", is_inclusive: true }],
  categories: [], cashiers: [], denominations: ["1000.00"],
};
const USER = { id: 7, name: "Amaka Obi", initials: "AO", permissions: ["sales.sell"], discount_limit: "10.00" };
const REGISTER = { id: 1, code: "WU1", name: "Register 1", epoch: 1, shop: { id: 1, name: "Wuse II", city: "Abuja" } };
const COMPANY = { currency_symbol: "₦", cash_rounding: "0.00", bank_accounts: [{ bank: "GTB", number: "01", name: "Shop" }], messages: [] };
const SHIFT = { key: "s", number: "SHF-1", opened_at: "2026-01-01T08:00:00Z", opening_float: "0.00" };

/** A till whose server is `answers`: command → body, or an outcome for `sell`. */
async function openTill({ finished = [], sell = async () => ({ outcome: "booked", receipt: { number: "RCP-1" } }), answers = {}, kept = {}, session = {} } = {}) {
  const asked = [];
  const sold = [];
  const shown = [];
  const sounds = [];
  const heard = {};
  const told = { user: USER, register: REGISTER, shift: SHIFT, company: COMPANY, ...session };
  const till = createTill({
    total,
    sound: (kind) => sounds.push(kind),
    connection: {
      online: signal(true), on: (type, hear) => (heard[type] = hear), start() {},
      async ask(name, body) {
        asked.push([name, body]);
        if (typeof answers[name] === "function") return answers[name](body);
        if (answers[name]?.sentence) throw answers[name];
        return answers[name] ?? { parked: [] };
      },
    },
    outbox: {
      state: signal({ unsent: 0, oldest_at: null, exceptions: [] }),
      finish_sale: (sale) => (sold.push(structuredClone(sale)), sell(sale)),
      has: async (key) => finished.includes(key),
      command: async () => ({ outcome: "kept" }),
    },
    session: { load: async () => told },
    catalogue: {
      async start(listeners) {
        Object.assign(heard, listeners);
        listeners.onSnapshot({ version: 3, products: [SHIRT, CAP], ...SETTINGS });
      },
      catchUp: () => asked.push(["catch_up"]),
    },
    shelf: { read: async (name) => kept[name] ?? null, write: async (name, value) => void (kept[name] = value) },
    display: { show: (state) => shown.push(state) },
  });
  await till.start();
  return { till, state: till.state, asked, sold, shown, sounds, kept, heard };
}

const aMoment = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

test("the till opens to sell when person, register and shift are known", async () => {
  assert.equal((await openTill()).state.phase.value, "selling");
  assert.equal((await openTill({ session: { shift: null } })).state.phase.value, "shift");
  assert.equal((await openTill({ session: { register: null } })).state.phase.value, "enrol");
  assert.equal((await openTill({ session: { user: { ...USER, permissions: [] } } })).state.phase.value, "not_selling");
  assert.equal((await openTill({ session: { user: null } })).state.phase.value, "locked");
  assert.equal((await openTill({ session: { user: null, register: null } })).state.phase.value, "sign_in");
});

test("a scan adds, an unknown and a misread code are told apart", async () => {
  const { till, state, sounds } = await openTill();
  till.selling.scan("2000000000015");
  till.selling.scan("4006381333931");
  assert.match(state.notice.value.sentence, /^No product has the code/);
  till.selling.scan("4006381333932");
  assert.match(state.notice.value.sentence, /was read wrongly/);
  assert.deepEqual(sounds, ["good", "unknown", "unknown"]);
  assert.equal(state.totals.value.total, "24500.00");
});

test("what is typed is looked up, a scan that runs through the field is not", async () => {
  const { state } = await openTill();
  const looked = [];
  effect(() => looked.push(state.sought.value));

  for (const query of ["2", "20", "200", ""]) state.browse({ query });
  await aMoment(60);
  state.browse({ query: "kente" });

  assert.deepEqual(looked, ["", "kente"]);
  assert.deepEqual(state.goods.value.map((product) => product.id), [2]);
});

test("scans while a dialog is open wait and none is lost", async () => {
  const { till, state } = await openTill();
  state.dialog.value = { name: "help" };
  till.selling.scan("2000000000015");
  till.selling.scan("2000000000022");
  assert.equal(state.pieces.value, 0);
  state.dialog.value = null;
  assert.equal(state.pieces.value, 2);
});

test("more than is left is warned of", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000022");
  till.selling.scan("2000000000022");
  assert.equal(state.notice.value.sentence, "Only 1 Kente Cap is left at Wuse II.");
});

test("pieces typed above what is left are warned of, and the warning goes with them", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000022");
  till.selling.typed("3");
  assert.equal(state.notice.value.sentence, "Only 1 Kente Cap is left at Wuse II.");
  till.selling.more(-1);
  assert.equal(state.notice.value.tone, "warn");
  till.selling.more(-1);
  assert.equal(state.notice.value, null);
});

test("the way to pay and the part payment are chosen apart, and a refusal goes when it is mended", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000015");
  await till.paying.open();
  till.paying.partly();
  till.paying.choose(2);
  till.paying.enter("1000");
  await till.paying.finish();
  assert.deepEqual([state.payment.value.is_part, state.payment.value.method_id], [true, 2]);
  assert.equal(state.notice.value.sentence, "Type the reference of the Transfer payment.");
  till.paying.refer("0048821");
  assert.equal(state.notice.value, null);
});

test("a sale is finished once however often Finish is pressed", async () => {
  let release;
  const { till, state, sold } = await openTill({ sell: () => new Promise((resolve) => (release = resolve)) });
  till.selling.scan("2000000000015");
  await till.paying.open();
  till.paying.enter("25000");
  const finishing = till.paying.finish();
  till.paying.finish();
  release({ outcome: "booked", receipt: { number: "RCP-202611-001" } });
  await finishing;
  assert.equal(sold.length, 1);
  assert.equal(state.done.value.change, "500.00");
  assert.equal(state.is_empty.value, true);
});

test("the sale's body is what was on the screen", async () => {
  const { till, state, sold } = await openTill();
  till.selling.scan("2000000000015");
  const { key } = state.cart.value;
  await till.paying.open();
  await till.paying.finish();
  const { sold_at: soldAt, ...body } = sold[0];
  assert.ok(!Number.isNaN(Date.parse(soldAt)));
  assert.deepEqual(body, {
    key, shift_key: "s", catalogue_version: 3, is_offline: false, epoch: 1, cashier_id: 7, customer_id: null,
    lines: [{ product_id: 1, quantity: 1, unit_price: "24500.00", discount: null, agreed_price: null, gift_reason: "" }],
    order_discount: null, gift_reason: "", delivery: null, note: "", due_on: null, removed: [], approvals: [],
    tenders: [{ method_id: 1, amount: "24500.00", reference: "" }], total: "24500.00", print: true,
  });
});

test("cash is rounded as the company says once it settles the sale, and other ways to pay are not", async () => {
  const company = { ...COMPANY, cash_rounding: "1000.00" };
  const { till, state, sold } = await openTill({ session: { company } });
  till.selling.scan("2000000000015");
  assert.equal(state.totals.value.total, "24500.00");
  await till.paying.open();
  assert.deepEqual([state.totals.value.rounding, state.reckoning.value.total], ["500.00", "25000.00"]);
  till.paying.choose(2);
  assert.deepEqual([state.totals.value.rounding, state.reckoning.value.total], ["0.00", "24500.00"]);
  till.paying.choose(1);
  await till.paying.finish();
  assert.deepEqual([sold[0].total, sold[0].tenders[0].amount], ["25000.00", "25000.00"]);
});

test("only the part that cash pays is rounded", async () => {
  const company = { ...COMPANY, cash_rounding: "1000.00" };
  const { till, state, sold } = await openTill({ session: { company } });
  till.selling.scan("2000000000015");
  await till.paying.open();
  till.paying.choose(2);
  till.paying.refer("0048821");
  till.paying.enter("10100");
  await till.paying.finish();
  till.paying.choose(1);
  assert.deepEqual([state.totals.value.rounding, state.reckoning.value.open], ["-400.00", "14000.00"]);
  await till.paying.finish();
  assert.deepEqual([sold[0].total, sold[0].tenders.map((tender) => tender.amount)], ["24100.00", ["10100.00", "14000.00"]]);
});

for (const [entry, total_, change, due] of [
  ["24600", "24000.00", "600.00", "0.00"],
  ["24000", "24000.00", "0.00", "0.00"],
  ["23900", "24500.00", "0.00", "600.00"],
]) {
  test(`a part payment of ${entry} in cash is what the server will make of it`, async () => {
    const company = { ...COMPANY, cash_rounding: "3000.00" };
    const { till, state, sold } = await openTill({ session: { company } });
    till.selling.scan("2000000000015");
    till.selling.change({ customer: { id: 4, name: "Tunde Bakare", phone: "+234" } });
    await till.paying.open();
    till.paying.partly();
    assert.equal(state.totals.value.rounding, "0.00");
    till.paying.enter(entry);
    await till.paying.finish();
    assert.deepEqual([sold[0].total, state.done.value.change, state.done.value.open], [total_, change, due]);
  });
}

test("without a cash rounding of the company cash pays to the kobo", async () => {
  const { till, state, sold } = await openTill();
  till.selling.scan("2000000000015");
  await till.paying.open();
  await till.paying.finish();
  assert.deepEqual([state.totals.value.rounding, sold[0].total], ["0.00", "24500.00"]);
});

test("a refusal brings the cart back with its sentence", async () => {
  const refusal = { code: "price_changed", sentence: "The price has changed.", details: { lines: [{ product_id: 1, unit_price: "26000.00" }] } };
  const { till, state } = await openTill({ sell: async () => ({ outcome: "refused", refusal }) });
  till.selling.scan("2000000000015");
  await till.paying.open();
  await till.paying.finish();
  assert.equal(state.notice.value.sentence, "The price has changed.");
  assert.equal(state.payment.value, null);
  assert.equal(state.totals.value.total, "26000.00");
});

test("a discount above the limit asks for an approver before anything is paid", async () => {
  const { till, state, sold } = await openTill({ answers: { approve: { token: "t", approver: "Ada" } } });
  till.selling.scan("2000000000015");
  till.selling.change({ order_discount: { kind: "percent", value: "20.00" } });
  const opening = till.paying.open();
  assert.equal(state.dialog.value.name, "approve");
  assert.equal(state.payment.value, null);
  assert.equal(await till.people.grant(state.dialog.value, 9, "1234"), "");
  await opening;
  await till.paying.finish();
  assert.deepEqual(sold[0].approvals, [{ token: "t", action: "discount", limit: "20.00" }]);
});

test("a wrong PIN of the approver is said and nothing is allowed", async () => {
  const { till, state } = await openTill({ answers: { approve: { code: "wrong_pin", sentence: "The PIN is wrong." } } });
  till.selling.scan("2000000000015");
  till.selling.change({ gift_reason: "Goodwill" });
  till.paying.open();
  assert.equal(await till.people.grant(state.dialog.value, 9, "0000"), "The PIN is wrong.");
  assert.equal(state.payment.value, null);
});

test("a part payment needs a customer", async () => {
  const { till, state, sold } = await openTill();
  till.selling.scan("2000000000015");
  await till.paying.open();
  till.paying.partly();
  till.paying.enter("5000");
  await till.paying.finish();
  assert.equal(state.notice.value.sentence, "A part payment needs a customer.");
  till.selling.change({ customer: { id: 4, name: "Tunde Bakare", phone: "+234" } });
  await till.paying.finish();
  assert.equal(sold[0].tenders.length, 1);
  assert.equal(sold[0].customer_id, 4);
});

test("a discount above its line is named, not thrown", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000022");
  till.selling.agreeOn(state.cart.value.current, { discount: { kind: "amount", value: "9000.00" } });
  assert.match(state.fault.value, /discount/i);
  await till.paying.open();
  assert.equal(state.payment.value, null);
});

test("every change of the cart is kept, and a new start finds it", async () => {
  const { till, kept } = await openTill();
  till.selling.scan("2000000000015");
  await aMoment();
  const again = await openTill({ kept });
  assert.equal(again.state.pieces.value, 1);
});

test("a sale finished in the moment of a power cut does not come back as a cart", async () => {
  const { till, state, kept } = await openTill();
  till.selling.scan("2000000000015");
  await aMoment();
  const again = await openTill({ kept, finished: [state.cart.value.key] });
  assert.equal(again.state.is_empty.value, true);
  assert.match(again.state.notice.value.sentence, /was finished/);
});

test("the customer's screen sees goods and sums, never a phone or an address", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000015");
  till.selling.change({
    customer: { id: 4, name: "Tunde Bakare", phone: "+2348031234567", email: "t@example.com" },
    delivery: { kind: "delivery", address: "12 Aminu Kano Crescent", phone: "0803", fee: "1500.00" },
  });
  await till.paying.open();
  till.paying.choose(2);
  const shown = JSON.stringify(shownOf(state));
  assert.equal(shownOf(state).stage, "payment");
  assert.equal(shownOf(state).customer, "Tunde");
  assert.deepEqual(shownOf(state).payment.bank, COMPANY.bank_accounts[0]);
  for (const secret of ["+234", "0803", "Aminu", "example.com"]) assert.equal(shown.includes(secret), false);
});

test("the customer's screen tells what goods brought back pay, once", async () => {
  const { till, state } = await openTill();
  const exchange = { id: 9, name: "Exchange", kind: "exchange" };
  state.settings.value = { ...state.settings.value, methods: [...SETTINGS.methods, exchange] };
  till.selling.scan("2000000000015");
  till.selling.change({ exchange: { number: "RCP-1", amount: "10000.00", approval: null, body: {} } });
  assert.equal(shownOf(state).totals.back, "10000.00");
  await till.paying.open();
  const { payment, totals } = shownOf(state);
  assert.deepEqual([totals.total, totals.back, payment.open, payment.tenders], ["24500.00", "10000.00", "14500.00", []]);
});

test("printed command cards pay without a hand on the keys", async () => {
  const { till, state } = await openTill();
  till.selling.scan("2000000000015");
  till.selling.scan("NEXUS-PAY");
  await Promise.resolve();
  till.selling.scan("NEXUS-CASH25000");
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(state.done.value.change, "500.00");
  till.selling.scan("NEXUS-NEW");
  assert.equal(state.done.value, null);
});

test("a card takes cash or the exact sum straight from the cart, in cash whatever was chosen", async () => {
  const { till, state, sold } = await openTill();
  till.selling.scan("2000000000015");
  till.selling.scan("NEXUS-CASH50000");
  await aMoment();
  assert.equal(state.done.value.change, "25500.00");
  till.selling.scan("2000000000022");
  till.selling.scan("NEXUS-MORE");
  till.selling.scan("NEXUS-LESS");
  await till.paying.open();
  till.paying.choose(2);
  till.selling.scan("NEXUS-CASH7000");
  await aMoment();
  till.selling.scan("2000000000022");
  till.selling.scan("NEXUS-EXACT");
  await aMoment();
  assert.deepEqual(sold.map((sale) => sale.tenders.map(({ method_id, amount }) => [method_id, amount])), [[[1, "50000.00"]], [[1, "7000.00"]], [[1, "7000.00"]]]);
});

test("a card presses no button through a dialog, and an unknown one is said", async () => {
  const { till, state, sounds } = await openTill();
  till.selling.scan("2000000000015");
  state.dialog.value = { name: "customer" };
  till.selling.scan("NEXUS-PAY");
  await aMoment();
  assert.deepEqual([state.payment.value, sounds.at(-1)], [null, "refused"]);
  state.dialog.value = null;
  till.selling.scan("NEXUS-DANCE");
  assert.equal(state.notice.value.sentence, "The till does not know the command DANCE.");
});

test("every card of the printed sheet is known", async () => {
  const { till, state } = await openTill();
  const sheet = readFileSync(new URL("../../../kiosk/cards.py", import.meta.url), "utf8");
  const cash = /CASH = \(([\d, ]+)\)/.exec(sheet)[1].split(", ").map((amount) => `NEXUS-CASH${amount}`);
  const codes = [...sheet.matchAll(/\("(NEXUS-[A-Z]+)"/g)].map((match) => match[1]);
  assert.equal(codes.length, 5);
  for (const code of [...codes, ...cash]) till.selling.scan(code);
  assert.equal(state.notice.value, null);
});

test("what the shop sells most comes first, and no tile moves while a sale is made", async () => {
  const { till, state, heard, asked } = await openTill({ session: { shift: null } });
  await till.shifts.open("0.00");
  assert.deepEqual(asked.at(-1), ["catch_up"]);
  const settings = (favourites) => ({ products: [], removed: [], version: 4, settings: { ...SETTINGS, favourites } });
  const names = () => state.goods.value.map((product) => product.name);
  heard.onDelta(settings([2]));
  assert.deepEqual(names(), ["Kente Cap", "Office Shirt"]);
  till.selling.scan("2000000000015");
  heard.onDelta(settings([1]));
  assert.deepEqual(names(), ["Kente Cap", "Office Shirt"]);
  till.selling.clear();
  heard.onDelta(settings([1]));
  assert.deepEqual(names(), ["Office Shirt", "Kente Cap"]);
});

test("a printer that stops is a warning, one that prints again good news", async () => {
  const { state, heard } = await openTill();

  heard.printer({ state: "off", sentence: "Counter printer does not answer." });
  assert.deepEqual([state.notice.value.tone, state.notice.value.sentence], ["warn", "Counter printer does not answer."]);

  heard.printer({ state: "ready", sentence: "Counter printer prints again." });
  assert.equal(state.notice.value.tone, "good");
});

const CART = { key: "parked", lines: [{ key: "l", product_id: 1, name: "Office Shirt", unit_price: "24500.00", quantity: 2, discount: null, agreed_price: null, gift_reason: "" }] };
const NOT_PARKED = { code: "not_parked", sentence: "This sale is no longer parked: somebody took it up or dropped it." };

/** One parked sale; it is given once, and again to whoever asks by the same key. Answers are lost while `is_lost`. */
function parkingServer() {
  const server = { is_lost: false, taken: null };
  server.parked = () => ({ parked: server.taken ? [] : [{ key: "parked", units: 2 }] });
  server.resume = ({ taken_key }) => {
    server.taken ??= taken_key;
    if (server.is_lost) throw Object.assign(new Error("lost"), { name: "NoAnswer" });
    if (server.taken !== taken_key) throw NOT_PARKED;
    return { cart: CART };
  };
  return server;
}

test("a parked sale whose answer was lost is taken up by the second press", async () => {
  const server = parkingServer();
  const { till, state } = await openTill({ answers: server });
  server.is_lost = true;
  await till.afterwards.resume("parked");
  assert.equal(state.is_empty.value, true);
  assert.match(state.notice.value.sentence, /does not answer/);
  server.is_lost = false;
  await till.afterwards.resume("parked");
  assert.deepEqual([state.pieces.value, state.cart.value.key], [2, server.taken]);
});

test("it comes by itself when the line is back, and after a reload, for it is no longer in the list", async () => {
  const server = parkingServer();
  const { till, heard, kept } = await openTill({ answers: server });
  server.is_lost = true;
  await till.afterwards.resume("parked");
  server.is_lost = false;
  const again = await openTill({ answers: server, kept: structuredClone(kept) });
  await aMoment();
  assert.equal(again.state.pieces.value, 2);
  heard.open();
  await aMoment();
  assert.equal(till.state.pieces.value, 2);
});

test("a cart that was taken up is not taken up twice, and waits while another one is open", async () => {
  const server = parkingServer();
  const { till, state, asked, kept } = await openTill({ answers: server });
  server.is_lost = true;
  await till.afterwards.resume("parked");
  server.is_lost = false;
  till.selling.scan("2000000000022");
  await till.afterwards.listParked();
  assert.equal(state.pieces.value, 1);
  till.selling.clear();
  await till.afterwards.listParked();
  await till.afterwards.listParked();
  assert.equal(state.pieces.value, 2);
  assert.equal(asked.filter(([name]) => name === "resume").length, 2);
  assert.deepEqual(kept.taking, {});
});

test("a sale that is taken up can be paid in the moment it is shown, while it is still being written down", async () => {
  const { till, state } = await openTill({ answers: parkingServer() });
  state.dialog.value = { name: "parked" };
  const seen = [];
  effect(() => state.is_empty.value || queueMicrotask(() => seen.push(state.dialog.value)));

  await till.afterwards.resume("parked");

  assert.deepEqual(seen, [null]);
  assert.equal(state.parked_count.value, 0);
});

test("goods scanned while a parked sale is on its way stay, and it comes later", async () => {
  const server = parkingServer();
  const { till, state } = await openTill({ answers: server });
  const coming = till.afterwards.resume("parked");
  till.selling.scan("2000000000022");
  await coming;
  assert.deepEqual(state.cart.value.lines.map(({ name }) => name), ["Kente Cap"]);
  till.selling.clear();
  await till.afterwards.listParked();
  assert.equal(state.pieces.value, 2);
});

test("a parked sale that was finished here does not come back", async () => {
  const server = parkingServer();
  server.taken = "sold";
  const { state, kept } = await openTill({ answers: server, finished: ["sold"], kept: { taking: { parked: "sold" } } });
  await aMoment();
  assert.equal(state.is_empty.value, true);
  assert.deepEqual(kept.taking, {});
});

test("a parked sale that another till took is refused and forgotten", async () => {
  const server = parkingServer();
  server.taken = "another till's";
  const { till, state, kept } = await openTill({ answers: server });
  await till.afterwards.resume("parked");
  assert.equal(state.notice.value.sentence, NOT_PARKED.sentence);
  assert.deepEqual(kept.taking, {});
});

const WITH_CREDIT = { methods: [...SETTINGS.methods, { id: 5, name: "Store credit", kind: "credit", needs_reference: false }] };
const CREDIT = { number: "SC-202611-001", left: "4000.00", expires_on: null };
const NGOZI = { id: 9, name: "Ngozi Eze", phone: "", due: "0.00", credits: [CREDIT] };

async function withNgozi(options = {}) {
  const opened = await openTill(options);
  opened.heard.onDelta({ settings: WITH_CREDIT });
  opened.till.selling.scan("2000000000015");
  opened.till.selling.change({ customer: NGOZI });
  return opened;
}

test("store credit pays by itself, cash the rest, and the customer sees it", async () => {
  const { till, state, sold, shown } = await withNgozi();
  await till.paying.open();
  assert.deepEqual([state.reckoning.value.paid, state.reckoning.value.open], ["4000.00", "20500.00"]);
  await aMoment();
  assert.deepEqual(shown.at(-1).payment.tenders, [{ name: "Store credit", amount: "4000.00" }]);

  await till.paying.finish();

  assert.deepEqual(sold[0].tenders, [{ method_id: 5, amount: "4000.00", reference: CREDIT.number }, { method_id: 1, amount: "20500.00", reference: "" }]);
});

test("store credit is taken off and put back", async () => {
  const { till, state } = await withNgozi();
  await till.paying.open();
  till.paying.drop(0);
  assert.equal(state.reckoning.value.open, "24500.00");
  await Promise.all([till.paying.spend(CREDIT.number), till.paying.spend(CREDIT.number)]);
  assert.equal(state.reckoning.value.open, "20500.00");
});

test("credit that covers all leaves nothing to round", async () => {
  const { till, state, sold } = await withNgozi({ session: { company: { ...COMPANY, cash_rounding: "1000.00" } } });
  till.selling.change({ customer: { ...NGOZI, credits: [{ ...CREDIT, left: "90000.00" }] } });
  await till.paying.open();
  assert.deepEqual([state.totals.value.total, state.reckoning.value.is_settled], ["24500.00", true]);
  await till.paying.finish();
  assert.deepEqual(sold[0].tenders.map(({ amount }) => amount), ["24500.00"]);
});

test("without the server no credit is put in, and one that is in stops the sale", async () => {
  const { till, state, sold } = await withNgozi();
  await till.paying.open();
  till.online.value = false;
  await till.paying.finish();
  assert.deepEqual([sold.length, state.notice.value.sentence], [0, "Store credit needs the server, and it cannot be reached."]);
  till.paying.close();
  await till.paying.open();
  assert.deepEqual(state.payment.value.tenders, []);
});

test("no answer keeps the payment as it is, to be asked again", async () => {
  const { till, state } = await withNgozi({ sell: async () => ({ outcome: "refused", refusal: { code: "no_answer", sentence: "The server did not answer.", details: {} } }) });
  await till.paying.open();
  await till.paying.finish();
  assert.deepEqual([state.payment.value.tenders.length, state.notice.value.tone, state.cart.value.lines.length], [2, "bad", 1]);
});

test("a refused credit says why and is not put in again for more than is left", async () => {
  const refusal = { code: "credit_unusable", sentence: "Only ₦1,500.00 is left of SC-202611-001.", details: { number: CREDIT.number, left: "1500.00" } };
  const { till, state } = await withNgozi({ sell: async () => ({ outcome: "refused", refusal }) });
  await till.paying.open();
  await till.paying.finish();
  assert.equal(state.notice.value.sentence, refusal.sentence);
  await aMoment();
  await till.paying.open();
  assert.equal(state.reckoning.value.paid, "1500.00");
});

test("a slip chooses its customer, and pays at once in the payment sheet", async () => {
  const { till, state, asked } = await withNgozi({ answers: { scan_credit: { customer: NGOZI, credit: CREDIT } } });
  till.selling.change({ customer: null });
  till.selling.scan("sc-202611-001");
  await aMoment();
  assert.deepEqual(asked.at(-1), ["scan_credit", { number: "SC-202611-001" }]);
  assert.equal(state.cart.value.customer.name, "Ngozi Eze");
  await till.paying.open();
  till.paying.drop(0);
  till.selling.scan(CREDIT.number);
  await aMoment();
  assert.equal(state.reckoning.value.paid, "4000.00");
});

test("a slip of somebody else is refused", async () => {
  const { till, state, sounds } = await withNgozi({ answers: { scan_credit: { customer: { ...NGOZI, id: 10, name: "Tunde" }, credit: CREDIT } } });
  till.selling.scan(CREDIT.number);
  await aMoment();
  assert.deepEqual([state.cart.value.customer.id, sounds.at(-1)], [9, "refused"]);
  assert.equal(state.notice.value.sentence, "SC-202611-001 belongs to Tunde.");
});
