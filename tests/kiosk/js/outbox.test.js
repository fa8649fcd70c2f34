import assert from "node:assert/strict";
import test from "node:test";

import { createOutbox } from "../../../kiosk/static/kiosk/models/outbox.js";
import { fakeServer, fakeStorage, pause, until } from "./fakes.js";

const sale = (key, changes = {}) => ({ key, lines: [{ product_id: 1, quantity: 1 }], total: "24500.00", ...changes });
const SHORTAGE = { code: "insufficient_stock", sentence: "Only 0 Polo L are left.", details: {} };

async function till({ server = fakeServer(), disk = new Map() } = {}) {
  const storage = fakeStorage(disk);
  const outbox = createOutbox({ storage, connection: server, register: () => "AB1", random: () => 0 });
  await outbox.start();
  return { server, storage, disk, outbox };
}

test("a sale is kept before it is sent, and booked with the server's answer", async () => {
  const { outbox, server, disk } = await till();
  server.refusal = () => void assert.equal([...disk.keys()].filter((name) => name.startsWith("outbox/")).length, 1);

  const answer = await outbox.finish_sale(sale("a"));

  assert.deepEqual(answer, { outcome: "booked", receipt: { number: "RCP-202611-001", key: "a" } });
  assert.deepEqual(outbox.state.value, { unsent: 0, oldest_at: null, waiting: [], exceptions: [], doubts: 0 });
  assert.equal(server.heard[0].body.is_offline, false);
  assert.equal(server.heard[0].body.provisional_number, "AB1-00001");
});

test("a double click is one sale", async () => {
  const { outbox, server } = await till();

  const answers = await Promise.all([outbox.finish_sale(sale("a")), outbox.finish_sale(sale("a"))]);
  answers.push(await outbox.finish_sale(sale("a")));

  assert.deepEqual(answers.map((one) => one.receipt.number), Array(3).fill("RCP-202611-001"));
  assert.equal(server.heard.length, 1);
});

test("a refusal in time takes the sale back", async () => {
  const { outbox, server, storage } = await till();
  server.refusal = () => SHORTAGE;

  const answer = await outbox.finish_sale(sale("a"));

  assert.deepEqual(answer, { outcome: "refused", refusal: SHORTAGE });
  assert.deepEqual([await storage.all("outbox"), await storage.all("sales")], [[], []]);
});

test("a lost reply neither loses nor doubles the sale", async () => {
  const { outbox, server } = await till();
  server.line = "lost";

  const answer = await outbox.finish_sale(sale("a"), { wait_ms: 20 });
  server.come_back();
  await until(() => outbox.state.value.unsent === 0);

  assert.deepEqual(answer, { outcome: "kept", provisional_number: "AB1-00001" });
  assert.equal(server.receipts.size, 1);
  assert.deepEqual(new Set(server.heard.map(({ body }) => body.key)), new Set(["a"]));
});

test("a refusal that comes after the till finished by itself does not count", async () => {
  const { outbox, server } = await till();
  server.line = "slow";
  server.refusal = (name, body) => (body.is_offline ? null : SHORTAGE);

  const answer = await outbox.finish_sale(sale("a"), { wait_ms: 10 });
  await until(() => outbox.state.value.unsent === 0);

  assert.equal(answer.outcome, "kept");
  assert.deepEqual(server.heard.map(({ body }) => body.is_offline), [false, true]);
  assert.equal(server.receipts.size, 1);
  assert.deepEqual(outbox.state.value.exceptions, []);
});

test("the server is down for five sales and back: all arrive, in order, once", async () => {
  const { outbox, server } = await till();
  server.go();
  const keys = ["a", "b", "c", "d", "e"];

  const answers = [];
  for (const key of keys) answers.push(await outbox.finish_sale(sale(key)));
  assert.equal(outbox.state.value.unsent, 5);
  assert.equal(outbox.state.value.oldest_at, "2026-11-22T10:00:00.000Z");
  server.come_back();
  await until(() => outbox.state.value.unsent === 0);

  assert.deepEqual(answers.map((one) => one.provisional_number), [1, 2, 3, 4, 5].map((count) => `AB1-0000${count}`));
  assert.deepEqual(server.heard.map(({ body }) => body.key), keys);
  assert.ok(server.heard.every(({ body }) => body.is_offline));
});

