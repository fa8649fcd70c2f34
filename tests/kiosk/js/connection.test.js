import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refusal, createConnection, pauseMs } from "../../../kiosk/static/kiosk/models/connection.js";
import { pause, until } from "./fakes.js";

class FakeSocket {
  constructor() {
    this.sent = [];
    this.readyState = 0;
    FakeSocket.all.push(this);
  }
  static all = [];
  open() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  hear(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  close(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

function line(options = {}) {
  FakeSocket.all = [];
  const connection = createConnection({ open: () => new FakeSocket(), address: () => "ws://till", beats: false, random: () => 0, fetch: async () => Promise.reject(new TypeError("no network")), ...options });
  connection.start();
  return { connection, socket: () => FakeSocket.all.at(-1) };
}

test("pauses are fully jittered, double and end at a bound", () => {
  assert.deepEqual([0, 1, 2, 10].map((attempt) => pauseMs(attempt, () => 0.999999)), [399, 799, 1599, 14999]);
  assert.equal(pauseMs(10, () => 0), 0);
});

test("an answer finds its question by id, whatever the order", async () => {
  const { connection, socket } = line();
  socket().open();
  const [one, two] = [connection.ask("recent", {}), connection.ask("parked", {})];

  const [first, second] = socket().sent;
  socket().hear({ id: second.id, ok: true, body: { parked: [] } });
  socket().hear({ id: first.id, ok: true, body: { receipts: [] } });

  assert.deepEqual([await one, await two], [{ receipts: [] }, { parked: [] }]);
});

test("a refusal carries its code, sentence and details", async () => {
  const { connection, socket } = line();
  socket().open();
  const asked = connection.ask("sell", {});

  socket().hear({ id: socket().sent[0].id, ok: false, refusal: { code: "price_changed", sentence: "It costs more.", details: { total: "2.00" } } });

  await assert.rejects(asked, (reason) => reason instanceof Refusal && reason.code === "price_changed" && reason.details.total === "2.00");
});

test("no answer in time, or a line that breaks, is told as such", async () => {
  const { connection, socket } = line();
  socket().open();

  await assert.rejects(connection.ask("recent", {}, { timeout_ms: 5 }), NoAnswer);
  const asked = connection.ask("recent", {});
  socket().close();

  await assert.rejects(asked, NoAnswer);
  assert.equal(connection.online.value, false);
  connection.stop();
});

test("a broken line comes back by itself and says so", async () => {
  const { connection, socket } = line();
  let opened = 0;
  connection.on("open", () => opened++);
  socket().open();
  socket().close();

  await until(() => FakeSocket.all.length === 2);
  socket().open();

  assert.deepEqual([opened, connection.online.value], [2, true]);
});

test("a session that ended or a register taken over is told, and not asked again and again", async () => {
  for (const [code, type] of [[4401, "signed_out"], [4403, "not_enrolled"], [4409, "taken_over"]]) {
    const { connection, socket } = line();
    const heard = [];
    connection.on(type, () => heard.push(type));
    socket().open();
    socket().close(code);
    await pause(10);

    assert.deepEqual([heard, FakeSocket.all.length], [[type], 1]);
  }
});

test("without a socket a command goes by HTTP, with the session's token", async () => {
  const asked = [];
  const fetch = async (path, request) => {
    asked.push([path, request.headers["X-CSRFToken"], JSON.parse(request.body).name]);
    return Response.json({ ok: true, body: { parked: [] } });
  };
  const { connection } = line({ fetch, csrf: () => "token" });

  assert.deepEqual(await connection.ask("parked", {}), { parked: [] });
  assert.deepEqual(asked, [["/sell/command/", "token", "parked"]]);
});

test("pushes go to those who listen for their type", () => {
  const { connection, socket } = line();
  const heard = [];
  const stop = connection.on("changed", ({ version }) => heard.push(version));
  socket().open();
  socket().hear({ type: "changed", version: 7 });
  stop();
  socket().hear({ type: "changed", version: 8 });

  assert.deepEqual(heard, [7]);
});

test("the server's clock is followed, at the middle of the way", async () => {
  const { connection, socket } = line({ clock: () => 1_000_000 });
  socket().open();
  const asked = connection.ask("heartbeat", {});
  socket().hear({ id: socket().sent[0].id, ok: true, body: { server_time: new Date(1_005_000).toISOString() } });
  await asked;

  assert.equal(connection.now().getTime(), 1_005_000);
});
