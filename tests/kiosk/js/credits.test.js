import assert from "node:assert/strict";
import test from "node:test";

import { isSlip } from "../../../kiosk/static/kiosk/models/barcodes.js";
import { corrected, unused, withCredit, withCredits } from "../../../kiosk/static/kiosk/models/credits.js";
import { creditOf, drop, needsServer, newPayment } from "../../../kiosk/static/kiosk/models/payment.js";

const METHODS = [{ id: 1, name: "Cash", kind: "cash" }, { id: 5, name: "Store credit", kind: "credit" }, { id: 6, name: "Deposit", kind: "deposit" }];
const FIRST = { number: "SC-202611-001", left: "4000.00", expires_on: "2026-12-03" };
const LAST = { number: "SC-202611-002", left: "30000.00", expires_on: null };
const NGOZI = { id: 9, name: "Ngozi Eze", credits: [FIRST, LAST] };
const tender = ({ number }, amount) => ({ method_id: 5, amount, reference: number });

test("credits pay in the order they were told, up to the total", () => {
  assert.deepEqual(withCredits(newPayment(METHODS), NGOZI, "24500.00", METHODS).tenders, [tender(FIRST, "4000.00"), tender(LAST, "20500.00")]);
  assert.deepEqual(withCredits(newPayment(METHODS), NGOZI, "3000.00", METHODS).tenders, [tender(FIRST, "3000.00")]);
  assert.deepEqual(withCredits(newPayment(METHODS), NGOZI, "0.00", METHODS).tenders, []);
});

test("without a customer, their credits or the method nothing is put in", () => {
  for (const [customer, methods] of [[null, METHODS], [{ id: 9 }, METHODS], [NGOZI, METHODS.slice(0, 1)]]) {
    assert.deepEqual(withCredits(newPayment(methods), customer, "100.00", methods).tenders, []);
  }
});

test("one that was taken off can be put back for what is open", () => {
  const paid = drop(withCredits(newPayment(METHODS), NGOZI, "24500.00", METHODS), 0);
  assert.deepEqual(unused(paid, NGOZI), [FIRST]);
  assert.deepEqual(withCredit(paid, FIRST, "24500.00", METHODS).tenders, [tender(LAST, "20500.00"), tender(FIRST, "4000.00")]);
});

test("a sale that a credit or a deposit pays needs the server, cash does not", () => {
  assert.equal(needsServer([{ method_id: 1 }], METHODS), false);
  assert.equal(needsServer([{ method_id: 1 }, { method_id: 5 }], METHODS), true);
  assert.equal(needsServer([{ method_id: 6 }], METHODS), true);
  assert.equal(needsServer([{ method_id: 77 }], METHODS), false);
});

test("what the server says is left is believed, and what pays nothing is gone", () => {
  const tenders = [tender(FIRST, "4000.00")];
  assert.equal(corrected(NGOZI, tenders, { number: FIRST.number, left: "1500.00" }).credits[0].left, "1500.00");
  for (const left of ["0.00", "4000.00"]) assert.deepEqual(corrected(NGOZI, tenders, { number: FIRST.number, left }).credits, [LAST]);
});

test("a customer's credits are summed, a slip is told from goods", () => {
  assert.deepEqual([creditOf(NGOZI), creditOf(null), creditOf({ id: 1 })], ["34000.00", "0.00", "0.00"]);
  assert.deepEqual(["sc-202611-001 ", "SC-202611-1024", "SC-1", "2000000000015", "RCP-202611-001"].map(isSlip), [true, true, false, false, false]);
});
