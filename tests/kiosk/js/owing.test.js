// Money owed, at the till: what is proposed, what is missing, and that a payment is one however often it is asked for.

import assert from "node:assert/strict";
import test from "node:test";

import { emptyCart } from "../../../kiosk/static/kiosk/models/cart.js";
import { ageOf, changeOf, createOwing, dueOf, mayCollect, proposed, quickOf, waysOf, whyNotPaid } from "../../../kiosk/static/kiosk/models/owing.js";
import { createState } from "../../../kiosk/static/kiosk/models/state.js";
import { shownOf } from "../../../kiosk/static/kiosk/models/till.js";
import { total } from "../../../kiosk/static/kiosk/models/totals.js";

const CASH = { id: 1, name: "Cash", kind: "cash", needs_reference: false };
const TRANSFER = { id: 2, name: "Transfer", kind: "transfer", needs_reference: true };
const METHODS = [CASH, TRANSFER, { id: 8, name: "Store credit", kind: "credit" }, { id: 9, name: "Exchange", kind: "exchange" }];
const DEBT = {
  customer: { id: 7, name: "Ngozi Eze", due: "7000.00", credits: [{ number: "SC-1", left: "500.00" }, { number: "SC-2", left: "0.00" }] },
  receipts: [{ number: "RCP-1", due: "6000.00" }, { number: "RCP-2", due: "1000.00" }],
  owed: "7000.00",
};
const [WAY] = waysOf(DEBT, METHODS);
const money = (amount) => `₦${amount}`;

test("one receipt is paid, or all that is open", () => {
  assert.deepEqual([dueOf(DEBT, "RCP-2"), dueOf(DEBT, null)], ["1000.00", "7000.00"]);
});

test("money pays, and each store credit that holds something; goods in exchange do not", () => {
  assert.deepEqual(waysOf(DEBT, METHODS).map(({ key, name, reference, most }) => [key, name, reference, most]), [
    ["1", "Cash", undefined, undefined],
    ["2", "Transfer", undefined, undefined],
    ["SC-1", "SC-1", "SC-1", "500.00"],
  ]);
  assert.equal(waysOf({ customer: null }, METHODS).length, 2);
  assert.equal(waysOf(DEBT, METHODS.slice(0, 2)).length, 2);
});

test("all that is due is proposed, and no more than a credit holds", () => {
  const credit = waysOf(DEBT, METHODS)[2];
  assert.deepEqual([proposed("6000.00", WAY), proposed("6000.00", credit), proposed("100.00", credit)], ["6000.00", "500.00", "100.00"]);
  assert.deepEqual(quickOf("6000.01", WAY).map(([, amount]) => amount), ["6000.01", "3000.00", "6500.00", "7000.00", "8000.00"]);
  assert.deepEqual(quickOf("6000.00", credit).map(([, amount]) => amount), ["500.00"]);
  assert.deepEqual(quickOf("0.50", { method: TRANSFER }).map(([, amount]) => amount), ["0.50"]);
});

test("what is missing or too much is said before anything is sent", () => {
  const [, transfer, credit] = waysOf(DEBT, METHODS);
  const why = (draft) => whyNotPaid({ amount: "10.00", way: WAY, reference: "", ...draft }, "6000.00", money);

  assert.equal(why({}), "");
  assert.equal(why({ amount: "6500.00" }), ""); // cash gives change
  assert.match(why({ amount: null }), /how much/);
  assert.match(why({ amount: "0.00" }), /how much/);
  assert.match(why({ way: null }), /how it is paid/);
  assert.match(why({ way: transfer }), /reference of the Transfer/);
  assert.match(why({ way: transfer, reference: "T 1", amount: "6000.01" }), /Only ₦6000.00 is due/);
  assert.match(why({ way: credit, amount: "500.01" }), /Only ₦500.00 is left of SC-1/);
});

test("only cash above what is due gives change", () => {
  assert.equal(changeOf({ amount: "6500.00", way: WAY }, "6000.00"), "500.00");
  assert.equal(changeOf({ amount: "6000.00", way: WAY }, "6000.00"), null);
  assert.equal(changeOf({ amount: "6500.00", way: { method: TRANSFER } }, "6000.00"), null);
  assert.equal(changeOf({ amount: null, way: WAY }, "6000.00"), null);
});

test("a debt is late once the day that was agreed has passed", () => {
  const dayOf = (day) => day;
  assert.deepEqual(ageOf({ due_on: "2026-11-20", days: 5 }, dayOf), { is_late: true, words: "5 days overdue, agreed for 2026-11-20" });
  assert.deepEqual(ageOf({ due_on: "2026-12-20", days: 0 }, dayOf), { is_late: false, words: "to be paid by 2026-12-20" });
  assert.deepEqual(ageOf({ due_on: null, days: 1 }, dayOf), { is_late: false, words: "1 day old" });
  assert.deepEqual(ageOf({ due_on: null, days: 0 }, dayOf), { is_late: false, words: "of today" });
});

test("it is for who may sell and see debts", () => {
  const with_ = (...rights) => mayCollect({ may: (right) => rights.includes(right) });
  assert.deepEqual([with_("sales.sell", "sales.view_debtor"), with_("sales.sell"), with_("sales.view_debtor")], [true, false, false]);
});

