import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import test from "node:test";

import { createPins } from "../../../kiosk/static/kiosk/models/pins.js";
import { fakeStorage } from "./fakes.js";

const HOUR = 3_600_000;
const hash = pbkdf2Sync("4711", "salt", 1_000, 32, "sha256").toString("base64");
const amaka = { id: 7, pin: { salt: "salt", hash, iterations: 1_000 } };
const code = (name) => (reason) => reason.code === name;

async function lock(storage = fakeStorage()) {
  const time = { now: 0 };
  const pins = createPins({ storage, clock: () => time.now });
  await pins.seen();
  return { pins, time, storage };
}

test("the right PIN opens, a wrong one does not", async () => {
  const { pins } = await lock();

  await pins.check(amaka, "4711");
  await assert.rejects(pins.check(amaka, "4712"), code("wrong_pin"));
});

test("five wrong tries lock, over a reload too, until the server was reached", async () => {
  const { pins, storage } = await lock();
  for (let time = 0; time < 5; time++) await assert.rejects(pins.check(amaka, "0000"), code("wrong_pin"));

  const reloaded = createPins({ storage, clock: () => 0 });
  await assert.rejects(reloaded.check(amaka, "4711"), code("pin_locked"));
  await reloaded.seen();
  await reloaded.check(amaka, "4711");
});

test("a right PIN gives the tries back", async () => {
  const { pins } = await lock();
  for (let round = 0; round < 3; round++) {
    for (let time = 0; time < 4; time++) await assert.rejects(pins.check(amaka, "0000"), code("wrong_pin"));
    await pins.check(amaka, "4711");
  }
});

test("after 72 hours without the server, or with the clock set back, no PIN opens", async () => {
  const { pins, time } = await lock();

  time.now = 71 * HOUR;
  await pins.check(amaka, "4711");
  time.now = 73 * HOUR;
  await assert.rejects(pins.check(amaka, "4711"), code("pin_too_old"));
  time.now = -3 * HOUR;
  await assert.rejects(pins.check(amaka, "4711"), code("pin_too_old"));
});

test("who has no PIN here is not let in", async () => {
  const { pins } = await lock();

  await assert.rejects(pins.check({ id: 1, pin: null }, "4711"), code("pin_unknown"));
});
