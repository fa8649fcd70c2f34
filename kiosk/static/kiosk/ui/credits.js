// Store credits that do not pay yet, in the payment sheet: each is put in by a press.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { unused } from "../models/credits.js";
import { _ } from "../models/words.js";

const DAY = { day: "numeric", month: "short", year: "numeric" };

export function Credits({ till }) {
  const { state, paying } = till;
  const credits = unused(state.payment.value, state.cart.value.customer);
  if (!credits.length) return null;
  if (!till.online.value) return html`<p class="quiet">${_("Store credit needs the server, and it cannot be reached.")}</p>`;
  const isSettled = state.reckoning.value.open === "0.00";
  return html`<div class="credits" role="group" aria-label=${_("Store credit")}>${credits.map(({ number, left, expires_on: until }) => html`<button key=${number}
    disabled=${isSettled} onClick=${() => paying.spend(number)}><span>${_("Use store credit")}<small>${number}${until && ` · ${_("until %(day)s", { day: dayOf(until) })}`}</small></span><b class="figure">${state.money(left)}</b></button>`)}</div>`;
}

/** The day as it is written on the slip, wherever the device stands. */
const dayOf = (day) => new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { ...DAY, timeZone: "UTC" });
