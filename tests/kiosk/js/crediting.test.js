// Store credit out of the till: at once, with a word on the spot, given up, and after a till that was started anew.

import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";
import { finishCredit, issueCredit } from "../../../kiosk/static/kiosk/models/crediting.js";
import { couldApprove, createPeople } from "../../../kiosk/static/kiosk/models/people.js";

const NGOZI = { id: 3, name: "Ngozi Eze", credits: [] };
const WISH = { customer: NGOZI, purpose: "goodwill", value: "5000.00", reason: "The zip was broken" };
const CREDIT = { number: "SC-202611-001", left: "5000.00", expires_on: null };
const ISSUED = { credit: CREDIT, customer: { ...NGOZI, credits: [CREDIT] }, printer: "Counter" };
const BEYOND = { code: "beyond_credit_limit", sentence: "Ask somebody who may.", details: { action: "store_credit", subject: "k:3" } };

/** `answers`: what the server says to each command in turn; a refusal is thrown. */
function tillWith(...answers) {
  const [asked, said] = [[], []];
  const state = { dialog: signal({ name: "crediting" }), cart: signal({ customer: NGOZI, lines: [] }), money: (amount) => `₦${amount}`, say: (...words) => said.push(words) };
  async function ask(name, body, { raising = false } = {}) {
    asked.push([name, body]);
    const answer = answers.shift();
    if (!answer.code) return answer;
    if (raising) throw answer;
    return null;
  }
  const till = { state, ask, sound() {} };
  till.people = createPeople(state, { session: {}, ask, begin() {}, sound() {} });
  return { till, state, asked, said };
}

test("within the limit it is issued at once and can be spent in the open sale", async () => {
  const { till, state, asked, said } = tillWith(ISSUED);

  assert.equal(await issueCredit(till, WISH, "k"), "");

  assert.deepEqual(asked, [["issue_credit", { key: "k", customer_id: 3, purpose: "goodwill", value: "5000.00", reason: "The zip was broken" }]]);
  assert.deepEqual(state.cart.value.customer.credits, [CREDIT]);
  assert.equal(state.dialog.value, null);
  assert.deepEqual(said, [["good", "SC-202611-001 is issued: ₦5000.00 for Ngozi Eze.", "The slip comes from Counter: give it to the customer."]]);
});

test("beyond it an approver is asked about what the server said, and the same key is sent again", async () => {
  const { till, state, asked } = tillWith(BEYOND, ISSUED);

  const done = issueCredit(till, WISH, "k");
  await new Promise(setImmediate);
  const { name, action, subject, amount, reason } = state.dialog.value;
  assert.deepEqual([name, action, subject, amount, reason], ["approve", "store_credit", "k:3", "5000.00", "The zip was broken"]);
  state.dialog.value.settle({ token: "t", action: "store_credit", limit: "", by: "Ada Obi" });

  assert.equal(await done, "");
  assert.deepEqual(asked[1][1].approval, { token: "t" });
  assert.equal(asked[1][1].key, "k");
});

test("given up at the approver's, the form comes back with what was typed", async () => {
  const { till, state, asked } = tillWith(BEYOND);

  const done = issueCredit(till, WISH, "k");
  await new Promise(setImmediate);
  state.dialog.value.settle(null);

  assert.equal(await done, "");
  assert.deepEqual(state.dialog.value, { name: "crediting", wish: WISH });
  assert.equal(asked.length, 1);
});

test("a refusal stands in the form, and beside the cart when the approver's dialog took its place", async () => {
  const wrong = { code: "invalid_input", sentence: "Say why.", details: {} };
  const first = tillWith(wrong);
  assert.equal(await issueCredit(first.till, WISH, "k"), "Say why.");
  assert.deepEqual(first.said, []);

  const second = tillWith(BEYOND, wrong);
  const done = issueCredit(second.till, WISH, "k");
  await new Promise(setImmediate);
  second.state.dialog.value.settle({ token: "t" });
  assert.equal(await done, "Say why.");
  assert.deepEqual(second.said, [["bad", "Say why."]]);
});

test("without a printer the number is to be written down, and another customer's cart is left alone", async () => {
  const { till, state, said } = tillWith({ ...ISSUED, printer: null });
  state.cart.value = { customer: { id: 9, name: "Bola" }, lines: [] };

  await finishCredit(till, "q");

  assert.equal(said[0][2], "No printer prints its slip: write the number down for the customer.");
  assert.equal(state.cart.value.customer.id, 9);
});

test("only who may issue as much is offered for a PIN", () => {
  const manager = { id: 1, has_pin: true, approves: ["store_credit"], store_credit_limit: "20000.00" };
  const asked = (amount) => couldApprove(manager, { action: "store_credit", limit: "", amount });

  assert.deepEqual([asked("20000.00"), asked("20000.01")], [true, false]);
  assert.equal(couldApprove({ ...manager, store_credit_limit: undefined }, { action: "store_credit", amount: "1.00" }), false);
});
