// The till reckons points as the server does: the vectors of tests/loyalty, replayed; and what it does with them in a cart.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { add, emptyCart, saleOf } from "../../../kiosk/static/kiosk/models/cart.js";
import { createPaying } from "../../../kiosk/static/kiosk/models/paying.js";
import { ahead, corrected, createPoints, most, redeemed, toEarn, worth } from "../../../kiosk/static/kiosk/models/points.js";
import { shownOf } from "../../../kiosk/static/kiosk/models/till.js";
import { createState } from "../../../kiosk/static/kiosk/models/state.js";
import { total } from "../../../kiosk/static/kiosk/models/totals.js";

const vectors = JSON.parse(readFileSync(new URL("../../loyalty/vectors.json", import.meta.url), "utf8"));
const RULES = {
  earns_by: "spend", unit: "1000.00", rate: "10.00", points_per_purchase: 10,
  point_value: "1.00", least_points: 100, most_percent: "50.00",
};
const NGOZI = { id: 7, name: "Ngozi Eze", points: { left: 5000, tier: "Gold", multiplier: "1.50" } };
const JEANS = { id: 1, name: "Jeans", detail: "", price: "24500.00", is_tax_exempt: false };

for (const { name, rules, multiplier, spend, goods, left, ...expected } of vectors) {
  test(`points: ${name}`, () => {
    const most_ = most(rules, goods, left);
    assert.deepEqual({ earns: toEarn(rules, multiplier, spend), most: most_, worth: worth(rules, most_) }, expected);
  });
}

function tillWith(cart, loyalty = RULES) {
  const state = createState({ total });
  state.settings.value = { ...state.settings.value, loyalty };
  state.cart.value = { ...add(emptyCart(), JEANS), ...cart };
  return state;
}

test("points are taken off the goods, and the sale says how many", () => {
  const state = tillWith({ customer: NGOZI, points: 4500 });
  assert.equal(state.points.value, 4500);
  assert.equal(state.totals.value.total, "20000.00");
  assert.equal(state.earns.value, 300);
  assert.equal(saleOf(state.cart.value, state.points.value).points, 4500);
});

test("a sale without points says nothing of them", () => {
  assert.equal("points" in saleOf(tillWith({ customer: NGOZI }).cart.value, 0), false);
});

test("fewer goods take fewer points, and none below the minimum", () => {
  const state = tillWith({ customer: NGOZI, points: 5000 });
  state.cart.value = { ...state.cart.value, order_discount: { kind: "percent", value: "90.00" } };
  assert.deepEqual([state.points.value, state.totals.value.total], [1225, "1225.00"]);
  state.cart.value = { ...state.cart.value, order_discount: { kind: "percent", value: "99.50" } };
  assert.deepEqual([state.points.value, state.totals.value.total], [0, "122.50"]);
});

for (const [why, cart, rules] of [
  ["nobody is chosen", { points: 500 }, RULES],
  ["the customer takes no part", { points: 500, customer: { ...NGOZI, points: null } }, RULES],
  ["no programme runs", { points: 500, customer: NGOZI }, null],
]) {
  test(`nothing is redeemed or earned while ${why}`, () => {
    const state = tillWith(cart, rules);
    assert.deepEqual([state.points.value, state.earns.value, state.totals.value.total], [0, 0, "24500.00"]);
  });
}

test("a gift earns nothing", () => {
  assert.equal(ahead(RULES, { customer: NGOZI, gift_reason: "Birthday" }, { net: "1000.00", tax_added: "0.00" }), 0);
});

test("what the server knows of the customer goes into the cart", async () => {
  const state = tillWith({ customer: { ...NGOZI, points: null } });
  const asked = [];
  const acts = createPoints(state, { ask: async (name, body) => (asked.push([name, body]), { points: NGOZI.points, most: 5000 }) });
  await acts.enrol();
  assert.deepEqual(state.cart.value.customer, NGOZI);
  await acts.preview();
  acts.use(300);
  assert.deepEqual(asked, [["enrol_in_loyalty", { customer_id: 7 }], ["points", { customer_id: 7, goods: "24500.00" }]]);
  assert.equal(state.points.value, 300);
});

test("a refusal of the server corrects the cart", () => {
  const cart = corrected({ customer: NGOZI, points: 500 }, { left: 120, most: 120 });
  assert.deepEqual([cart.customer.points.left, cart.points], [120, 120]);
  assert.equal(corrected({ customer: NGOZI, points: 500 }, { left: 0 }).points, 0);
  assert.equal(redeemed(RULES, cart, { subtotal: "1000.00", order_discount: "0.00" }), 120);
});

const CASH = { id: 1, name: "Cash", kind: "cash", needs_reference: false };

/** A payment in cash of a cart with points; `answer` is the outbox's. */
async function paid(cart, { isOnline = true, answer = { outcome: "booked", receipt: { number: "RCP-1" } } } = {}) {
  const state = tillWith(cart);
  const sent = [];
  state.settings.value = { ...state.settings.value, methods: [CASH] };
  state.phase.value = "selling";
  state.cashier.value = { id: 7, permissions: [], discount_limit: "0.00" };
  state.shift.value = { key: "s" };
  state.session.value = { register: { epoch: 1 } };
  const outbox = { finish_sale: async (sale, options) => (sent.push([sale, options]), answer) };
  const paying = createPaying(state, { outbox, online: { value: isOnline }, approve: async () => null, sound() {}, now: () => new Date(0) });
  await paying.open();
  await paying.finish();
  return { state, sent };
}

test("a sale with points asks the server, and is compared by its total", async () => {
  const { state, sent } = await paid({ customer: NGOZI, points: 4500 });
  const [[sale, options]] = sent;
  assert.deepEqual([sale.points, sale.total, sale.tenders[0].amount], [4500, "20000.00", "20000.00"]);
  assert.equal(options.needs_server, true);
  assert.deepEqual([state.done.value.points, state.cart.value.points], [4500, 0]);
});

test("without the server no points are redeemed, and the sale is not finished by itself", async () => {
  const { state, sent } = await paid({ customer: NGOZI, points: 4500 }, { isOnline: false });
  assert.deepEqual(sent, []);
  assert.match(state.notice.value.sentence, /Points need the server/);
});

test("points that are gone meanwhile leave the cart with what there is", async () => {
  const refusal = { code: "points_unusable", sentence: "Only 120.", details: { left: 120, most: 120 } };
  const { state } = await paid({ customer: NGOZI, points: 4500 }, { answer: { outcome: "refused", refusal } });
  assert.deepEqual([state.points.value, state.totals.value.total, state.payment.value], [120, "24380.00", null]);
});

test("the customer sees the points to earn and what points took off", () => {
  const shown = shownOf(tillWith({ customer: NGOZI, points: 4500 }));
  assert.deepEqual([shown.earns, shown.totals.points, shown.totals.discount], [300, "4500.00", ["0.00", "0.00", "0.00"]]);
});
