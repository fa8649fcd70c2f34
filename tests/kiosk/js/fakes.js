// What the till's modules are tried with: a memory that keeps all or nothing, a server that can be away, a clock at hand.

import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";
import { NoAnswer, Refusal } from "../../../kiosk/static/kiosk/models/connection.js";

/** As storage.js, with transactions one after the other; `disk` outlives a reload. */
export function fakeStorage(disk = new Map()) {
  let last = Promise.resolve();
  const cell = (store, key) => `${store}/${String(key).padStart(12, "0")}`;
  const copy = (value) => (value === undefined ? undefined : structuredClone(value));
  const all = (values, store) => [...values.keys()].filter((name) => name.startsWith(`${store}/`)).sort().map((name) => copy(values.get(name)));

  function transact(stores, work) {
    const next = last.then(async () => {
      const draft = new Map(disk);
      const answer = await work({
        get: async (store, key) => copy(draft.get(cell(store, key))),
        all: async (store) => all(draft, store),
        put: async (store, key, value) => void draft.set(cell(store, key), copy(value)),
        remove: async (store, key) => void draft.delete(cell(store, key)),
      });
      disk.clear();
      for (const [name, value] of draft) disk.set(name, value);
      return answer;
    });
    last = next.catch(() => {});
    return next;
  }

  return {
    disk,
    transact,
    get: async (store, key) => copy(disk.get(cell(store, key))),
    all: async (store) => all(disk, store),
    put: (store, key, value) => transact([store], (tx) => tx.put(store, key, value)),
    remove: (store, key) => transact([store], (tx) => tx.remove(store, key)),
  };
}

/** A server that books each key once, and a line to it whose behaviour a test sets call by call. */
export function fakeServer() {
  const receipts = new Map();
  const heard = [];
  const listeners = new Map();
  const server = {
    receipts,
    heard,
    online: signal(true),
    is_hopeful: () => server.online.value,
    line: "good", // good, lost (it arrives, the answer does not), dead (nothing arrives), slow
    refusal: null, // what it says to the next one instead
    now: () => new Date("2026-11-22T10:00:00Z"),
    on: (type, listener) => listeners.set(type, listener),
    come_back: () => {
      server.line = "good";
      server.online.value = true;
      listeners.get("open")?.({});
    },
    go: () => {
      server.line = "dead";
      server.online.value = false;
    },
    async ask(name, body) {
      if (server.line === "dead") throw new NoAnswer();
      if (server.line === "slow") await new Promise((resolve) => setTimeout(resolve, 60));
      heard.push({ name, body: structuredClone(body) });
      const refusal = server.refusal?.(name, body);
      if (refusal) throw new Refusal(refusal);
      if (name === "sell" && !receipts.has(body.key)) receipts.set(body.key, { number: `RCP-202611-00${receipts.size + 1}`, key: body.key });
      if (server.line === "lost") throw new NoAnswer();
      return name === "sell" ? { receipt: receipts.get(body.key) } : { done: name };
    },
  };
  return server;
}

export const pause = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(isSo, ms = 3_000) {
  const end = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not come to pass");
    await pause();
  }
}