test("opening, selling and closing without a connection arrive in order", async () => {
  const { outbox, server } = await till();
  server.go();

  await outbox.command("open_shift", { key: "s" });
  await outbox.finish_sale(sale("a"));
  const closed = await outbox.command("close_shift", { key: "s" });
  server.come_back();
  await until(() => outbox.state.value.unsent === 0);

  assert.equal(closed.outcome, "kept");
  assert.deepEqual(server.heard.map(({ name }) => name), ["open_shift", "sell", "close_shift"]);
});

test("a command that the server answers is done", async () => {
  const { outbox } = await till();

  assert.deepEqual(await outbox.command("open_shift", { key: "s" }), { outcome: "done", body: { done: "open_shift" } });
});

test("an unsent sale survives a reload, also one that was under way", async () => {
  const first = await till();
  first.server.line = "lost";
  first.outbox.finish_sale(sale("a"), { wait_ms: 1_000 });
  await until(() => first.server.heard.length > 0);

  const second = await till({ disk: new Map(first.disk), server: fakeServer() });
  await until(() => second.outbox.state.value.unsent === 0);

  assert.equal(await second.outbox.has("a"), true);
  assert.deepEqual([...second.server.receipts.keys()], ["a"]);
  assert.deepEqual((await second.outbox.finish_sale(sale("a"))).receipt.number, "RCP-202611-001");
  await first.outbox.retry();
});

test("another cart under a sold cart's key is refused", async () => {
  const { outbox, server } = await till();
  await outbox.finish_sale(sale("a"));

  const answer = await outbox.finish_sale(sale("a", { total: "1.00" }));

  assert.equal(answer.refusal.code, "already_sold");
  assert.equal(server.heard.length, 1);
});

test("a kept sale that the server refuses is listed, the next ones go on, and it can be sent again", async () => {
  const { outbox, server } = await till();
  server.go();
  await outbox.finish_sale(sale("a"));
  await outbox.finish_sale(sale("b"));
  server.refusal = (name, body) => (body.key === "a" ? { code: "invalid_input", sentence: "No.", details: {} } : null);

  server.come_back();
  await until(() => outbox.state.value.unsent === 0);
  const listed = outbox.state.value.exceptions;
  server.refusal = null;
  await outbox.retry();

  assert.deepEqual(listed.map(({ key, refusal }) => [key, refusal.sentence]), [["a", "No."]]);
  assert.deepEqual([...server.receipts.keys()], ["b", "a"]);
  assert.deepEqual(outbox.state.value.exceptions, []);
});

test("an ended session keeps what is unsent until somebody signs in", async () => {
  const { outbox, server } = await till();
  server.go();
  await outbox.finish_sale(sale("a"));
  server.refusal = () => ({ code: "session_ended", sentence: "Sign in again.", details: {} });
  server.come_back();
  await pause(20);
  assert.deepEqual([outbox.state.value.unsent, outbox.state.value.exceptions], [1, []]);

  server.refusal = null;
  server.come_back();
  await until(() => outbox.state.value.unsent === 0);

  assert.equal(server.receipts.size, 1);
});

test("a server that fails over one entry again and again does not hold up the others", async () => {
  const { outbox, server } = await till();
  server.go();
  await outbox.finish_sale(sale("a"));
  await outbox.finish_sale(sale("b"));
  server.refusal = (name, body) => (body.key === "a" ? { code: "failed", sentence: "The server failed.", details: {} } : null);
  server.come_back();

  for (let time = 0; time < 6; time++) await outbox.flush();

  assert.deepEqual([...server.receipts.keys()], ["b"]);
  assert.deepEqual(outbox.state.value.exceptions.map(({ key }) => key), ["a"]);
});

