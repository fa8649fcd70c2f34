// Keys, and how it stands with the line to the server.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { ageOf, momentOf } from "./bar.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

/** Each screen of the till with its keys, as keyboard.js and the screens hear them. */
const helpOnKeys = () => [
  [_("While selling"), [
    [_("a … z, /"), _("Search goods")],
    ["↓", _("From the search to the tiles")],
    ["↑ ↓", _("Choose a line")],
    ["+ −", _("One piece more or fewer")],
    ["2 … 9", _("Pieces of the last scan")],
    ["* 3", _("Three pieces with the next scan")],
    [_("Enter"), _("Change the chosen line")],
    [_("Delete"), _("Take the line out")],
    [_("Esc"), _("Clear the search, go back")],
    ["?", _("This help")],
  ]],
  [_("Also from the search field"), [
    ["F2", _("Pay")],
    ["F4", _("Customer")],
    ["F6", _("Discount on the whole sale")],
    ["F7", _("Park, or clear the cart")],
    ["F8", _("Parked sales")],
    ["F9", _("Last receipts")],
  ]],
  [_("While paying"), [
    ["0 … 9", _("The amount given")],
    [_("Enter"), _("Take it, finish the sale")],
    [_("Esc"), _("Back to the cart")],
  ]],
  [_("After a sale"), [[_("Enter"), _("New sale")]]],
];

export function Help({ till, close }) {
  const lacks = till.state.lacks.value;
  return html`<${Panel} title=${_("Help and keys")} onClose=${close} wide>
    <div class="keys-list">${helpOnKeys().map(([screen, keys]) => html`<section key=${screen}><h3>${screen}</h3>
      ${keys.map(([key, words]) => html`<div key=${words}><span>${words}</span><kbd>${key}</kbd></div>`)}</section>`)}</div>
    <p class="quiet">${_("A scan is understood wherever you are. Printed barcodes beside the till press its buttons for you.")}</p>
    <div class="row"><a class="button" href="/sell/commands.pdf" target="_blank" rel="noopener"><${Icon} name="print" />${_("Print the sheet of barcodes")}</a></div>
    ${lacks.length > 0 && html`<div class="notes">${lacks.map((sentence) => html`<p key=${sentence}>${sentence}</p>`)}</div>`}
    <button class="button main wide" data-first onClick=${close}>${_("Back to selling")}</button>
  <//>`;
}

/** What waits besides sales. */
const namesOf = () => ({ open_shift: _("Opening of the shift"), close_shift: _("Closing of the shift"), move_cash: _("Cash in or out") });

export function LineState({ till, close }) {
  const { unsent, waiting = [], exceptions = [] } = till.outbox.state.value;
  const { state } = till;
  const booked = till.exceptions.booked.value;
  useEffect(() => void till.exceptions.look(), []);
  const send = () => (exceptions.length ? till.outbox.retry() : till.outbox.flush());
  const title = till.online.value ? _("Online") : _("The server cannot be reached");
  return html`<${Panel} title=${title} onClose=${close}>
    <p class="quiet">${till.online.value ? _("Every sale is booked as it is made.") : _("Go on selling: sales are kept on this till and sent by themselves.")}</p>
    ${waiting.length > 0 && html`<h3>${_("%(count)s waiting to be sent", { count: unsent })}</h3><div class="rows">${waiting.map((one) => html`<div key=${one.seq}>
      <span class="what"><strong>${one.provisional_number || namesOf()[one.name] || one.name}</strong><small>${momentOf(one.made_at, state)} · ${ageOf(one.made_at)}</small></span>
      ${one.total && html`<b class="figure">${state.money(one.total)}</b>`}</div>`)}</div>`}
    ${exceptions.map((one) => html`<p class="refusal" key=${one.seq}><strong>${one.provisional_number || namesOf()[one.name] || one.name}</strong>: ${one.refusal?.sentence ?? one.sentence}</p>`)}
    ${booked.map((one) => html`<p class="refusal" key=${one.name + one.sentence}><strong>${one.name}</strong>: ${one.sentence}</p>`)}
    ${exceptions.length + booked.length > 0 && html`<p class="quiet">${_("Show these to a manager: they stay here until somebody answers for them in the back office.")}</p>`}
    <button class="button main wide" data-first onClick=${() => (send(), close())}>${unsent || exceptions.length ? _("Send now") : _("Back to selling")}</button>
  <//>`;
}

/** On this machine the display needs nothing; another screen is paired by a code that is good for two minutes. */
export function PairDisplay({ till, close }) {
  const [code, setCode] = useState(null);
  const ask = async () => setCode((await till.ask("display_code", {}))?.code ?? null);
  useEffect(() => void ask(), []);
  return html`<${Panel} title=${_("Customer display")} onClose=${close}>
    <p class="quiet">${_("On this machine: open this address on the second screen. It follows by itself.")} <strong>${location.host}/customer-display/</strong></p>
    <p class="quiet">${_("On another device: open the same address there and type this code within two minutes.")}</p>
    <p class="code" aria-live="polite">${code ? `${code.slice(0, 3)} ${code.slice(3)}` : "··· ···"}</p>
    <div class="row"><button class="button" onClick=${ask}>${_("Another code")}</button>
    <a class="button" href="/customer-display/" target="_blank" rel="noopener">${_("Open it here")}</a></div>
  <//>`;
}
