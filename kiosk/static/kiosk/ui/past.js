// Sales that are put aside, and sales that are done.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { pieces } from "../models/figures.js";
import { _ } from "../models/words.js";
import { ageOf, momentOf } from "./bar.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

export function ParkDialog({ till, close }) {
  const { state, afterwards } = till;
  const act = async ({ name }) => void (await afterwards.park(name.trim()));
  return html`<${Panel} title=${_("Park this sale")} onClose=${close}>
    <${Form} act=${act} submit=${_("Park")} label=${_("Park")}>
      <${Field} label=${_("For whom? (may stay empty)")} name="name" isFirst=${true} maxlength="80" value=${state.cart.value.customer?.name ?? ""} />
    <//>
    <${ClearButton} till=${till} close=${close} />
  <//>`;
}

function ClearButton({ till, close }) {
  const [isAsked, setAsked] = useState(false);
  const clear = () => (isAsked ? (till.selling.clear(), close()) : setAsked(true));
  return html`<button class="button ghost bad" onClick=${clear}><${Icon} name="trash" />${isAsked ? _("Yes, clear it: nothing is sold") : _("Clear the cart instead")}</button>`;
}

function useList(load) {
  const [list, setList] = useState(null);
  const again = async () => setList((await load()) ?? []);
  useEffect(() => void again(), []);
  return [list, again];
}

export function ParkedDialog({ till, close }) {
  const { afterwards } = till;
  const [list, again] = useList(afterwards.listParked);
  const drop = async (parked) => (await afterwards.dropParked(parked)) && again();
  return html`<${Panel} title=${_("Parked sales")} onClose=${close}>
    ${list?.length === 0 && html`<div class="empty"><${Icon} name="pause" /><strong>${_("Nothing is parked")}</strong><span>${_("Park a sale with F7 and go on with the next customer.")}</span></div>`}
    ${list?.length > 0 && html`<div class="rows">${list.map((parked) => html`<div key=${parked.key}>
      <span class="what"><strong>${parked.name || pieces(parked.units)}</strong><small>${pieces(parked.units)} · ${parked.parked_by} · ${ageOf(parked.parked_at)}</small></span>
      <span class="figure acts-of"><button class="round" aria-label=${_("Drop this parked sale")} onClick=${() => drop(parked)}><${Icon} name="trash" /></button>
      <button class="button on" onClick=${() => afterwards.resume(parked.key)}>${_("Take up")}</button></span></div>`)}</div>`}
  <//>`;
}

export function RecentDialog({ till, close }) {
  const { state, afterwards } = till;
  const [list] = useList(afterwards.recent);
  const [voiding, setVoiding] = useState(null);
  if (voiding) return html`<${VoidPanel} till=${till} receipt=${voiding} close=${close} />`;
  return html`<${Panel} title=${_("Last receipts")} onClose=${close} wide>
    ${list?.length === 0 && html`<div class="empty"><${Icon} name="receipt" /><strong>${_("No receipts yet")}</strong><span>${_("The sales of this register appear here.")}</span></div>`}
    ${list?.length > 0 && html`<div class="rows">${list.map((receipt) => html`<div key=${receipt.number}>
      <span class="what"><strong>${receipt.number}</strong><small>${momentOf(receipt.sold_at, state)} · ${receipt.cashier_name ?? receipt.cashier ?? ""}${receipt.customer_name ? ` · ${receipt.customer_name}` : ""}</small></span>
      ${receipt.is_void && html`<span class="tag bad">${_("void")}</span>`}
      <b class="figure">${state.money(receipt.total)}</b>
      <span class="acts-of">
        <button class="round" aria-label=${_("Print %(number)s again", { number: receipt.number })} onClick=${() => afterwards.reprint(receipt.number)}><${Icon} name="print" /></button>
        <button class="round" aria-label=${_("Void %(number)s", { number: receipt.number })} disabled=${receipt.is_void} onClick=${() => setVoiding(receipt)}><${Icon} name="undo" /></button>
      </span></div>`)}</div>`}
  <//>`;
}

function VoidPanel({ till, receipt, close }) {
  const { state, afterwards } = till;
  async function act({ reason }) {
    if (!reason.trim()) return _("Say why the sale is voided.");
    await afterwards.voidSale(receipt.number, reason.trim());
    return "";
  }
  return html`<${Panel} title=${_("Void %(number)s", { number: receipt.number })} onClose=${close}>
    <p class="quiet">${_("The goods come back, %(total)s is given back as it was paid, the number stays.", { total: state.money(receipt.total) })}</p>
    <${Form} act=${act} submit=${_("Void the sale")} label=${_("Void")}><${Field} label=${_("Why?")} name="reason" isFirst=${true} maxlength="200" /><//>
  <//>`;
}
