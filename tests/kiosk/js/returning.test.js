// Goods that come back, at the till: pieces, what is asked, and the ticket in which they pay for others.

import assert from "node:assert/strict";
import test from "node:test";
import { exchange, withGoods } from "../../../kiosk/static/kiosk/models/exchanging.js";
import { isMoney, newPayment, paidSoFar, reckon, take } from "../../../kiosk/static/kiosk/models/payment.js";
import { couldApprove } from "../../../kiosk/static/kiosk/models/people.js";
import { bodyOf, draftOf, missingIn, piecesBack, stepped } from "../../../kiosk/static/kiosk/models/returning.js";
import { createWaiting } from "../../../kiosk/static/kiosk/models/waiting-returns.js";

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
  const after = withGoods(take(newPayment(METHODS), { method_id: 1, amount: "300.00", reference: "" }), goods, "400.00", METHODS);
  assert.equal(after.tenders.at(-1).amount, "100.00");
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

/** A till at which `answers` come one after the other, and whose approver gives `word` (null: nobody does). */
function tillWith({ permissions = [], word = { token: "t" }, answers = [] }) {
  const asked = [];
  const questions = [];
  const state = {
    dialog: { value: null },
    cart: { value: { customer: null } },
    cashier: { value: { id: 4 } },
    may: (permission) => permissions.includes(permission),
    money: (amount) => `₦${amount}`,
    say: () => {},
  };
  const ask = async (name, body) => {
    asked.push([name, body]);
    const answer = answers.shift();
    if (answer?.sentence) throw answer;
    return answer;
  };
  const approve = async (question) => {
    questions.push(question);
    return word;
  };
  return { state, ask, people: { approve }, asked, questions };
}

const WAITING = { number: "RET-1", key: "k1", receipt: "RCP-1", state: "pending", units: 1, reason: "Too small", is_late: false, may_reject: false };
const SHOWN = { return: WAITING, quote: { money: "150.00", credits: [{ number: "SC-1", left: "5.00" }] }, customer: { id: 9, name: "Ngozi" }, is_of_customer: true };

test("a rejection asks for a word of its own where whoever is there may not reject", async () => {
  const till = tillWith({ answers: [{ return: WAITING }, SHOWN] });
  await createWaiting(till).reject(WAITING, "Worn");
  assert.deepEqual([till.questions[0].action, till.questions[0].subject], ["reject_return", "k1"]);
  assert.deepEqual(till.asked[0], ["reject_return", { number: "RET-1", reason: "Worn", approval: { token: "t", action: "reject_return", limit: "" } }]);
});

test("who asked, or may approve, rejects without a word", async () => {
  const till = tillWith({ answers: [{ return: WAITING }, SHOWN] });
  await createWaiting(till).reject({ ...WAITING, may_reject: true }, "Worn");
  assert.deepEqual([till.questions, till.asked[0][1].approval], [[], null]);
});

test("without a word nothing is rejected, and the return is shown again", async () => {
  const till = tillWith({ word: null, answers: [SHOWN] });
  await createWaiting(till).reject(WAITING, "Worn");
  assert.deepEqual(till.asked.map(([name]) => name), ["waiting_return"]);
  assert.equal(till.state.dialog.value.waiting, SHOWN);
});

test("a refusal is said beside the return as it stands now", async () => {
  const done = { ...SHOWN, return: { ...WAITING, state: "completed" }, quote: null };
  const till = tillWith({ answers: [{ code: "wrong_state", sentence: "RET-1 is completed already (Bola)." }, done] });
  await createWaiting(till).complete(WAITING, "cash");
  assert.deepEqual(till.state.dialog.value, { name: "returning", waiting: done, sentence: "RET-1 is completed already (Bola)." });
});

test("what waits is taken in hand with the word for it, and the customer can spend what comes back", async () => {
  const till = tillWith({});
  await createWaiting(till).exchange(SHOWN, "cash");
  const { exchange: goods, customer } = till.state.cart.value;
  assert.deepEqual(goods, { number: "RCP-1", amount: "150.00", approval: { token: "t", action: "return", limit: "" }, action: "return", body: { waiting: "RET-1", key: "k1", refund: "cash", customer_id: 9 } });
  assert.deepEqual(customer.credits, SHOWN.quote.credits);
  assert.equal(till.state.dialog.value, null);
});

test("what waits too long is asked of those who may overrule the days", async () => {
  const till = tillWith({});
  await createWaiting(till).exchange({ ...SHOWN, return: { ...WAITING, is_late: true } }, "cash");
  const { approval, action } = till.state.cart.value.exchange;
  assert.deepEqual([till.questions[0].action, approval.action, action], ["late_return", "late_return", "late_return"]);
});

test("what is approved needs no further word, and what nobody allows is not taken in hand", async () => {
  const till = tillWith({});
  await createWaiting(till).exchange({ ...SHOWN, return: { ...WAITING, state: "approved" } }, "credit");
  assert.deepEqual([till.questions, till.state.cart.value.exchange.approval], [[], null]);
  const other = tillWith({ word: null, answers: [SHOWN] });
  await createWaiting(other).exchange(SHOWN, "cash");
  assert.equal(other.state.cart.value.exchange, undefined);
});

test("a word that the server wants is asked for once, and a second refusal is handed on", async () => {
  const own = { code: "own_work", sentence: "You did this yourself.", details: {} };
  const till = tillWith({ permissions: ["returns.approve_return"], answers: [own, own, SHOWN] });
  await createWaiting(till).approve(WAITING);
  assert.equal(till.questions.length, 1);
  assert.equal(till.state.dialog.value.sentence, own.sentence);
});
