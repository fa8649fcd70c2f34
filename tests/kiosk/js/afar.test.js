import assert from "node:assert/strict";
import test from "node:test";

import { afarOf } from "../../../kiosk/static/kiosk/models/afar.js";
import { createPeople } from "../../../kiosk/static/kiosk/models/people.js";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";
import { pause } from "./fakes.js";

const IN_FIVE_MINUTES = "2026-11-22T10:05:00Z";
const LINE = { quantity: 2, name: "Office Shirt", detail: "White · L" };

/** A till with a cart and an approver's dialog; `server` answers by the names of commands, `said` is what stood in the corner. */
function tillWith(server = {}) {
  const asked = [];
  const said = [];
  const hears = {};
  const state = {
    cart: signal({ key: "cart", lines: [LINE], approvals: [] }), cashier: signal({ id: 7 }), dialog: signal(null), done: signal(null),
    totals: signal({ gross: "100.00", total: "70.00", gift_value: "0.00" }), money: (amount) => `₦${amount}`, say: (tone, sentence, hint) => said.push([tone, sentence, hint]),
  };
  const rows = new Map();
  async function ask(name, body) {
    asked.push([name, body]);
    const refusal = server[name];
    if (refusal) throw refusal;
    if (name === "ask_approval") rows.set(body.key, { by: "", note: "", token: "", state: "waiting", expires_at: IN_FIVE_MINUTES, ...body });
    if (name === "withdraw_approval") rows.get(body.key).state = "withdrawn";
    if (name === "approval_state") return { requests: [...rows.values()].map((row) => ({ ...row })) };
    return { request: { ...rows.get(body.key) } };
  }
  const till = { state, ask, sound() {}, on: (type, hear) => (hears[type] = hear), now: () => new Date("2026-11-22T10:00:00Z") };
  till.people = createPeople(state, { session: {}, ask, begin() {}, sound() {} });
  const answer = async (changes) => {
    for (const row of rows.values()) Object.assign(row, { by: "Ada Obi", ...changes });
    await hears.approval_answered();
    await pause();
  };
  return { till, state, asked, said, answer, afar: afarOf(till), rows };
}

const DISCOUNT = { action: "discount", subject: "cart", limit: "30.00", why: "30 % off is above your limit of 5 %." };
const DRAWER = { action: "open_drawer", subject: "AB1-1", limit: "", why: "The drawer shall be opened without a sale." };
const GRANTED = { state: "granted", token: "t" };

async function asking(world, about) {
  const word = world.till.people.approve(about);
  assert.equal(await world.afar.ask(world.state.dialog.value, "A seam is open"), "");
  return word;
}

test("a question says the goods and the sum, with the reason", async () => {
  const world = tillWith();
  asking(world, DISCOUNT);
  await pause();

  const [, body] = world.asked.find(([name]) => name === "ask_approval");
  assert.equal(body.what, "30 % off ₦100.00: 2 × Office Shirt White · L.");
  assert.deepEqual([body.amount, body.limit, body.reason], ["70.00", "30.00", "A seam is open"]);
  assert.equal(world.state.dialog.value.asked, body.key);
});

test("a question that is refused keeps its key and its dialog", async () => {
  const world = tillWith({ ask_approval: { code: "nobody_to_ask", sentence: "Nobody may." } });
  world.till.people.approve(DRAWER);

  const dialog = world.state.dialog.value;
  assert.equal(await world.afar.ask(dialog, "Change"), "Nobody may.");
  await world.afar.ask(dialog, "Change");

  const keys = world.asked.filter(([name]) => name === "ask_approval").map(([, body]) => body.key);
  assert.equal(keys[0], keys[1]);
  assert.equal(world.state.dialog.value, dialog);
});

test("what is allowed while the dialog waits goes on by itself, once", async () => {
  const world = tillWith();
  const word = asking(world, DISCOUNT);
  await pause();

  await world.answer(GRANTED);

  assert.deepEqual(await word, { token: "t", action: "discount", limit: "30.00", by: "Ada Obi" });
  assert.equal(world.state.dialog.value, null);
  assert.deepEqual(world.state.cart.value.approvals, []); // whoever waited for it puts it in
  assert.deepEqual(world.afar.entries.value, []);
});

