import assert from "node:assert/strict";
import test from "node:test";

import { createCatalogueSync, merged } from "../../../kiosk/static/kiosk/models/catalogue-sync.js";
import { createDisplayFeed } from "../../../kiosk/static/kiosk/models/display-feed.js";
import { createDisplayView } from "../../../kiosk/static/kiosk/models/display-view.js";
import { createLease } from "../../../kiosk/static/kiosk/models/lease.js";
import { createSession } from "../../../kiosk/static/kiosk/models/session.js";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";
import { fakeStorage, pause, until } from "./fakes.js";

const row = (id, price) => [id, id, `Shirt ${id}`, "", "", 1, "", "", "", price, 3, "", false, []];
const SNAPSHOT = { ok: true, version: 10, shop_id: 1, made_at: "2026-11-22T10:00:00Z", products: [row(1, "1.00"), row(2, "2.00")], taxes: [] };

function fakeLine() {
  const listeners = new Map();
  return {
    online: signal(false),
    asked: [],
    on: (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    tell: (type, message = {}) => (listeners.get(type) ?? []).forEach((listener) => listener(message)),
    async ask(name, body) {
      this.asked.push([name, body]);
    },
    settle() {},
    start() {},
    stop() {},
    restarts: 0,
    restart() {
      this.restarts++;
    },
  };
}

function shop(pages, { storage = fakeStorage(), of = 1 } = {}) {
  const connection = fakeLine();
  const asked = [];
  const fetch = async (path) => {
    asked.push(path);
    const page = pages[path.split("?")[0]];
    if (!page) throw new TypeError("no network");
    return Response.json(page);
  };
  const sync = createCatalogueSync({ storage, connection, fetch, shop: () => of, save_ms: 1 });
  const heard = { snapshot: null, deltas: [] };
  const start = () => sync.start({ onSnapshot: (told) => (heard.snapshot = told), onDelta: (delta) => heard.deltas.push(delta) });
  return { sync, connection, asked, heard, start, storage };
}

test("the catalogue is fetched once, then opens from the device", async () => {
  const first = shop({ "/sell/catalogue/": SNAPSHOT });
  await first.start();
  const second = shop({}, { storage: first.storage });
  await second.start();

  assert.deepEqual(first.asked, ["/sell/catalogue/"]);
  assert.deepEqual(second.asked, []);
  assert.deepEqual(second.heard.snapshot.products, SNAPSHOT.products);
});

test("a catalogue of another shop is not used", async () => {
  const first = shop({ "/sell/catalogue/": SNAPSHOT });
  await first.start();
  const other = shop({ "/sell/catalogue/": { ...SNAPSHOT, shop_id: 2 } }, { storage: first.storage, of: 2 });
  await other.start();

  assert.equal(other.heard.snapshot.shop_id, 2);
});

test("a push moves on at once, and is there after a restart", async () => {
  const { start, connection, heard, storage, sync } = shop({ "/sell/catalogue/": SNAPSHOT });
  await start();

  connection.tell("changed", { since: 10, version: 12, products: [row(1, "1.50")], removed: [2], settings: null });
  await pause(20);
  const again = shop({}, { storage });
  await again.start();

  assert.deepEqual([heard.deltas.length, sync.state.value.version], [1, 12]);
  assert.deepEqual(again.heard.snapshot.products, [row(1, "1.50")]);
  assert.equal(again.sync.state.value.version, 12);
});

test("a push after a gap is shown, but the gap is still asked for", async () => {
  const delta = { since: 10, version: 15, products: [row(2, "9.00")], removed: [], settings: null };
  const { start, connection, asked, sync } = shop({ "/sell/catalogue/": SNAPSHOT, "/sell/changes/": delta });
  await start();

  connection.tell("changed", { since: 14, version: 15, products: [row(1, "1.50")], removed: [], settings: null });
  assert.equal(sync.state.value.version, 10);
  connection.tell("open");
  await until(() => sync.state.value.version === 15);

  assert.deepEqual(asked, ["/sell/catalogue/", "/sell/changes/?since=10"]);
});

test("changes are merged into the snapshot: changed, gone and new", () => {
  const changes = { version: 11, rows: new Map([[1, null], [2, row(2, "2.50")], [3, row(3, "3.00")]]), settings: { taxes: ["VAT"] } };

  const { products, version, taxes } = merged(SNAPSHOT, changes);

  assert.deepEqual([products, version, taxes], [[row(2, "2.50"), row(3, "3.00")], 11, ["VAT"]]);
});

const TOLD = {
  ok: true, csrf: "secret", server_time: "2026-11-22T10:00:00Z", version: "v", registers: [], company: { name: "Nexus" },
  user: { id: 7, name: "Amaka", permissions: ["sales.sell", "sales.void_receipt"], discount_limit: "10.00" }, register: { id: 1, code: "AB1" },
};

function desk(pages, storage = fakeStorage()) {
  const connection = fakeLine();
  const pins = { seen: async () => {}, check: async (cashier, pin) => { if (pin !== "4711") throw Object.assign(new Error(), { code: "wrong_pin" }); } };
  const fetch = async (path) => {
    if (!pages[path]) throw new TypeError("no network");
    return Response.json(pages[path][0], { status: pages[path][1] ?? 200 });
  };
  return { session: createSession({ storage, connection, pins, fetch }), connection, storage };
}

test("without the server the last session opens, locked until a PIN", async () => {
  const first = desk({ "/sell/session/": [TOLD] });
  await first.session.load();
  const { session, storage } = desk({}, first.storage);

  const told = await session.load();
  assert.deepEqual([told.user, told.register.code, session.is_offline.value], [null, "AB1", true]);
  await assert.rejects(session.switch_user({ id: 7, name: "Amaka" }, "0000"));
  const person = await session.switch_user({ id: 7, name: "Amaka" }, "4711");

  assert.deepEqual(person, TOLD.user);
  assert.ok(![...storage.disk.values()].some((value) => JSON.stringify(value).includes("secret")));
});

test("somebody this till never saw signed in may only sell", async () => {
  const first = desk({ "/sell/session/": [TOLD] });
  await first.session.load();
  const { session } = desk({}, first.storage);
  await session.load();

  const person = await session.switch_user({ id: 8, name: "Bola", initials: "BO" }, "4711");

  assert.deepEqual(person, { id: 8, name: "Bola", initials: "BO", permissions: ["sales.sell"], discount_limit: "0.00" });
});

test("signing out without the server locks, and ends the session when it is back", async () => {
  const first = desk({ "/sell/session/": [TOLD] });
  await first.session.load();
  const away = desk({}, first.storage);
  await away.session.load();
  assert.equal((await away.session.sign_out()).user, null);

  const back = desk({ "/sell/session/": [TOLD], "/sell/sign-out/": [{ ...TOLD, user: null }] }, first.storage);

  assert.equal((await back.session.load()).user, null);
});

test("a refused sign-in is told; a good one opens a fresh line", async () => {
  const refusal = { code: "wrong_password", sentence: "User name and password do not fit.", details: {} };
  const bad = desk({ "/sell/sign-in/": [{ ok: false, refusal }, 422] });
  await assert.rejects(bad.session.sign_in("amaka", "x"), (reason) => reason.code === "wrong_password");

  const good = desk({ "/sell/sign-in/": [TOLD] });
  await good.session.sign_in("amaka", "right");

  assert.deepEqual([bad.connection.restarts, good.connection.restarts, good.session.csrf()], [0, 1, "secret"]);
});

function fakeLocks() {
  let holder = null;
  return {
    async request(name, { ifAvailable, steal }, act) {
      if (holder && ifAvailable) return act(null);
      if (holder && steal) holder.reject(Object.assign(new Error(), { name: "AbortError" }));
      return new Promise((resolve, reject) => {
        holder = { reject };
        Promise.resolve(act({ name })).then(resolve, reject);
      });
    },
  };
}

test("one tab has the till; another may seize it, and the first is told", async () => {
  const locks = fakeLocks();
  const [one, two] = [createLease({ locks }), createLease({ locks })];

  assert.deepEqual([await one.take(), await two.take()], [true, false]);
  assert.equal(await two.seize(), true);
  await pause();

  assert.deepEqual([one.state.value, two.state.value], ["elsewhere", "held"]);
});

test("without web locks the till goes on and says what it lacks", async () => {
  const lease = createLease({ locks: null });

  assert.deepEqual([await lease.take(), lease.state.value], [true, "unsupported"]);
});

function wires() {
  const ends = [];
  return () => {
    const end = { postMessage: (data) => ends.filter((other) => other !== end).forEach((other) => other.onmessage?.({ data: structuredClone(data) })) };
    ends.push(end);
    return end;
  };
}

test("the display follows at once, heals when it opens late, and never goes back", () => {
  const wire = wires();
  const [till, screen] = [fakeLine(), fakeLine()];
  let now = 100;
  const feed = createDisplayFeed({ connection: till, channel: wire(), clock: () => now });
  feed.show({ stage: "cart", total: "1.00" });

  const view = createDisplayView({ connection: screen, channel: wire() });
  view.start();
  assert.deepEqual(view.current.value.state, { stage: "cart", total: "1.00" });
  feed.show({ stage: "cart", total: "2.00" });
  screen.tell("state", { version: 100, state: { stage: "idle" } });

  assert.deepEqual([view.current.value.state.total, view.current.value.version], ["2.00", 101]);
});

test("to the server goes the latest state only, again when the line is back, and nothing while nothing changes", async () => {
  const till = fakeLine();
  const feed = createDisplayFeed({ connection: till, channel: wires()(), clock: () => 1 });
  feed.show({ total: "1.00" });
  feed.show({ total: "2.00" });
  assert.deepEqual(till.asked, []);

  till.online.value = true;
  till.tell("open");
  await pause();
  feed.show({ total: "2.00" });
  await pause();

  assert.deepEqual(till.asked.map(([name, { state }]) => [name, state.total]), [["display_state", "2.00"]]);
});
