// Goods that come back, at the till: pieces, what is asked, and the ticket in which they pay for others.

import assert from "node:assert/strict";
import test from "node:test";
import { exchange, withGoods } from "../../../kiosk/static/kiosk/models/exchanging.js";
import { isMoney, newPayment, paidSoFar, reckon } from "../../../kiosk/static/kiosk/models/payment.js";
import { couldApprove } from "../../../kiosk/static/kiosk/models/people.js";
import { bodyOf, draftOf, missingIn, piecesBack, stepped } from "../../../kiosk/static/kiosk/models/returning.js";

const METHODS = [{ id: 1, kind: "cash", name: "Cash" }, { id: 9, kind: "exchange", name: "Exchange" }];
const TOLD = {
  receipt: { number: "RCP-202611-001", customer: null },
  lines: [{ position: 1, name: "Jeans", quantity: 3, left: 2, unit_price: "100.00" }],
  refusal: "",
  is_late: false,
};

test("no more pieces come back than are left, in whichever condition", () => {
  let draft = draftOf(TOLD);
  for (const condition of ["good", "damaged", "good", "damaged"]) draft = stepped(draft, 1, condition, 1);
  assert.deepEqual([draft.lines[0].good, draft.lines[0].damaged, piecesBack(draft)], [1, 1, 2]);
  assert.equal(piecesBack(stepped(draft, 1, "good", -2)), 2);
});

test("other pieces are another request", () => {
  const draft = draftOf(TOLD);
  assert.notEqual(stepped(draft, 1, "good", 1).key, draft.key);
});

test("what is asked names only the pieces that come back", () => {
  const draft = { ...stepped(draftOf(TOLD), 1, "damaged", 1), reason: "Torn" };
  assert.deepEqual(bodyOf(draft).lines, [{ position: 1, pieces: 1, condition: "damaged" }]);
});

test("it says what is missing", () => {
  const empty = draftOf(TOLD);
  const chosen = stepped(empty, 1, "good", 1);
  const sentences = [empty, chosen, { ...chosen, reason: "Torn", refund: "credit" }].map((draft) => missingIn(draft, { needsCustomer: true }));
  assert.match(sentences[0], /pieces/);
  assert.match(sentences[1], /why/);
  assert.match(sentences[2], /customer/);
  assert.equal(missingIn({ ...chosen, reason: "Torn" }, { needsCustomer: true }), "");
});

test("goods pay first and never more than the ticket", () => {
  const goods = { amount: "150.00" };
  const less = withGoods(newPayment(METHODS), goods, "100.00", METHODS);
  assert.deepEqual(reckon(less, "100.00", METHODS), { total: "100.00", paid: "100.00", open: "0.00", change: "0.00", is_settled: true });
  const more = withGoods(newPayment(METHODS), goods, "400.00", METHODS);
  assert.equal(reckon(more, "400.00", METHODS).open, "250.00");
  assert.equal(paidSoFar(more, METHODS).paid_otherwise, "150.00");
  assert.deepEqual(withGoods(newPayment(METHODS), null, "400.00", METHODS).tenders, []);
  assert.equal(isMoney(METHODS[1]), false);
});

function asking(...answers) {
  const asked = [];
  const ask = async (name, body) => {
    asked.push(body);
    const answer = answers.shift();
    if (answer.sentence) throw answer;
    return answer;
  };
  return { ask, asked, state: { money: (amount) => `₦${amount}` } };
}

const SALE = { key: "k", lines: [], exchange: { amount: "150.00", approval: { token: "old" }, body: { key: "r" } } };
const BOOKED = { receipt: { number: "RCP-2" }, return: { paid_back: "50.00", credit_number: "" } };

test("what is left over in cash is shown as what to give back", async () => {
  const { ask, asked, state } = asking(BOOKED);
  const told = await exchange(SALE, { ask, state, approve: null });
  assert.deepEqual(told, { outcome: "booked", receipt: BOOKED.receipt, besides: { change: "50.00", back: true } });
  assert.deepEqual([asked[0].sale.exchange, asked[0].return.approval.token], [undefined, "old"]);
});

test("a word that has expired is asked for once more", async () => {
  const expired = { code: "approval_invalid", sentence: "Expired.", details: {} };
  const { ask, asked, state } = asking(expired, BOOKED);
  const told = await exchange(SALE, { ask, state, approve: async () => ({ token: "new" }) });
  assert.deepEqual([told.outcome, asked[1].return.approval.token], ["booked", "new"]);
});

test("a refusal is handed on, and a fault is not hidden", async () => {
  const refusal = { code: "insufficient_stock", sentence: "Only 1 is left.", details: {} };
  assert.deepEqual(await exchange(SALE, asking(refusal)), { outcome: "refused", refusal });
  await assert.rejects(exchange(SALE, { ask: async () => { throw new TypeError("oops"); }, state: {} }), TypeError);
});

test("nobody is offered to approve what they ask for themselves", () => {
  const ada = { id: 7, has_pin: true, approves: ["return"], discount_limit: "0.00" };
  assert.deepEqual([couldApprove(ada, { action: "return", but: 7 }), couldApprove(ada, { action: "return", but: 8 })], [false, true]);
});
