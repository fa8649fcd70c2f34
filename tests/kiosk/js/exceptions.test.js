import assert from "node:assert/strict";
import test from "node:test";

import { createExceptions } from "../../../kiosk/static/kiosk/models/exceptions.js";
import { signal } from "../../../kiosk/static/kiosk/vendor/preact@11.2.0/preact.js";

const REFUSED = { seq: 1, key: "a", provisional_number: "AB1-00001", refusal: { sentence: "Too much." } };
const DOUBT = { key: "b", name: "RCP-202611-001", sentence: "The cap was missing." };

function look({ answer, exceptions = [], isOnline = true }) {
  const asked = [];
  const heard = {};
  const outbox = { state: signal({ exceptions, doubts: 0 }), forgotten: [], forget: async (keys) => void outbox.forgotten.push(...keys) };
  const ask = async (name, body) => (asked.push([name, body]), answer);
  const connection = { online: signal(isOnline), on: (type, hear) => (heard[type] = hear) };
  return { list: createExceptions({ outbox, connection, ask }), outbox, asked, heard };
}

test("what was refused here and what the server noted are listed together, each once", async () => {
  const { list, asked } = look({ exceptions: [REFUSED], answer: { exceptions: [DOUBT, { key: "a", name: "AB1-00001", sentence: "Too much." }], settled: [] } });

  await list.look();

  assert.deepEqual(asked, [["exceptions", { keys: [{ key: "a" }] }]]);
  assert.deepEqual([list.booked.value, list.count.value], [[DOUBT], 2]);
});

test("what an MD settled is forgotten here", async () => {
  const { list, outbox } = look({ exceptions: [REFUSED], answer: { exceptions: [], settled: ["a"] } });

  await list.look();

  assert.deepEqual([outbox.forgotten, list.booked.value], [["a"], []]);
});

test("without the server, or without its answer, the list stays as it is", async () => {
  const offline = look({ exceptions: [REFUSED], isOnline: false });
  await offline.list.look();
  assert.deepEqual([offline.asked, offline.list.count.value], [[], 1]);

  const silent = look({ exceptions: [REFUSED], answer: null });
  await silent.list.look();
  assert.equal(silent.list.count.value, 1);
});

test("it looks again when the line opens, somebody answered, or a sale met with doubts, not at every sale", async () => {
  const { list, outbox, asked, heard } = look({ answer: { exceptions: [], settled: [] } });
  list.follow();
  assert.equal(asked.length, 0);

  heard.open();
  heard.exceptions();
  outbox.state.value = { exceptions: [], doubts: 1 };
  await Promise.resolve();
  outbox.state.value = { exceptions: [], doubts: 1, unsent: 3 };
  await Promise.resolve();

  assert.equal(asked.length, 3);
});