function counter(...answers) {
  const asked = [];
  const sounds = [];
  const state = createState({ total });
  state.cart.value = { ...emptyCart(), customer: { ...DEBT.customer } };
  const ask = async (name, body) => {
    asked.push([name, body]);
    const answer = answers.shift();
    if (answer instanceof Error || answer?.sentence) throw answer;
    return answer;
  };
  return { state, asked, sounds, acts: createOwing({ state, ask, sound: (kind) => sounds.push(kind) }) };
}

const DRAFT = { number: "RCP-1", amount: "6500.00", way: WAY, reference: "" };
const TAKEN = { amount: "6000.00", change: "500.00", owed: "0.00", rows: [], earned: 12, customer: { id: 7, name: "Ngozi Eze", due: "1000.00", credits: [] } };
const NO_ANSWER = { code: "no_answer", sentence: "The server does not answer.", details: {} };

test("it is sent with what it pays and how; the customer of the cart owes less at once", async () => {
  const { acts, asked, state, sounds } = counter(TAKEN);

  const { paid } = await acts.pay(DEBT, DRAFT);

  const [name, { key, ...body }] = asked[0];
  assert.deepEqual([name, body], ["pay_debt", { number: "RCP-1", method_id: 1, amount: "6500.00", reference: "" }]);
  assert.deepEqual([paid.key, paid.change, sounds], [key, "500.00", ["done"]]);
  assert.deepEqual([state.cart.value.customer.due, state.cart.value.customer.credits], ["1000.00", []]);
});

test("the whole debt goes by its customer, a store credit by its number", async () => {
  const { acts, asked } = counter(TAKEN);

  await acts.pay(DEBT, { ...DRAFT, number: null, amount: "500.00", way: waysOf(DEBT, METHODS)[2] });

  const { key, ...body } = asked[0][1];
  assert.ok(key);
  assert.deepEqual(body, { customer_id: 7, method_id: 8, amount: "500.00", reference: "SC-1" });
});

test("asked again after a lost answer the key is the same, whatever was changed, and after an answer it is another", async () => {
  const { acts, asked } = counter(NO_ANSWER, { ...NO_ANSWER, code: "failed" }, TAKEN, TAKEN);

  const lost = await acts.pay(DEBT, DRAFT);
  assert.match(lost.sentence, /nothing is taken twice/);
  assert.equal(acts.unanswered(DEBT).amount, "6500.00");
  await acts.pay(DEBT, { ...DRAFT, number: null });
  await acts.pay(DEBT, DRAFT);
  assert.equal(acts.unanswered(DEBT), null);
  await acts.pay(DEBT, DRAFT);

  const keys = asked.map(([, { key }]) => key);
  assert.deepEqual([new Set(keys.slice(0, 3)).size, new Set(keys).size], [1, 2]);
});

test("what was refused begins anew, and a debt that changed meanwhile is looked at again", async () => {
  const { acts, asked, sounds } = counter(
    { code: "reference_missing", sentence: "Type it.", details: {} },
    { code: "key_reused", sentence: "Begin a new one.", details: {} },
  );

  assert.deepEqual(await acts.pay(DEBT, DRAFT), { sentence: "Type it.", is_old: false });
  assert.deepEqual(await acts.pay(DEBT, DRAFT), { sentence: "Begin a new one.", is_old: true });

  assert.notEqual(asked[0][1].key, asked[1][1].key);
  assert.deepEqual([acts.unanswered(DEBT), sounds], [null, ["refused", "refused"]]);
});

test("a payment that is given up is sent no more, and a fault is not hidden", async () => {
  const { acts, asked } = counter(NO_ANSWER, TAKEN, new TypeError("oops"));
  await acts.pay(DEBT, DRAFT);
  acts.drop(DEBT);

  await acts.pay(DEBT, DRAFT);

  assert.notEqual(asked[0][1].key, asked[1][1].key);
  await assert.rejects(acts.pay(DEBT, DRAFT), TypeError);
});

test("an ended session asks to sign in again", async () => {
  const { acts, state } = counter({ code: "session_ended", sentence: "Your session has ended.", details: {} });
  await acts.pay(DEBT, DRAFT);
  assert.equal(state.is_session_over.value, true);
});

test("the customer's screen shows what was paid until the panel is closed, and no number of a phone", async () => {
  const { acts, state } = counter(TAKEN);
  await acts.pay(DEBT, DRAFT);
  assert.deepEqual(shownOf(state), { stage: "thanks", customer: "Ngozi", total: "6000.00", change: "500.00", earned: 12 });
  acts.close();
  assert.equal(shownOf(state).stage, "idle");
});

test("the slip prints again, and says where", async () => {
  const { acts, asked, state } = counter({ printer: "Counter" }, { printer: null }, null);
  const said = [];
  state.say = (tone) => said.push(tone);

  for (const _turn of [1, 2, 3]) await acts.printAgain({ key: "k" });

  assert.deepEqual([asked[0], said], [["print_payment", { key: "k" }], ["good", "warn"]]);
});

test("a receipt is loaded by its number, a customer by their key", async () => {
  const { acts, asked } = counter(DEBT, DEBT, { number: "", debtors: [] });
  await acts.load({ number: "RCP-1" });
  await acts.load({ customer_id: 7 });
  await acts.find("ngo");
  assert.deepEqual(asked, [["debt", { number: "RCP-1" }], ["debts", { customer_id: 7 }], ["find_debtors", { text: "ngo" }]]);
});
