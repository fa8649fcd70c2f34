// The shift is closed with a count that does not know what is expected.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { closeShift, sumOf } from "../models/closing.js";
import { _, ngettext } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Panel } from "./panel.js";

export function CloseShift({ till, close }) {
  const { state } = till;
  const [counted, setCounted] = useState({});
  const [isAsked, setAsked] = useState(false); // why it differs
  const { unsent } = till.outbox.state.value;
  const set = (value) => (event) => setCounted({ ...counted, [value]: Number(event.currentTarget.value.replace(/\D/g, "").slice(0, 5)) });
  async function act({ comment }) {
    const refusal = await closeShift(till, withoutNoughts(counted), comment.trim());
    if (refusal?.code === "count_differs") setAsked(true);
    return refusal?.sentence;
  }
  if (!state.is_empty.value) return html`<${Panel} title=${_("Close the shift")} onClose=${close}><p>${_("There is a sale in the cart. Finish or park it first.")}</p><//>`;
  return html`<${Panel} title=${_("Close the shift")} onClose=${close}>
    <p class="quiet">${_("Count what lies in the drawer. What should be there is told afterwards.")}</p>
    ${!till.online.value && html`<p class="tag">${unsent > 0
      ? ngettext("%(count)s sale is not sent yet: the server completes the close when it has arrived.", "%(count)s sales are not sent yet: the server completes the close when they have arrived.", unsent)
      : _("The server cannot be reached: it completes the close later. If your count may not fit, say why below.")}</p>`}
    <${Form} act=${act} submit=${isAsked ? _("Close with this reason") : _("Close the shift")} label=${_("Count")}>
      <div class="coins">${state.settings.value.denominations.map((value, place) => html`<label key=${value}>${state.money(value, { short: true })}
        <input inputmode="numeric" autocomplete="off" data-first=${place === 0 || undefined} value=${counted[value] || ""} onInput=${set(value)} /></label>`)}</div>
      <div class="shown-sum"><span>${_("Counted")}</span><b class="figure">${state.money(sumOf(counted))}</b></div>
      <${Field} key=${isAsked} isFirst=${isAsked} label=${isAsked ? _("Why does it differ?") : _("Remark (may stay empty)")} name="comment" maxlength="300" />
    <//>
  <//>`;
}

export function ShiftClosed({ till, dialog, close }) {
  const { state } = till;
  const { shift, printer, counted } = dialog;
  const difference = shift?.difference ?? null;
  return html`<${Panel} title=${_("The shift is closed")} onClose=${close}>
    <div class="shown-sum"><span>${_("Counted")}</span><b class="figure">${state.money(shift?.counted_cash ?? counted)}</b></div>
    ${shift?.expected_cash && html`<div class="shown-sum"><span>${_("Expected")}</span><b class="figure">${state.money(shift.expected_cash)}</b></div>`}
    ${difference !== null
      ? html`<p class=${difference === "0.00" ? "tag gift" : "refusal"}>${verdictOn(difference, state)}</p><p class="quiet">${wordsOn(printer)}</p>`
      : html`<p class="quiet">${_("The server completes the close when it can be reached, and prints the Z report with the difference then.")}</p>`}
    <button class="button main wide" data-first onClick=${close}>${_("Done")}</button>
  <//>`;
}

function verdictOn(difference, state) {
  if (difference === "0.00") return _("It fits to the kobo.");
  const amount = state.money(difference.replace("-", ""));
  return difference.startsWith("-") ? _("%(amount)s are missing.", { amount }) : _("%(amount)s are too much.", { amount });
}

const wordsOn = (printer) => (printer ? _("The Z report comes from %(printer)s.", { printer }) : _("No printer serves this register: the Z report is in the back office, at the shift."));

const withoutNoughts = (counted) => Object.fromEntries(Object.entries(counted).filter(([, count]) => count));
