// What goods brought back will pay of the open sale.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";

/** Pressed, the customer keeps them. */
export function InHand({ till, exchange }) {
  const { state, selling } = till;
  return html`<div class="in-hand"><span>${_("%(number)s back", { number: exchange.number })}</span>
    <button class="link" onClick=${() => selling.change({ exchange: null })}>${_("leave it")}</button><b class="figure">${state.money(`-${exchange.amount}`)}</b></div>`;
}
