// Which register a customer display belongs to: the one of this machine, or one named once by its code.

import { signal } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "./words.js";

export function createPairing({ fetch = (...asked) => globalThis.fetch(...asked) } = {}) {
  const company = signal(null); // {name, currency_symbol, messages, bank_accounts, logo}
  const is_wanted = signal(false);
  let csrf = "";

  /** What the idle screen says; when the server is away, what the till tells is shown all the same. */
  async function load() {
    const told = await read(await fetch("/customer-display/state/", { credentials: "same-origin", cache: "no-store" }).catch(() => null));
    if (!told) return;
    csrf = told.csrf ?? csrf;
    company.value = told.company ?? null;
    is_wanted.value = told.register === null;
  }

  /** Gives the sentence of a refusal; "" when the display now belongs to the register. */
  async function pair(code) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    const asked = { method: "POST", headers, credentials: "same-origin", body: JSON.stringify({ code }) };
    const told = await read(await fetch("/customer-display/pair/", asked).catch(() => null));
    if (!told) return _("The server does not answer. Try again in a moment.");
    return told.ok === false ? told.refusal.sentence : "";
  }

  return { company, is_wanted, load, pair };
}

async function read(answer) {
  return answer?.headers.get("content-type")?.includes("json") ? answer.json() : null;
}
