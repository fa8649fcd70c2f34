import assert from "node:assert/strict";
import test from "node:test";

import { emptyCart, saleOf } from "../../../kiosk/static/kiosk/models/cart.js";
import { newPayment, reckon, withDeposits } from "../../../kiosk/static/kiosk/models/payment.js";
import { createPreorders, whyNotLeft, whyNotTaken, withPreorder } from "../../../kiosk/static/kiosk/models/preorders.js";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";

const METHODS = [
  { id: 1, name: "Cash", kind: "cash", needs_reference: false },
  { id: 2, name: "Transfer", kind: "transfer", needs_reference: true },
  { id: 9, name: "Deposit", kind: "deposit", needs_reference: false },
];
const AGBADA = { id: 5, name: "Agbada", detail: "Red", colour: "Red", swatch: "", size: "", price: "32000.00", is_tax_exempt: false, left: 0 };
const WAITING = {
  number: "PRE-202611-001", state: "arrived", product_id: 5, quantity: 2, unit_price: "30000.00", customer: { id: 7, name: "Ngozi Eze" },
  deposits: [{ number: "RCP-202611-004", left: "20000.00" }],
};

test("what is picked up is a line of its own at the price agreed, with its customer and its number", () => {
  const before = withPreorder(emptyCart(), { ...WAITING, quantity: 1, number: "PRE-1", unit_price: "32000.00" }, AGBADA);
  const cart = withPreorder({ ...before, preorder: null }, WAITING, AGBADA);

  assert.deepEqual(cart.lines.map(({ quantity, unit_price, agreed_price }) => [quantity, unit_price, agreed_price]), [
    [1, "32000.00", null],
    [2, "32000.00", "30000.00"],
  ]);
  assert.equal(cart.customer.id, 7);
  assert.equal(saleOf(cart).preorder, "PRE-202611-001");
  assert.equal("preorder" in saleOf(emptyCart()), false);
});

test("a price that fell below the agreed one is the price", () => {
  const cart = withPreorder(emptyCart(), WAITING, { ...AGBADA, price: "28000.00" });

  assert.equal(cart.lines[0].agreed_price, null);
});

test("its deposits pay first, never more than there is to pay", () => {
  const deposits = [...WAITING.deposits, { number: "RCP-202611-009", left: "50000.00" }];

  const payment = withDeposits(newPayment(METHODS), deposits, "60000.00", METHODS);

  assert.deepEqual(payment.tenders.map(({ method_id, amount, reference }) => [method_id, amount, reference]), [
    [9, "20000.00", "RCP-202611-004"],
    [9, "40000.00", "RCP-202611-009"],
  ]);
  assert.equal(reckon(payment, "60000.00", METHODS).is_settled, true);
  assert.deepEqual(withDeposits(newPayment(METHODS), deposits, "60000.00", METHODS.slice(0, 2)).tenders, []);
});

test("what is missing is said before anything is sent", () => {
  const wish = { what: "Agbada", product_id: null, quantity: 2, unit_price: "30000.00", expected_on: "2026-12-01", deposit: "0.00", method: null, reference: "" };

  assert.equal(whyNotTaken(wish), "");
  for (const wrong of [{ what: "" }, { quantity: 1.5 }, { unit_price: null }, { expected_on: "" }, { deposit: null }]) {
    assert.notEqual(whyNotTaken({ ...wish, ...wrong }), "");
  }
  assert.match(whyNotLeft({ deposit: "5.00", method: null, reference: "" }), /how the deposit is paid/);
  assert.match(whyNotLeft({ deposit: "5.00", method: METHODS[1], reference: "" }), /Transfer/);
  assert.equal(whyNotLeft({ deposit: "5.00", method: METHODS[1], reference: "T 1" }), "");
});

function counter({ answers = {}, approve = async () => null, cart = emptyCart(), known = [AGBADA] } = {}) {
  const asked = [];
  const said = [];
  const state = {
    cart: signal(cart), dialog: signal({ name: "preorders" }), done: signal(null), glow: signal(0),
    catalogue: signal({ get: (id) => known.find((one) => one.id === id) ?? null }),
    say: (...words) => said.push(words), money: (amount) => amount,
  };
  const ask = async (name, body) => {
    asked.push([name, body]);
    const answer = typeof answers[name] === "function" ? answers[name](body) : answers[name];
    if (answer?.sentence) throw answer;
    return answer;
  };
  return { state, asked, said, acts: createPreorders({ state, ask, people: { approve }, sound() {} }) };
}

const WISH = { customer: { id: 7 }, method: METHODS[0], what: "Agbada", product_id: null, quantity: 2, unit_price: "30000.00", expected_on: "2026-12-01", note: "", deposit: "20000.00", reference: "" };

test("it is sent with its customer, its key and its tender, and the panel closes", async () => {
  const { acts, asked, state, said } = counter({ answers: { place_preorder: { preorder: { number: "PRE-1" } } } });

  assert.equal(await acts.place(WISH, "k"), "");

  const [name, body] = asked[0];
  assert.equal(name, "place_preorder");
  assert.deepEqual([body.key, body.customer_id, body.tenders, "customer" in body, "method" in body], ["k", 7, [{ method_id: 1, amount: "20000.00", reference: "" }], false, false]);
  assert.equal(state.dialog.value, null);
  assert.match(said[0][1], /PRE-1/);
});

test("a refusal is given to the form; one that needs a manager asks for their word and is sent again", async () => {
  const refusal = { code: "approval_needed", sentence: "20 % off", details: { action: "discount", percent: "20" } };
  const answers = { place_preorder: (body) => (body.approval ? { preorder: { number: "PRE-1" } } : refusal) };

  assert.equal(await counter({ answers }).acts.place(WISH, "k"), "20 % off");
  const { acts, asked } = counter({ answers, approve: async ({ subject, limit }) => ({ token: `${subject}-${limit}` }) });
  assert.equal(await acts.place(WISH, "k"), "");
  assert.deepEqual(asked[1][1].approval, { token: "k-20", action: "discount", limit: "20" });
});

test("a pick-up fills the cart, unless it is somebody else's or the goods are not known here", () => {
  const { acts, state } = counter();
  assert.equal(acts.pickUp(WAITING), "");
  assert.equal(state.cart.value.preorder.number, WAITING.number);
  assert.match(acts.pickUp({ ...WAITING, number: "PRE-2" }), /in the cart already/);

  const theirs = withPreorder(emptyCart(), { ...WAITING, customer: { id: 8, name: "Ada" } }, AGBADA);
  assert.match(counter({ cart: { ...theirs, preorder: null } }).acts.pickUp(WAITING), /Ada/);
  assert.match(counter({ known: [] }).acts.pickUp(WAITING), /not reached this till/);
});

test("a further deposit is sent once a press, with what it is for", async () => {
  const { acts, asked, said } = counter({ answers: { leave_deposit: { receipt: { number: "RCP-9" } } } });

  assert.equal(await acts.leave(WAITING, { deposit: "5000.00", method: METHODS[0], reference: "" }, "k"), "");

  assert.deepEqual(asked[0], ["leave_deposit", { number: WAITING.number, amount: "5000.00", key: "k", tenders: [{ method_id: 1, amount: "5000.00", reference: "" }] }]);
  assert.match(said[0][2], /RCP-9/);
});
