// The last receipts of this register: printed again, as a gift receipt, delivered, voided.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { momentOf } from "./bar.js";
import { Field, Form } from "./form.js";
import { printGiftReceipt } from "./gift-receipt.js";
import { Icon } from "./icons.js";
import { LaterDelivery } from "./later-delivery.js";
import { Panel } from "./panel.js";
import { useList } from "./past.js";

const hasGoods = ({ is_void, kind }) => !is_void && (kind === "sale" || kind === "gift");

export function RecentDialog({ till, close }) {
  const { state, afterwards } = till;
  const [list, again] = useList(afterwards.recent);
  const [voiding, setVoiding] = useState(null);
  const [sending, setSending] = useState(null);
  const back = () => (setSending(null), again());
  if (sending) return html`<${LaterDelivery} till=${till} receipt=${sending} close=${back} />`;
  if (voiding) return html`<${VoidPanel} till=${till} receipt=${voiding} close=${close} />`;
  return html`<${Panel} title=${_("Last receipts")} onClose=${close} wide>
    ${list?.length === 0 && html`<div class="empty"><${Icon} name="receipt" /><strong>${_("No receipts yet")}</strong><span>${_("The sales of this register appear here.")}</span></div>`}
    ${list?.length > 0 && html`<div class="rows">${list.map((receipt) => html`<div key=${receipt.number}>
      <span class="what"><strong>${receipt.number}</strong><small>${momentOf(receipt.sold_at, state)} · ${receipt.cashier_name ?? receipt.cashier ?? ""}${receipt.customer_name ? ` · ${receipt.customer_name}` : ""}${receipt.delivery ? ` · ${receipt.delivery}` : ""}</small></span>
      ${receipt.due !== "0.00" && html`<span class="tag">${_("%(amount)s due", { amount: state.money(receipt.due, { short: true }) })}</span>`}
      ${receipt.is_void && html`<span class="tag bad">${_("void")}</span>`}
      <b class="figure">${state.money(receipt.total)}</b>
      <span class="acts-of">
        ${receipt.due !== "0.00" && state.may("sales.view_receipt") && state.may("sales.sell") && html`<button class="round" title=${_("Take a payment")} aria-label=${_("Take a payment for %(number)s", { number: receipt.number })} onClick=${() => (state.dialog.value = { name: "owing", number: receipt.number })}><${Icon} name="owed" /></button>`}
        <button class="round" title=${_("Print again")} aria-label=${_("Print %(number)s again", { number: receipt.number })} onClick=${() => afterwards.reprint(receipt.number)}><${Icon} name="print" /></button>
        ${hasGoods(receipt) && html`<button class="round" title=${_("Gift receipt")} aria-label=${_("Gift receipt of %(number)s, without prices", { number: receipt.number })} onClick=${() => printGiftReceipt(till, receipt.number)}><${Icon} name="bag" /></button>
        ${state.may("sales.add_delivery") && html`<button class="round" title=${_("Deliver it")} aria-label=${_("Have %(number)s delivered", { number: receipt.number })} disabled=${Boolean(receipt.delivery)} onClick=${() => setSending(receipt)}><${Icon} name="house" /></button>`}`}
        <button class="round" title=${_("Void")} aria-label=${_("Void %(number)s", { number: receipt.number })} disabled=${receipt.is_void} onClick=${() => setVoiding(receipt)}><${Icon} name="undo" /></button>
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
