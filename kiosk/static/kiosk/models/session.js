// Who is at the till: as the server says, or, when it cannot be asked, as it last said.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { NoAnswer, Refusal, isJson } from "./connection.js";
import { _ } from "./words.js";

const NOT_YOURS = { code: "not_allowed", sentence: _("You may not do this. Ask a manager.") };
const LEAST = { permissions: ["sales.sell"], discount_limit: "0.00" }; // of someone this till never saw signed in

/** `pins` checks a PIN without the server. `token` of the answers' csrf is kept here for whoever posts. */
export function createSession({ storage, connection, pins, fetch = (...asked) => globalThis.fetch(...asked) }) {
  const current = signal(null);
  const is_offline = signal(false);
  let csrf = "";

  /** The server's word; else the last known one, with nobody signed in until a PIN says who it is. */
  async function load() {
    try {
      const told = await accept(await call("/sell/session/", { method: "GET" }));
      return told.user && (await storage.get("kept", "signed_out")) ? await sign_out() : told;
    } catch (reason) {
      if (!(reason instanceof NoAnswer)) throw reason;
      const last = await storage.get("kept", "session");
      is_offline.value = true;
      current.value = last ? { ...last, user: null, is_offline: true } : null;
      return current.value;
    }
  }

  async function accept(told) {
    csrf = told.csrf;
    is_offline.value = false;
    connection.settle(told.server_time);
    const { csrf: _secret, ok: _ok, ...kept } = told;
    current.value = kept;
    if (kept.register) await storage.put("kept", "session", kept);
    if (kept.user) await storage.put("kept", `person.${kept.user.id}`, kept.user);
    if (kept.user) await pins.seen();
    return kept;
  }

  async function post(path, body) {
    const told = await accept(await call(path, { method: "POST", body: JSON.stringify(body) }));
    if (told.user && told.register) connection.restart();
    else connection.stop();
    return told;
  }

  /** Without the server the till locks all the same, and the session is ended as soon as the server is back. */
  async function sign_out() {
    connection.stop(); // else this very page hears that its session was ended
    await storage.put("kept", "signed_out", true);
    try {
      return await post("/sell/sign-out/", {});
    } catch (reason) {
      if (!(reason instanceof NoAnswer)) throw reason;
      is_offline.value = true;
      current.value = { ...current.value, user: null, is_offline: true };
      return current.value;
    }
  }

  async function sign_in(username, password) {
    const told = await post("/sell/sign-in/", { username, password });
    await storage.remove("kept", "signed_out");
    return told;
  }

  async function call(path, asked) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    const answer = await fetch(path, { ...asked, headers, credentials: "same-origin", redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer || answer.status >= 500) throw new NoAnswer();
    if (!isJson(answer)) throw new Refusal(NOT_YOURS);
    const told = await answer.json();
    if (told.ok === false) throw new Refusal(told.refusal);
    return told;
  }

  /** Gives the person who now stands at the till. */
  async function switch_user(cashier, pin) {
    const { id } = cashier;
    if (!is_offline.value) {
      try {
        return (await post("/sell/switch/", { user_id: id, pin })).user;
      } catch (reason) {
        if (!(reason instanceof NoAnswer)) throw reason;
      }
    }
    await pins.check(cashier, pin);
    const person = (await storage.get("kept", `person.${id}`)) ?? { ...LEAST, id, name: cashier.name, initials: cashier.initials };
    current.value = { ...current.value, user: person };
    return person;
  }

  return {
    current,
    is_offline,
    csrf: () => csrf,
    load,
    switch_user,
    sign_in,
    sign_out,
    enrol: (register_id, device) => {
      connection.stop(); // else this very device hears that it was taken over
      return post("/sell/enrol/", { register_id, device });
    },
    leave: () => post("/sell/leave/", {}),
  };
}
