// From the till to the customer's screen: the whole state each time, by the shortest way that is open.

import { newKey } from "./keys.js";

export const CHANNEL = "nexus-display";

/** `show(state)` goes to screens of this machine at once, to others by the server, the latest only. */
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