test("what is allowed later joins its cart", async () => {
  const world = tillWith();
  const word = asking(world, DISCOUNT);
  await pause();
  world.state.dialog.value.settle(null);

  assert.equal(await word, null);
  await world.answer(GRANTED);

  assert.deepEqual(world.state.cart.value.approvals, [{ token: "t", action: "discount", limit: "30.00", by: "Ada Obi" }]);
  assert.equal(world.said.at(-1)[0], "good");
});

test("what is allowed for a cart that is away joins it when it is taken up", async () => {
  const world = tillWith();
  asking(world, DISCOUNT);
  await pause();
  world.state.dialog.value.settle(null);
  world.state.cart.value = { key: "next", lines: [], approvals: [] };
  await pause();
  await world.answer(GRANTED);
  assert.deepEqual(world.state.cart.value.approvals, []);

  for (const row of world.rows.values()) row.subject = "taken"; // as the server does when it is taken up
  world.state.cart.value = { key: "taken", lines: [LINE], approvals: [] };
  await pause();

  assert.equal(world.state.cart.value.approvals.length, 1);
  assert.deepEqual(world.afar.entries.value, []);
});

test("another act is gone on with by a press, and holds for the next try too", async () => {
  const world = tillWith();
  const word = asking(world, DRAWER);
  await pause();
  world.state.dialog.value.settle(null); // goes on selling
  await world.answer(GRANTED);

  const [entry] = world.afar.entries.value;
  assert.deepEqual([entry.state, world.state.dialog.value], ["granted", null]);
  world.afar.goOn(entry.key);

  assert.equal((await word).token, "t");
  assert.equal(world.afar.held(DRAWER), null);
});

test("a word that nobody went on with is found by the next try", async () => {
  const world = tillWith();
  world.rows.set("k", { key: "k", ...DRAWER, ...GRANTED, what: "Drawer", by: "Ada Obi", note: "", expires_at: IN_FIVE_MINUTES });
  await world.afar.look();

  assert.equal(world.afar.held({ ...DRAWER, subject: "AB1-2" }), null);
  assert.equal(world.afar.held(DRAWER).token, "t");
});

test("a refusal says by whom and why, and the act is given up", async () => {
  const world = tillWith();
  const word = asking(world, DRAWER);
  await pause();

  await world.answer({ state: "refused", note: "Come to the office" });

  assert.equal(await word, null);
  assert.deepEqual(world.said.at(-1), ["bad", "Ada Obi refused: The drawer shall be opened without a sale.", "Come to the office"]);
  assert.equal(world.state.dialog.value, null);
});

test("a question of a sale that is done is taken back", async () => {
  const world = tillWith();
  asking(world, DISCOUNT);
  await pause();
  world.state.dialog.value.settle(null);
  world.state.done.value = { cart: world.state.cart.value };
  world.state.cart.value = { key: "next", lines: [], approvals: [] };
  await pause();

  assert.ok(world.asked.some(([name]) => name === "withdraw_approval"));
  assert.deepEqual(world.afar.entries.value, []);
});

test("who takes over waits for nothing of the one before", async () => {
  const world = tillWith();
  asking(world, DRAWER);
  await pause();
  world.rows.clear(); // the server tells each only their own
  world.state.cashier.value = { id: 8 };
  await pause();

  assert.deepEqual(world.afar.entries.value, []);
});

test("a credit that was allowed before the till was started anew is still gone on with", async () => {
  const world = tillWith();
  world.rows.set("q", { key: "q", action: "store_credit", subject: "k:3", limit: "", what: "Store credit", by: "Ada Obi", note: "", expires_at: IN_FIVE_MINUTES, ...GRANTED });

  await world.afar.look();
  const asked = new Promise((resolve) => (world.till.ask = async (...words) => void resolve(words)));
  world.afar.goOn("q");

  assert.deepEqual(await asked, ["finish_credit", { key: "q" }]);
});
