// From the till to the customer's screen: the whole state each time, by the shortest way that is open.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { newKey } from "./keys.js";

const CHANNEL = "nexus-display";

/** The till's side. `show(state)` goes to screens of this machine at once, to others by the server, the latest only. */
export function createDisplayFeed({ connection, channel = new BroadcastChannel(CHANNEL), clock = () => Date.now() }) {
  const till = newKey();
  let shown = null;
  let text = ""; // of the state: read quicker than copied, and two states are the same when they read the same
  let sent = 0;
  let isSending = false;

  function show(state) {
    const told = JSON.stringify(state);
    if (told === text) return;
    text = told;
    shown = { till, version: Math.max(clock(), (shown?.version ?? 0) + 1), state };
    post();
    setTimeout(send); // the till draws first
  }

  const post = () => channel.postMessage({ type: "state", till, version: shown.version, text });

  /** One message under way at a time; what came meanwhile follows as one. */
  async function send() {
    if (isSending) return;
    isSending = true;
    while (shown && sent !== shown.version && connection.online.value) {
      const version = shown.version;
      if (!(await isTaken(shown))) break; // again when the line is back, or with the next state
      sent = version;
    }
    isSending = false;
  }

  const isTaken = (message) => connection.ask("display_state", message).then(() => true, () => false);

  channel.onmessage = ({ data }) => {
    if (data.type === "hello" && shown) post();
  };
  connection.on("open", () => {
    sent = 0;
    send();
  });
  return { show };
}

/** The screen's side: shows the newest it hears, and asks for the whole when it opens or was away. */
export function createDisplayView({ connection, channel = new BroadcastChannel(CHANNEL) }) {
  const current = signal({ till: "", version: 0, state: null });

  /** Versions are moments of the till, so the higher one is the newer, also after a reload or on a new device. */
  function hear({ till = "", version = 0, state = null }) {
    if (version > current.value.version) current.value = { till, version, state };
  }

  channel.onmessage = ({ data }) => data.type === "state" && hear({ ...data, state: JSON.parse(data.text) });
  connection.on("state", hear);

  function start() {
    channel.postMessage({ type: "hello" });
    connection.start();
  }

  return { current, start, stop: connection.stop };
}
