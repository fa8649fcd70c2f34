import assert from "node:assert/strict";
import test from "node:test";

import { couldApprove } from "../../../kiosk/static/kiosk/models/people.js";

const MANAGER = { id: 1, has_pin: true, approves: ["void", "discount"], discount_limit: "20.00" };
const MD = { id: 2, has_pin: true, approves: ["void", "open_drawer", "discount", "gift"], discount_limit: "100.00" };

test("only whoever could allow the very action is asked for it", () => {
  const asked = (action, limit = "") => [MANAGER, MD].filter((one) => couldApprove(one, { action, limit })).map(({ id }) => id);

  assert.deepEqual(asked("void"), [1, 2]);
  assert.deepEqual(asked("gift"), [2]);
  assert.deepEqual(asked("discount", "20.00"), [1, 2]);
  assert.deepEqual(asked("discount", "20.01"), [2]);
});

test("a colleague without a PIN, or known from before what each may was told, is not asked", () => {
  assert.equal(couldApprove({ ...MD, has_pin: false }, { action: "void", limit: "" }), false);
  assert.equal(couldApprove({ id: 3, has_pin: true, can_approve: true }, { action: "void", limit: "" }), false);
});
