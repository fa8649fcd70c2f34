// The customer's screen hears the till: on this machine at once, elsewhere by the server.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { CHANNEL } from "./display-feed.js";

/** Shows the newest it hears, and asks for the whole when it opens or was away. */
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
