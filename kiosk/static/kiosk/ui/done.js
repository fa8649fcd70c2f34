// The sale is done: what goes back to the customer, in very large type.

import { html, useRef } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";
import { later } from "./later.js";
import { useFocusWithin } from "./panel.js";

const Sending = later(async () => (await import("./sending.js")).Sending);

export function Done({ till }) {
  const { state, paying } = till;
  const ref = useRef();
  const onKeyDown = useFocusWithin(ref);
  const { receipt, provisional_number: provisional, change, total } = state.done.value;
  const due = receipt?.due ?? "0.00";
  return html`<div class="veil">
    <section class="done" role="dialog" aria-modal="true" aria-label=${_("Sale done")} ref=${ref} onKeyDown=${onKeyDown} tabindex="-1">
      <div class=${receipt ? "mark" : "mark kept"}><${Icon} name=${receipt ? "check" : "bin"} /></div>
      ${change !== "0.00"
        ? html`<div class="change" role="status"><small>${state.done.value.back ? _("Give back") : _("Change")}</small><b>${state.money(change)}</b></div>`
        : html`<div class="change none" role="status"><small>${due === "0.00" ? _("Paid") : _("Taken")}</small><b>${state.money(due === "0.00" ? total : state.done.value.paid)}</b></div>`}
      ${due !== "0.00" && html`<p class="tag">${_("%(amount)s remain to be paid", { amount: state.money(due) })}</p>`}
      <p><strong>${receipt?.number ?? provisional}</strong> · ${state.money(total)}<br />${wordsOf(receipt)}</p>
      ${receipt?.points && html`<p>${pointsOf(receipt.points)}</p>`}
      ${state.done.value.note && html`<p class="tag">${state.done.value.note}</p>`}
      ${(receipt?.exceptions ?? []).map((one) => html`<p class="refusal">${one.sentence ?? one}</p>`)}
      ${receipt ? html`<${Sending} till=${till} receipt=${receipt} close=${() => null} />` : html`<button class="button wide" onClick=${async () => (await import("./slip.js")).printSlip(till)}><${Icon} name="print" />${_("Print here")}</button>`}
      <button class="pay" data-first onClick=${paying.next}><span>${_("New sale")}</span><kbd>${_("Enter")}</kbd></button>
    </section>
  </div>`;
}

function wordsOf(receipt) {
  if (!receipt) return _("The server does not answer. The sale is kept on this till and sent by itself.");
  if (receipt.printer) return receipt.printed === false ? _("%(printer)s is off: the receipt prints when it is back.", { printer: receipt.printer }) : _("The receipt comes from %(printer)s.", { printer: receipt.printer });
  return _("No printer serves this register: print it here, or send it.");
}

function pointsOf({ earned, redeemed, balance }) {
  const facts = [redeemed && _("%(count)s points redeemed", { count: redeemed.toLocaleString("en") }), earned && _("%(count)s points earned", { count: earned.toLocaleString("en") })];
  return [...facts.filter(Boolean), _("balance %(count)s", { count: balance.toLocaleString("en") })].join(" · ");
}
