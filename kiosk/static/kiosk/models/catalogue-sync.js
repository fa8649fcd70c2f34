// The catalogue on the device: one blob from the server, and what changed since, so that opening needs no network.

import { signal } from "../vendor/preact@11.2.0/preact.js";

const MOST_CHANGES = 5_000; // rows kept beside the blob before a fresh one is fetched
const SAVE_MS = 1_500;

/** `shop()`: whose catalogue; one of another shop is not used. */
export function createCatalogueSync({ storage, connection, shop = () => null, fetch = (...asked) => globalThis.fetch(...asked), save_ms = SAVE_MS }) {
  const state = signal({ version: 0, made_at: null, is_loaded: false, failed: false });
  let to = { onSnapshot() {}, onDelta() {} };
  let changes = none(0);
  let isStarted = false;
  let saving = null;
  let catching = null;

  /** Loads what is kept, or else fetches; then keeps up. Throws nothing: a till without catalogue says so. */
  async function start({ onSnapshot, onDelta }) {
    to = { onSnapshot, onDelta };
    if (!(await loadKept())) await fetchSnapshot();
    if (isStarted) return;
    isStarted = true;
    connection.on("open", catchUp);
    connection.on("changed", heard);
    if (connection.online.value) await catchUp();
  }

  async function loadKept() {
    const kept = await storage.get("kept", "catalogue");
    if (!kept || (shop() !== null && kept.shop_id !== shop())) return false;
    const snapshot = JSON.parse(await kept.blob.text());
    changes = (await storage.get("kept", "catalogue.changes")) ?? none(snapshot.version);
    if (changes.base !== snapshot.version) changes = none(snapshot.version);
    show(merged(snapshot, changes));
    return true;
  }

  async function fetchSnapshot() {
    const answer = await fetch("/sell/catalogue/", { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return void (state.value = { ...state.value, failed: true });
    const blob = await answer.blob();
    const snapshot = JSON.parse(await blob.text());
    changes = none(snapshot.version);
    await storage.transact(["kept"], async (tx) => {
      await tx.put("kept", "catalogue", { shop_id: snapshot.shop_id, version: snapshot.version, blob });
      await tx.put("kept", "catalogue.changes", changes);
    });
    show(snapshot);
  }

  function show(snapshot) {
    state.value = { version: snapshot.version, made_at: snapshot.made_at, is_loaded: true, failed: false };
    to.onSnapshot(snapshot);
  }

  /** One at a time; a second call joins the first. */
  function catchUp() {
    catching ??= readChanges().finally(() => (catching = null));
    return catching;
  }

  async function readChanges() {
    if (!state.value.is_loaded) return fetchSnapshot();
    const answer = await fetch(`/sell/changes/?since=${state.value.version}`, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const delta = await answer.json();
    if (delta.reload || changes.rows.size + delta.products.length > MOST_CHANGES) return fetchSnapshot();
    apply(delta, delta.version);
  }

  /** A push tells only what just changed: it moves the version on when nothing lies between. */
  function heard(delta) {
    if (delta.reload) return void catchUp();
    if (!state.value.is_loaded) return;
    apply(delta, delta.since <= state.value.version ? Math.max(delta.version, state.value.version) : state.value.version);
  }

  function apply(delta, version) {
    for (const row of delta.products) changes.rows.set(row[0], row);
    for (const id of delta.removed) changes.rows.set(id, null);
    changes = { ...changes, version, settings: delta.settings ? { ...changes.settings, ...delta.settings } : changes.settings };
    state.value = { ...state.value, version };
    to.onDelta(delta);
    saving ??= setTimeout(save, save_ms);
    saving.unref?.();
  }

  function save() {
    saving = null;
    return storage.put("kept", "catalogue.changes", changes);
  }

  return { state, start, catchUp, save };
}

const none = (base) => ({ base, version: base, rows: new Map(), settings: null });

/** The snapshot as it would be if it were made now. */
export function merged(snapshot, { version, rows, settings }) {
  if (!rows.size && !settings) return { ...snapshot, version };
  const known = new Set();
  const products = [];
  for (const row of snapshot.products) {
    known.add(row[0]);
    const changed = rows.has(row[0]) ? rows.get(row[0]) : row;
    if (changed) products.push(changed);
  }
  for (const [id, row] of rows) if (row && !known.has(id)) products.push(row);
  return { ...snapshot, ...settings, version, products };
}
