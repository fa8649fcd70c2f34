// What the till has done and the server may not know yet: kept first, sent in order, never dropped, booked once by its key.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { NoAnswer, Refusal, pauseMs } from "./connection.js";
import { newKey } from "./keys.js";
import { _ } from "./words.js";

const WAIT_MS = 4_000;
const ANSWER_MS = 12_000;
const FIRST_PAUSE_MS = 500;
const MOST_BOOKED = 200;
const MOST_SHOWN = 50;
const PATIENCE = 5; // failures of the server over one entry before the ones behind it go first
const KEEP_WAITING = new Set(["session_ended", "not_enrolled", "taken_over", "locked_out"]);

const NO_SERVER = { code: "no_answer", sentence: _("The server did not answer, and store credit and points need it."), details: {} };
const ALREADY_SOLD = { code: "already_sold", sentence: _("This cart was already sold. Start a new sale."), details: {} };

/** `register()` gives the register's code, for provisional numbers. */
export function createOutbox({ storage, connection, register = () => "", random = Math.random }) {
  const state = signal({ unsent: 0, oldest_at: null, waiting: [], exceptions: [], doubts: 0 });
  const doing = new Map(); // what is under way, by key: a second press joins the first
  const waiting = new Map(); // who waits for an entry's answer, by seq
  let flushing = null;
  let isAsked = false;
  let doubts = 0; // counts finished sales that were booked with a remark, or not booked
  let attempt = 0;
  let timer = null;

  /**
   * Books a finished sale: "booked" with its receipt, "refused" (nothing sold), or "kept" to be sent later. One that `needs_server` is
   * taken back without an answer; the server, which may have heard it, sells it once by its key.
   */
  function finish_sale(sale, { wait_ms = WAIT_MS, needs_server = false } = {}) {
    return once(sale.key, async () => {
      const done = await storage.get("sales", sale.key);
      if (done) return isSame(done.body, sale) ? outcomeOf(done) : { outcome: "refused", refusal: ALREADY_SOLD };
      if (needs_server && !connection.is_hopeful()) return { outcome: "refused", refusal: NO_SERVER };
      const entry = await keep("sell", sale, sale.key, needs_server);
      return outcomeOf(await settled(entry, wait_ms), entry);
    });
  }

  /** A command that must arrive, in order: "done" with the answer's body, "refused", or "kept". */
  function command(name, body, { wait_ms = WAIT_MS } = {}) {
    return once(`${name} ${body.key ?? newKey()}`, async () => {
      const entry = await keep(name, body);
      const answer = await settled(entry, wait_ms);
      return answer.state === "booked" ? { outcome: "done", body: answer.body } : outcomeOf(answer, entry);
    });
  }

  /** Whether a cart's key was finished here: then it must not come back as an open cart. */
  async function has(key) {
    return Boolean(await storage.get("sales", key));
  }

  function once(key, act) {
    if (!doing.has(key)) doing.set(key, act().finally(() => doing.delete(key)));
    return doing.get(key);
  }

  /** One transaction over sale, outbox and counters, before anything else happens. */
  async function keep(name, body, saleKey = null, needs_server = false) {
    const isFinal = !needs_server && !connection.is_hopeful(); // nobody to wait for: the till decides by itself
    const entry = await storage.transact(["sales", "outbox", "counters"], async (tx) => {
      const seq = ((await tx.get("counters", "outbox")) ?? 0) + 1;
      const made_at = connection.now().toISOString();
      const kept = { seq, id: newKey(), name, body: { ...body }, sale_key: saleKey, made_at, tries: 0, is_final: isFinal, needs_server, refusal: null };
      if (saleKey) await putSale(tx, kept);
      await tx.put("counters", "outbox", seq);
      await tx.put("outbox", seq, kept);
      return kept;
    });
    await tell();
    return entry;
  }

  async function putSale(tx, entry) {
    const count = ((await tx.get("counters", "provisional")) ?? 0) + 1;
    entry.body.is_offline = entry.is_final;
    entry.body.provisional_number ||= `${register()}-${String(count).padStart(5, "0")}`;
    await tx.put("counters", "provisional", count);
    await tx.put("sales", entry.sale_key, { key: entry.sale_key, state: "kept", body: entry.body });
  }

  /** Waits for the entry's answer; when none comes in time the till stands by what was done. */
  async function settled(entry, waitMs) {
    if (entry.is_final) {
      flush();
      return { state: "kept" };
    }
    let expiry;
    const late = new Promise((resolve) => (expiry = setTimeout(resolve, waitMs, null)));
    const answered = new Promise((resolve) => waiting.set(entry.seq, resolve));
    flush();
    const told = await Promise.race([answered, late]);
    clearTimeout(expiry);
    if (told) return told;
    if (entry.needs_server) return (await giveBack(entry, NO_SERVER), await tell(), answered);
    return (await finishAlone(entry.seq)) ? { state: "kept" } : answered;
  }

  /** From now on the goods are out of the door: a refusal does not undo it any more. False when already answered. */
  function finishAlone(seq) {
    return storage.transact(["outbox"], async (tx) => {
      const entry = await tx.get("outbox", seq);
      if (!entry) return false;
      const body = entry.sale_key ? { ...entry.body, is_offline: true } : entry.body;
      await tx.put("outbox", seq, { ...entry, body, is_final: true });
      return true;
    });
  }

  /** Sends what is unsent, in order, one at a time; comes back by itself after a pause. */
  function flush() {
    isAsked = true;
    flushing ??= sendWhileAsked().finally(() => (flushing = null));
    return flushing;
  }

  async function sendWhileAsked() {
    while (isAsked) {
      isAsked = false;
      clearTimeout(timer);
      if (await sendAll()) attempt = 0;
      else again();
      await tell();
    }
  }

  /** True when nothing is left that can be sent now. */
  async function sendAll() {
    for (let entry = await next(0); entry; entry = await next(entry.seq)) {
      if (!(await send(entry))) return false;
    }
    return true;
  }

  async function next(after) {
    return (await storage.all("outbox")).find((entry) => entry.seq > after && !entry.refusal);
  }

  function again() {
    timer = setTimeout(flush, FIRST_PAUSE_MS + pauseMs(attempt++, random));
    timer.unref?.();
  }

  /** True when the next may follow. */
  async function send(entry) {
    try {
      await booked(entry, await connection.ask(entry.name, entry.body, { id: entry.id, timeout_ms: ANSWER_MS }));
    } catch (reason) {
      if (reason instanceof NoAnswer) return false;
      if (!(reason instanceof Refusal)) throw reason;
      return refused(entry, { code: reason.code, sentence: reason.sentence, details: reason.details });
    }
    return true;
  }

  async function booked(entry, body) {
    await storage.transact(["outbox", "sales"], async (tx) => {
      await tx.remove("outbox", entry.seq);
      if (entry.sale_key) await tx.put("sales", entry.sale_key, { key: entry.sale_key, state: "booked", body: entry.body, receipt: body.receipt });
    });
    if (body?.receipt?.exceptions?.length) doubts++;
    answer(entry, { state: "booked", body, receipt: body?.receipt });
    await tell();
  }

  async function refused(entry, refusal) {
    if (!entry.is_final && (await giveBack(entry, refusal))) return true;
    const kept = await storage.get("outbox", entry.seq);
    if (!kept) return true;
    if (!entry.is_final) return send(kept); // refused before it was final: ask again, as what it is now
    if (KEEP_WAITING.has(refusal.code)) return false;
    return setAside(kept, refusal);
  }

  /** Nothing was finished yet: the sale is taken back as if it had never been. False when it was finished meanwhile. */
  async function giveBack(entry, refusal) {
    const isOurs = await storage.transact(["outbox", "sales"], async (tx) => {
      const kept = await tx.get("outbox", entry.seq);
      if (!kept || kept.is_final) return false;
      await tx.remove("outbox", entry.seq);
      if (entry.sale_key) await tx.remove("sales", entry.sale_key);
      return true;
    });
    if (isOurs) answer(entry, { state: "refused", refusal });
    return isOurs;
  }

  /** A finished thing that the server refuses is listed until somebody sees to it; the others go on. */
  async function setAside(kept, refusal) {
    const tries = kept.tries + 1;
    const isOver = refusal.code !== "failed" || tries >= PATIENCE;
    if (isOver) doubts++;
    await storage.put("outbox", kept.seq, { ...kept, tries, refusal: isOver ? refusal : null });
    return isOver;
  }

  /** Sends the listed exceptions once more: what stood in their way may have been put right. */
  async function retry() {
    for (const entry of await storage.all("outbox")) {
      if (entry.refusal) await storage.put("outbox", entry.seq, { ...entry, refusal: null, tries: 0 });
    }
    await flush();
  }

  /** What an MD has settled leaves the list; only what was refused for good can be. */
  async function forget(keys) {
    for (const entry of await storage.all("outbox")) {
      if (entry.refusal && keys.includes(entry.body.key)) await storage.transact(["outbox"], (tx) => tx.remove("outbox", entry.seq));
    }
    await tell();
  }

  function answer(entry, told) {
    waiting.get(entry.seq)?.(told);
    waiting.delete(entry.seq);
  }

  async function tell() {
    const entries = await storage.all("outbox");
    const unsent = entries.filter((entry) => !entry.refusal);
    const exceptions = entries.filter((entry) => entry.refusal).map(shown);
    state.value = { unsent: unsent.length, oldest_at: unsent[0]?.made_at ?? null, waiting: unsent.slice(0, MOST_SHOWN).map(shown), exceptions, doubts };
  }

  /** What was left unsent when the till was closed goes first. */
  async function start() {
    connection.on("open", () => {
      attempt = 0;
      flush();
    });
    for (const entry of await storage.all("outbox")) await (entry.needs_server ? giveBack(entry, NO_SERVER) : finishAlone(entry.seq));
    await forgetOld();
    await tell();
    flush();
  }

  /** Booked sales are kept for a while only, for the cart that a reload brings back. */
  async function forgetOld() {
    const booked = (await storage.all("sales")).filter(({ state: kind }) => kind === "booked");
    const old = booked.sort((one, two) => (one.body.sold_at < two.body.sold_at ? 1 : -1)).slice(MOST_BOOKED);
    if (old.length) await storage.transact(["sales"], (tx) => Promise.all(old.map(({ key }) => tx.remove("sales", key))));
  }

  return { state, start, finish_sale, command, has, flush, retry, forget };
}

function outcomeOf(answer, entry = null) {
  if (answer.state === "booked") return { outcome: "booked", receipt: answer.receipt };
  if (answer.state === "refused") return { outcome: "refused", refusal: answer.refusal };
  return { outcome: "kept", provisional_number: (entry ?? answer).body.provisional_number ?? "" };
}

const agreed = ({ lines, total, tenders }) => JSON.stringify([lines, total, tenders]);
const isSame = (kept, sale) => agreed(kept) === agreed(sale);

function shown({ seq, name, body, made_at, refusal }) {
  return { seq, name, key: body.key, provisional_number: body.provisional_number ?? "", total: body.total ?? "", made_at, refusal };
}
