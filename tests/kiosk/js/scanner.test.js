import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { createScanner } from "../../../kiosk/static/kiosk/models/scanner.js";

class Field extends EventTarget {
  constructor(value) {
    super();
    this.value = value;
    this.selectionStart = this.selectionEnd = value.length;
  }
  matches() {
    return true;
  }
  setSelectionRange(start, end) {
    this.selectionStart = start;
    this.selectionEnd = end;
  }
  type(key) {
    if (key.length > 1) return;
    this.value += key;
    this.selectionStart = this.selectionEnd = this.value.length;
  }
}

/** A window whose keys are pressed at given gaps; a field under the focus takes what is not prevented. */
function keyboard(field = null) {
  const scans = [];
  const typed = [];
  let at = 0;
  let listener;
  const target = { addEventListener: (_, fn) => (listener = fn), removeEventListener: () => (listener = null) };
  createScanner({ target, onScan: (code) => scans.push(code), onTyped: (text) => typed.push(text), timeOf: () => at });
  function press(key, gap = 8) {
    mock.timers.tick(gap);
    at += gap;
    const event = {
      key, target: field, prevented: false,
      preventDefault() { this.prevented = true; },
      stopImmediatePropagation() {},
    };
    listener(event);
    if (field && !event.prevented) field.type(key);
    return event;
  }
  const burst = (text, gap = 8) => [...text].map((key) => press(key, gap));
  return { press, burst, scans, typed, rest: () => mock.timers.tick(100) };
}

test.beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
test.afterEach(() => mock.timers.reset());

test("a quick burst ended by Enter is a scan and Enter presses nothing", () => {
  const { burst, press, scans } = keyboard();
  burst("4006381333931");
  const enter = press("Enter");
  assert.deepEqual(scans, ["4006381333931"]);
  assert.equal(enter.prevented, true);
});

test("a scanner without a closing key is heard after 60 ms of silence", () => {
  const { burst, scans, rest } = keyboard();
  burst("4006381333931");
  rest();
  assert.deepEqual(scans, ["4006381333931"]);
});

test("a scan into a field leaves the field as it was", () => {
  const field = new Field("2");
  const { burst, press, scans } = keyboard(field);
  burst("4006381333931", 20);
  press("Enter", 20);
  assert.deepEqual(scans, ["4006381333931"]);
  assert.equal(field.value, "2");
  assert.equal(field.selectionStart, 1);
});

test("typing at a human pace is never a scan", () => {
  const field = new Field("");
  const { burst, press, scans } = keyboard(field);
  burst("polo ralph", 90);
  const enter = press("Enter", 90);
  assert.deepEqual(scans, []);
  assert.equal(field.value, "polo ralph");
  assert.equal(enter.prevented, false);
});

test("figures typed beside any field are handed on", () => {
  const { press, typed, rest } = keyboard();
  press("1", 200);
  press("2", 120);
  rest();
  assert.deepEqual(typed, ["1", "2"]);
});

test("a thousand scans at 8 ms come through, each by itself", () => {
  const { burst, press, scans } = keyboard();
  for (let n = 0; n < 1000; n++) {
    burst(String(1000000 + n));
    press("Enter");
  }
  assert.equal(scans.length, 1000);
  assert.equal(scans[999], "1000999");
});
