// What was asked for and waits: the list, and one of them until goods and money have changed hands.

import { html, useEffect, useMemo, useState } from "../vendor/preact@11.2.0/preact.js";
import { createWaiting, isOpen } from "../models/waiting-returns.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Panel } from "./panel.js";
import { Brings } from "./return-value.js";

const TAGS = { pending: ["warn", _("waits for approval")], approved: ["good", _("approved")], rejected: ["bad", _("rejected")], completed: ["", _("completed")] };

const by = ({ asked_by: name }) => _("asked for by %(name)s", { name });

function StateTag({ goods }) {
  const [tone, words] = TAGS[goods.state];
  return html`<span class=${`tag ${tone}`}>${words}</span>`;
}

export function WaitingReturns({ till }) {
  const { state } = till;
  const acts = useMemo(() => createWaiting(till), []);
  const [list, setList] = useState([]);
  useEffect(() => void acts.list().then(setList), [state.dialog.value]);
  if (!list.length) return null;
  return html`<div class="stack"><h3>${_("Waiting here")}</h3><div class="rows waits">${list.map((one) => html`<button key=${one.number} onClick=${() => acts.open(one.number)}>
    <span class="what"><strong>${one.number}</strong><small>${one.receipt}${one.customer_name ? ` · ${one.customer_name}` : ""} · ${one.reason} · ${by(one)}</small></span>
    <${StateTag} goods=${one} /><b class="figure">${state.money(one.value)}</b></button>`)}</div></div>`;
}

export function WaitingReturn({ till, dialog, close }) {
  const acts = useMemo(() => createWaiting(till), []);
  const [isRejecting, setRejecting] = useState(false);
  useEffect(() => setRejecting(false), [dialog]);
  const { return: goods, lines, quote } = dialog.waiting;
  if (isRejecting) return html`<${Rejecting} goods=${goods} acts=${acts} back=${() => setRejecting(false)} />`;
  return html`<${Panel} title=${goods.number} onClose=${close} wide>
    <p class="quiet">${goods.receipt}${goods.customer_name ? ` · ${goods.customer_name}` : ""} · ${goods.reason} · ${by(goods)}${goods.note ? ` · ${goods.note}` : ""} <${StateTag} goods=${goods} /></p>
    ${goods.is_late && html`<p class="tag">${_("Too late by the shop’s days: only an MD may allow it.")}</p>`}
    <ul class="rows">${lines.map((line, place) => html`<li key=${place}><span class="what"><strong>${line.pieces} × ${line.name}</strong></span>
      ${line.condition === "damaged" ? html`<span class="tag bad figure">${_("damaged")}</span>` : html`<span class="quiet figure">${_("good")}</span>`}</li>`)}</ul>
    <${Brings} state=${till.state} quote=${quote} />
    ${dialog.sentence && html`<p class="refusal" role="alert">${dialog.sentence}</p>`}
    ${isOpen(goods) && html`<${Acts} till=${till} waiting=${dialog.waiting} acts=${acts} reject=${() => setRejecting(true)} />`}
    <button class="button ghost" onClick=${acts.back}>${_("Back to the list")}</button>
  <//>`;
}

function Acts({ till, waiting, acts, reject }) {
  const { return: goods, quote, customer } = waiting;
  const [refund, setRefund] = useState("cash");
  const mayComplete = till.state.may("returns.change_return");
  const hasMoney = quote.money !== "0.00";
  return html`
    ${mayComplete && hasMoney && customer && html`<${Segments} choices=${[["cash", _("Back in cash")], ["credit", _("As store credit")]]} chosen=${refund} onChoose=${setRefund} label=${_("How it is given back")} />`}
    ${goods.state === "pending" && html`<button class="button main wide" data-first onClick=${() => acts.approve(goods)}>${_("Approve")}</button>`}
    ${goods.state === "approved" && mayComplete && html`<button class="button main wide" data-first onClick=${() => acts.complete(goods, refund)}>${_("Take the goods, give back")}</button>`}
    <div class="row">
      ${mayComplete && html`<button class="button" onClick=${() => acts.exchange(waiting, refund)} disabled=${!hasMoney}>${_("Exchange for new goods")}</button>`}
      <button class="button bad" onClick=${reject}>${_("Reject")}</button>
    </div>`;
}

function Rejecting({ goods, acts, back }) {
  async function act({ reason }) {
    if (!reason.trim()) return _("Say why it is rejected.");
    await acts.reject(goods, reason.trim());
    return "";
  }
  return html`<${Panel} title=${_("Reject %(number)s", { number: goods.number })} onClose=${back}>
    <p class="quiet">${_("The customer keeps the goods. They may be asked for again.")}</p>
    <${Form} act=${act} submit=${_("Reject it")} label=${_("Reject")}><${Field} label=${_("Why?")} name="reason" isFirst=${true} maxlength="200" /><//>
  <//>`;
}
