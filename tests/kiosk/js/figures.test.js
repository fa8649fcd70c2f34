import assert from "node:assert/strict";
import test from "node:test";

import { kobo, money, percent, text, typed } from "../../../kiosk/static/kiosk/models/figures.js";

test("amounts go to kobo and back without loss", () => {
  for (const amount of ["0.00", "0.05", "24500.00", "-12.30", "999999999999.99"]) assert.equal(text(kobo(amount)), amount);
  assert.throws(() => kobo("1,000"), RangeError);
});

test("what a hand typed is understood or is null", () => {
  assert.equal(typed("41,000"), "41000.00");
  assert.equal(typed("₦ 12.5"), "12.50");
  assert.equal(typed(""), null);
  assert.equal(typed("1.2.3"), null);
});

test("money is grouped by thousands", () => {
  assert.equal(money("1234567.80"), "₦1,234,567.80");
  assert.equal(money("-950.00"), "−₦950.00");
  assert.equal(money("24500.00", { short: true }), "₦24,500");
});

test("a rate loses its idle noughts", () => {
  assert.deepEqual(["7.500", "10.00", "100"].map(percent), ["7.5", "10", "100"]);
});
