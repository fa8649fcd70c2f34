import assert from "node:assert/strict";
import test from "node:test";

import { moveCash } from "../../../kiosk/static/kiosk/models/cash-moves.js";
import { closeShift, sumOf } from "../../../kiosk/static/kiosk/models/closing.js";
import { createOutbox } from "../../../kiosk/static/kiosk/models/outbox.js";
import { createShifts } from "../../../kiosk/static/kiosk/models/shifts.js";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";
import { fakeServer, fakeStorage, until } from "./fakes.js";

/** A till with an open shift, over a true outbox; `approval` is what the approver's dialog gives. */
function tillOver(server, { approval = null, may = [] } = {}) {
  const outbox = createOutbox({ storage: fakeStorage(), connection: server, random: () => 0 });
  const said = [];
  const asked = [];
  const state = {
    shift: signal({ key: "s", number: "SHF-1" }), session: signal({}), phase: signal("selling"), dialog: signal({ name: "open" }),
    cashier: signal({ id: 7 }), may: (right) => may.includes(right), money: (amount) => `₦${amount}`,
    say: (tone, sentence) => said.push([tone, sentence]),
  };
  const till = { state, outbox, online: server.online, sound() {}, now: server.now, said, asked };
  till.people = { approve: async (wanted) => (asked.push(wanted), approval) };
  till.shifts = createShifts(state, { outbox, save: async () => {}, sound() {}, now: server.now, opened() {} });
  return till;
}

test("pieces are added up by their value", () => {
  assert.equal(sumOf({ "1000.00": 3, "500.00": 1, "5.00": 0 }), "3500.00");
});

test("a shift that is counted right is over, and what was expected is told then", async () => {
  const till = tillOver(fakeServer());

  assert.equal(await closeShift(till, { "1000.00": 5 }, ""), null);

  assert.equal(till.state.phase.value, "shift");
  assert.equal(till.state.shift.value, null);
  assert.equal(till.state.dialog.value.name, "shift_closed");
});

test("a count that differs is refused, and closes with a reason", async () => {
  const server = fakeServer();
  server.refusal = (_name, body) => (body.comment ? null : { code: "count_differs", sentence: "Count again." });
  const till = tillOver(server);

  const refusal = await closeShift(till, { "1000.00": 4 }, "");
  assert.deepEqual([refusal.code, refusal.sentence, till.state.phase.value], ["count_differs", "Count again.", "selling"]);

  assert.equal(await closeShift(till, { "1000.00": 4 }, "A torn note"), null);
  assert.equal(till.state.phase.value, "shift");
});

test("without the server the till locks, and the count follows behind the sales", async () => {
  const server = fakeServer();
  const till = tillOver(server);
  server.go();
  await till.outbox.finish_sale({ key: "a", lines: [], total: "1.00" });

  assert.equal(await closeShift(till, { "1000.00": 4 }, "One is missing"), null);
  assert.deepEqual([till.state.phase.value, till.state.dialog.value.shift], ["shift", null]);

  await till.outbox.start();
  server.come_back();
  await until(() => server.heard.length === 2);
  assert.deepEqual(server.heard.map(({ name, body }) => [name, body.is_offline]), [["sell", true], ["close_shift", true]]);
});

test("with the server nothing is closed before every sale is there", async () => {
  const server = fakeServer();
  server.refusal = (name) => (name === "sell" ? { code: "session_ended", sentence: "Sign in." } : null);
  const till = tillOver(server);
  server.go();
  await till.outbox.finish_sale({ key: "a", lines: [], total: "1.00" });
  server.come_back();

  const refusal = await closeShift(till, {}, "");

  assert.equal(refusal.sentence, "1 thing is still on its way to the server: wait a moment, then close again.");
  assert.equal(till.state.phase.value, "selling");
  assert.ok(!server.heard.some(({ name }) => name === "close_shift"));
});

test("a shift that a manager closed meanwhile is over here too", async () => {
  const server = fakeServer();
  server.refusal = () => ({ code: "shift_closed", sentence: "SHF-1 was closed before." });
  const till = tillOver(server);

  assert.equal(await closeShift(till, {}, ""), null);

  assert.equal(till.state.phase.value, "shift");
  assert.deepEqual(till.said, [["warn", "SHF-1 was closed before."]]);
});

test("cash out asks an approver for this move and no other", async () => {
  const server = fakeServer();
  const till = tillOver(server, { approval: { token: "t" } });

  assert.equal(await moveCash(till, "out", "1500.00", "Diesel"), "");

  const { body } = server.heard[0];
  assert.equal(till.asked[0].subject, `${body.key}:1500.00`);
  assert.deepEqual([body.kind, body.shift_key, body.cashier_id, body.approval.token], ["out", "s", 7, "t"]);
  assert.deepEqual(till.said, [["good", "₦1500.00 was taken out of the drawer."]]);
});

test("an approver who says no moves nothing", async () => {
  const server = fakeServer();

  assert.equal(await moveCash(tillOver(server), "out", "1500.00", "Diesel"), "");

  assert.deepEqual(server.heard, []);
});

test("who may take cash out does so without the server too, others do not", async () => {
  const server = fakeServer();
  server.go();

  assert.match(await moveCash(tillOver(server), "out", "1500.00", "Diesel"), /nobody can allow this/);
  const till = tillOver(server, { may: ["sales.take_cash_out"] });
  assert.equal(await moveCash(till, "out", "1500.00", "Diesel"), "");

  await till.outbox.start();
  server.come_back();
  await until(() => server.heard.length === 1);
  assert.deepEqual([server.heard[0].name, server.heard[0].body.is_offline], ["move_cash", true]);
});

test("a refusal of the server stands in the dialog", async () => {
  const server = fakeServer();
  server.refusal = () => ({ code: "too_little_cash", sentence: "There should not be that much." });
  const till = tillOver(server, { may: ["sales.take_cash_out"] });

  assert.equal(await moveCash(till, "out", "9000.00", "Diesel"), "There should not be that much.");

  assert.deepEqual(till.said, []);
});
