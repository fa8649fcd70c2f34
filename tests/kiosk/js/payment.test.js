import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { drop, newPayment, paidSoFar, press, quickCash, reckon, take, tenderAtHand, whyNot } from "../../../kiosk/static/kiosk/models/payment.js";
import { total } from "../../../kiosk/static/kiosk/models/totals.js";

const CASH = { id: 1, name: "Cash", kind: "cash", needs_reference: false };
const TRANSFER = { id: 2, name: "Transfer", kind: "transfer", needs_reference: true };
const METHODS = [CASH, TRANSFER];
const plain = (amount) => `₦${amount}`;

test("change comes from cash only", () => {
  let payment = take(newPayment(METHODS), { method_id: 2, amount: "60000.00", reference: "0048821" });
  payment = take(payment, { method_id: 1, amount: "50000.00", reference: "" });
  assert.deepEqual(reckon(payment, "109202.50", METHODS), {
    total: "109202.50", paid: "110000.00", open: "0.00", change: "797.50", is_settled: true,
  });
});

test("nothing typed tenders all that is open", () => {
  const payment = newPayment(METHODS);
  assert.deepEqual(tenderAtHand(payment, "24500.00", METHODS), { method_id: 1, amount: "24500.00", reference: "" });
  assert.equal(tenderAtHand({ ...payment, is_part: true }, "24500.00", METHODS), null);
});

test("a reference is asked for and other methods may not pass what is open", () => {
  const payment = newPayment(METHODS);
  const bare = { method_id: 2, amount: "100.00", reference: "" };
  assert.equal(whyNot(bare, payment, "100.00", METHODS, plain), "Type the reference of the Transfer payment.");
  assert.match(whyNot({ ...bare, amount: "101.00", reference: "x" }, payment, "100.00", METHODS, plain), /^Only ₦100.00 is open/);
  assert.equal(whyNot({ method_id: 1, amount: "500.00", reference: "" }, payment, "100.00", METHODS, plain), "");
});

test("a tender can be taken back", () => {
  const payment = take(newPayment(METHODS), { method_id: 1, amount: "5.00", reference: "" });
  assert.deepEqual(drop(payment, 0).tenders, []);
});

test("handy cash is what people hand over", () => {
  assert.deepEqual(quickCash("40702.50"), ["41000.00", "42000.00", "45000.00", "50000.00"]);
  assert.deepEqual(quickCash("50000.00"), []);
  assert.deepEqual(quickCash("0.00"), []);
});

test("the pad types amounts and nothing else", () => {
  assert.equal(["4", "1", "00", "0"].reduce(press, ""), "41000");
  assert.equal(["0", "0", "5"].reduce(press, ""), "5");
  assert.equal(["1", ".", "5", "0", "7"].reduce(press, ""), "1.50");
  assert.equal(press("41", "back"), "4");
});

const PAYMENTS = JSON.parse(readFileSync(new URL("../../sales/payments.json", import.meta.url), "utf8"));
const KINDS = [{ id: 1, kind: "cash" }, { id: 2, kind: "transfer" }, { id: 3, kind: "card" }];

for (const { name, cash_rounding, prices, tenders, settled } of PAYMENTS) {
  test(`payment: ${name}`, () => {
    const payment = { method_id: 2, tenders, entry: "", reference: "", is_part: true };
    const lines = prices.map((unit_price) => ({ unit_price, quantity: 1 }));

    const ticket = total({ lines, cash_rounding, ...paidSoFar(payment, KINDS) });
    const { change, open } = reckon(payment, ticket.total, KINDS);

    const shares = ticket.lines.map((line) => line.rounding);
    assert.deepEqual({ total: ticket.total, rounding: ticket.rounding, shares, change, due: open }, settled);
  });
}

test("cash that is typed counts as cash on the table, a typed transfer does not", () => {
  const typing = { method_id: 1, tenders: [{ method_id: 2, amount: "700.00" }], entry: "1,210", reference: "", is_part: true };
  assert.deepEqual(paidSoFar(typing, METHODS), { paid_otherwise: "700.00", paid_in_cash: "1210.00" });
  assert.deepEqual(paidSoFar({ ...typing, method_id: 2 }, METHODS), { paid_otherwise: null, paid_in_cash: null });
  assert.deepEqual(paidSoFar({ ...typing, is_part: false }, METHODS), { paid_otherwise: "700.00", paid_in_cash: null });
});
