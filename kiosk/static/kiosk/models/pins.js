// A PIN checked on the device while the server is away: salted, a few tries, not for longer than three days.

import { Refusal } from "./connection.js";
import { _ } from "./words.js";

const TRIES = 5;
const LONGEST_HOURS = 72;
const SENTENCES = {
  pin_unknown: _("This PIN cannot be checked without the server."),
  pin_locked: _("Too many wrong tries. Sign in with the password when the server is back."),
  pin_too_old: _("The server has not been reached for three days: the till stays locked until it answers."),
  wrong_pin: _("The PIN is wrong."),
};

export function createPins({ storage, subtle = globalThis.crypto.subtle, clock = () => Date.now() }) {
  /** The server spoke: the hours count anew, and so do the tries. */
  async function seen() {
    await storage.put("kept", "pins", { seen_at: clock(), failures: {} });
  }

  /** Returns when the PIN is right, else throws a Refusal. A try is counted before it is checked. */
  async function check({ id, pin }, typed) {
    if (!pin) throw refusal("pin_unknown");
    await countTry(id);
    if ((await derive(typed, pin)) !== pin.hash) throw refusal("wrong_pin");
    await change((kept) => ({ ...kept, failures: { ...kept.failures, [id]: 0 } }));
  }

  async function countTry(id) {
    const why = await change((kept) => {
      const hours = (clock() - kept.seen_at) / 3_600_000;
      if (hours > LONGEST_HOURS || hours < -1) return "pin_too_old";
      const failures = kept.failures[id] ?? 0;
      return failures >= TRIES ? "pin_locked" : { ...kept, failures: { ...kept.failures, [id]: failures + 1 } };
    });
    if (why) throw refusal(why);
  }

  /** Writes what `act` makes of the record; a text is a reason not to, and is returned. */
  function change(act) {
    return storage.transact(["kept"], async (tx) => {
      const made = act((await tx.get("kept", "pins")) ?? { seen_at: 0, failures: {} });
      if (typeof made === "string") return made;
      await tx.put("kept", "pins", made);
      return null;
    });
  }

  async function derive(typed, { salt, iterations }) {
    const text = new TextEncoder();
    const key = await subtle.importKey("raw", text.encode(typed), "PBKDF2", false, ["deriveBits"]);
    const bits = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: text.encode(salt), iterations }, key, 256);
    return btoa(String.fromCharCode(...new Uint8Array(bits)));
  }

  return { seen, check };
}

const refusal = (code) => new Refusal({ code, sentence: SENTENCES[code] });
