// The till computes what the server computes: the vectors of tests/pricing, replayed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { divide, nearest, percentage, share } from "../../../kiosk/static/kiosk/models/money.js";
import { total } from "../../../kiosk/static/kiosk/models/totals.js";

const vectors = JSON.parse(readFileSync(new URL("../../pricing/vectors.json", import.meta.url), "utf8"));

for (const { name, ticket, totals, refused } of vectors) {
  test(`total: ${name}`, () => {
    if (!refused) return assert.deepEqual(total(ticket), totals);
    assert.throws(() => total(ticket), ({ code, details }) => {
      assert.deepEqual({ code, details }, refused);
      return true;
    });
  });
}

test("halves round up, away from zero", () => {
  assert.deepEqual([divide(5n, 10n), divide(-5n, 10n), divide(14n, 10n), divide(-14n, 10n)], [1n, -1n, 1n, -1n]);
  assert.equal(percentage(5n, 1000n), 1n);
  assert.equal(nearest(101249n, 500n), 101000n);
});

test("parts add up to the whole", () => {
  assert.deepEqual(share(1000n, [1n, 1n, 1n]), [333n, 334n, 333n]);
  assert.deepEqual(share(0n, [0n, 0n]), [0n, 0n]);
  assert.throws(() => share(1n, [0n]), RangeError);
});
