// The line to the server: a socket that comes back by itself, questions with an id, and plain HTTP when no socket stands.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { newKey } from "./keys.js";
import { _ } from "./words.js";

const LONGEST_PAUSE_MS = 15_000;
const SHORTEST_PAUSE_MS = 400;
const OPEN = 1;
const BEAT_MS = 25_000;
const BEAT_ANSWER_MS = 6_000;
const ENDINGS = { 4401: "signed_out", 4403: "not_enrolled", 4409: "taken_over" };

/** What the server refuses: `code` for programs, `sentence` for people. */
export class Refusal extends Error {
  constructor({ code, sentence, details = {} }) {
    super(sentence);
    Object.assign(this, { name: "Refusal", code, sentence, details });
  }
}

/** Nobody knows whether the server heard it. */
export class NoAnswer extends Error {
  constructor(message = _("The server did not answer.")) {
    super(message);
    this.name = "NoAnswer";
  }
}

/** Full jitter: any pause up to a bound that doubles, so that a hundred tills do not come back at once. */
export function pauseMs(attempt, random = Math.random) {
  return Math.floor(random() * Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** attempt));
}

export function socketAddress(path, location = globalThis.location) {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}

/**
 * `path`: of the socket; `http`: where commands go without one ("" for none); `csrf()`: the session's token.
 * `beats`: whether to ask for a sign of life now and then.
 */
export function createConnection({
  path = "/ws/till/",
  http = "/sell/command/",
  csrf = () => "",
  beats = true,
  open = (address) => new WebSocket(address),
  address = () => socketAddress(path),
  fetch = (...asked) => globalThis.fetch(...asked),
  random = Math.random,
  clock = () => Date.now(),
} = {}) {
  const online = signal(false);
  const waiting = new Map();
  const listeners = new Map();
  let socket = null;
  let isWanted = false;
  let attempt = 0;
  let timer = null;
  let beat = null;
  let offset = 0;

  function start() {
    isWanted = true;
    if (!socket) connect();
  }

  function stop() {
    isWanted = false;
    clearTimeout(timer);
    const was = socket;
    lost(was);
    was?.close(1000);
  }

  /** A fresh socket, for a session that has changed. */
  function restart() {
    stop();
    attempt = 0;
    start();
  }

  function connect() {
    clearTimeout(timer);
    const mine = open(address());
    socket = mine;
    mine.onopen = () => mine === socket && opened();
    mine.onmessage = (event) => mine === socket && heard(JSON.parse(event.data));
    mine.onclose = (event) => mine === socket && closed(event.code);
    mine.onerror = () => {}; // the close that follows says it
  }

  function opened() {
    attempt = 0;
    online.value = true;
    tell("open", {});
    if (beats) beat = setInterval(check, BEAT_MS);
  }

  function heard(message) {
    const asked = waiting.get(message.id);
    if (asked) return asked(message);
    return message.type ? tell(message.type, message) : undefined;
  }

  function closed(code) {
    lost(socket);
    const ending = ENDINGS[code];
    if (ending) {
      isWanted = false;
      tell(ending, {});
      return;
    }
    if (!isWanted) return;
    timer = setTimeout(connect, pauseMs(attempt++, random));
    timer.unref?.();
    if (attempt > 2) probe();
  }

  /** Where a proxy lets no socket through, plain HTTP still makes the till online. */
  async function probe() {
    const answer = await byHttp({ id: newKey(), name: "heartbeat", body: {} }, BEAT_ANSWER_MS);
    if (!isStanding() && isWanted && answer) online.value = true;
  }

  const isStanding = () => socket?.readyState === OPEN;

  /** Whoever still waits learns that no answer will come by this socket. */
  function lost(was) {
    if (was !== socket) return;
    socket = null;
    online.value = false;
    clearInterval(beat);
    for (const asked of [...waiting.values()]) asked(null);
    tell("lost", {});
  }

  async function check() {
    const mine = socket;
    try {
      await ask("heartbeat", {}, { timeout_ms: BEAT_ANSWER_MS });
    } catch (reason) {
      if (!(reason instanceof NoAnswer) || mine !== socket || !mine) return;
      closed(1006);
      mine.close();
    }
  }

  /** The body of the answer; throws Refusal or NoAnswer. */
  async function ask(name, body, { timeout_ms = 8_000, id = newKey() } = {}) {
    const sent = clock();
    const answer = await (isStanding() ? bySocket({ id, name, body }, timeout_ms) : byHttp({ id, name, body }, timeout_ms));
    if (!answer) throw new NoAnswer();
    if (!answer.ok) throw new Refusal(answer.refusal);
    if (answer.body?.server_time) settle(answer.body.server_time, sent);
    return answer.body;
  }

  function bySocket(message, timeoutMs) {
    return new Promise((resolve) => {
      const settled = (answer) => {
        clearTimeout(expiry);
        waiting.delete(message.id);
        resolve(answer);
      };
      const expiry = setTimeout(settled, timeoutMs, null);
      waiting.set(message.id, settled);
      socket.send(JSON.stringify(message));
    });
  }

  async function byHttp(message, timeoutMs) {
    if (!http) return null;
    try {
      const answer = await fetch(http, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return isJson(answer) ? await answer.json() : null;
    } catch {
      if (!isStanding()) online.value = false;
      return null; // no network, no time left, or half an answer: all the same to the one who asked
    }
  }

  /** The server's clock, guessed at the middle of the way there and back. */
  function settle(serverTime, sent = clock()) {
    offset = Date.parse(serverTime) - (sent + clock()) / 2;
  }

  function on(type, listener) {
    const among = listeners.get(type) ?? new Set();
    listeners.set(type, among.add(listener));
    return () => among.delete(listener);
  }

  function tell(type, message) {
    for (const listener of listeners.get(type) ?? []) listener(message);
  }

  /** Whether an answer may come: the line stands, or is being opened and has not failed yet. */
  const is_hopeful = () => online.value || (isWanted && attempt === 0);

  return { online, is_hopeful, ask, on, start, stop, restart, settle, now: () => new Date(clock() + offset) };
}

export const isJson = (answer) => (answer.headers.get("content-type") ?? "").includes("json");
