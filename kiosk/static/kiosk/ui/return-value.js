// What goods that come back bring, and where it goes.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";

export function Brings({ state, quote }) {
  if (!quote) return null;
  const row = (label, amount) => amount !== "0.00" && html`<div><span>${label}</span><span class="figure">${state.money(amount)}</span></div>`;
  return html`<div class="brings" aria-live="polite">
    ${row(_("Was paid with it"), quote.value)}
    ${row(_("Off the balance due"), quote.debt)}
    ${row(_("Back to the store credit that paid"), quote.credit)}
    ${row(_("Less for points already spent"), quote.deducted)}
    <div class="all"><span>${_("To give back")}</span><b class="figure">${state.money(quote.money)}</b></div>
  </div>`;
}