test("booked sales are forgotten after a while, unsent ones never", async () => {
  const { storage, disk } = await till();
  const moment = (count) => `2026-11-22T10:00:00.${String(count).padStart(3, "0")}Z`;
  for (let count = 0; count < 203; count++) await storage.put("sales", `b${count}`, { key: `b${count}`, state: "booked", body: { sold_at: moment(count) } });
  await storage.put("sales", "kept", { key: "kept", state: "kept", body: { sold_at: moment(0) } });

  const { outbox } = await till({ disk });

  assert.deepEqual(await Promise.all(["b0", "b2", "b3", "kept"].map(outbox.has)), [false, false, true, true]);
});

test("what an MD has settled leaves the list, what is still unsent never does", async () => {
  const { outbox, server, storage } = await till();
  server.go();
  await outbox.finish_sale(sale("a"));
  await outbox.finish_sale(sale("b"));
  server.refusal = (name, body) => (body.key === "a" ? { code: "too_much", sentence: "Too much.", details: {} } : null);
  server.come_back();
  await until(() => outbox.state.value.unsent === 0);
  server.go();
  await outbox.finish_sale(sale("c"));
  assert.equal(outbox.state.value.doubts, 1);

  await outbox.forget(["a", "c"]);

  assert.deepEqual(outbox.state.value.exceptions, []);
  assert.deepEqual((await storage.all("outbox")).map((entry) => entry.body.key), ["c"]);
});

test("a sale that can never be booked is sent once, not for ever", async () => {
  const { outbox, server } = await till();
  server.go();
  await outbox.finish_sale(sale("a", { total: "100000000000000000.00" }));
  server.refusal = () => ({ code: "too_much", sentence: "Too much.", details: {} });

  server.come_back();
  await until(() => outbox.state.value.unsent === 0);
  for (let n = 0; n < 5; n++) await outbox.flush();

  assert.equal(server.heard.filter(({ body }) => body.key === "a").length, 1);
  assert.equal(outbox.state.value.exceptions[0].refusal.sentence, "Too much.");
});

const OWED = { wait_ms: 20, needs_server: true };

test("a sale that needs the server is never kept without its answer, and the cart is free again", async () => {
  const { outbox, server, storage } = await till();
  server.line = "dead";

  const answer = await outbox.finish_sale(sale("a"), OWED);
  server.go();
  const away = await outbox.finish_sale(sale("a"), OWED);

  assert.deepEqual([answer.outcome, answer.refusal.code, away.outcome, away.refusal.code], ["refused", "no_answer", "refused", "no_answer"]);
  assert.deepEqual([await storage.all("outbox"), await storage.all("sales"), await outbox.has("a")], [[], [], false]);
  server.come_back();
  await pause(30);
  assert.deepEqual(server.heard, []);
});

test("asked once more after a lost answer, it is the one sale that the server booked", async () => {
  const { outbox, server } = await till();
  server.line = "lost";

  const first = await outbox.finish_sale(sale("a"), OWED);
  server.come_back();
  const again = await outbox.finish_sale(sale("a"), OWED);

  assert.deepEqual([first.outcome, again.outcome, again.receipt.number, server.receipts.size], ["refused", "booked", "RCP-202611-001", 1]);
  assert.ok(server.heard.every(({ body }) => body.is_offline === false));
});

test("an answer that comes late is remembered: the same sale is done, another one is not made of it", async () => {
  const { outbox, server } = await till();
  server.line = "slow";

  const first = await outbox.finish_sale(sale("a", { tenders: [5] }), OWED);
  await until(() => outbox.has("a"));
  const same = await outbox.finish_sale(sale("a", { tenders: [5] }), OWED);
  const other = await outbox.finish_sale(sale("a", { tenders: [1] }));

  assert.deepEqual([first.outcome, same.outcome, other.refusal?.code], ["refused", "booked", "already_sold"]);
  assert.equal(server.receipts.size, 1);
});

test("a till that went down while it asked gives the cart back instead of finishing it", async () => {
  const first = await till();
  first.server.line = "lost";
  first.outbox.finish_sale(sale("a"), { wait_ms: 1_000, needs_server: true });
  await until(() => first.server.heard.length > 0);

  const second = await till({ disk: new Map(first.disk), server: first.server });

  assert.deepEqual([await second.outbox.has("a"), second.outbox.state.value.unsent], [false, 0]);
});
