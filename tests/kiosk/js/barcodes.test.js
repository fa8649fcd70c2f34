import assert from "node:assert/strict";
import test from "node:test";

import { commandOf, isReadRight, normalise } from "../../../kiosk/static/kiosk/models/barcodes.js";

test("a check digit is verified where the code carries one", () => {
  assert.equal(isReadRight("4006381333931"), true);
  assert.equal(isReadRight("4006381333932"), false);
  assert.equal(isReadRight("96385074"), true);
  assert.equal(isReadRight("036000291452"), true);
  assert.equal(isReadRight("AB-1234"), true);
});

test("UPC-A is kept with its leading zero", () => {
  assert.equal(normalise(" 036000291452 "), "0036000291452");
  assert.equal(normalise("ab-12"), "AB-12");
});

test("printed commands are told from goods", () => {
  assert.equal(commandOf("nexus-pay"), "PAY");
  assert.equal(commandOf("4006381333931"), null);
});
