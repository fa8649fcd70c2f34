// The till's own receipt, on 80 mm paper by the browser, for when the server cannot print.

import { html, render } from "../vendor/preact@11.2.0/preact.js";
import { methodOf } from "../models/payment.js";
import { _ } from "../models/words.js";

export function printSlip(till) {
  const holder = document.createElement("div");
  holder.className = "slip";
  render(html`<${Slip} till=${till} />`, holder);
  document.body.append(holder);
  addEventListener("afterprint", () => holder.remove(), { once: true });
  print();
}

function Slip({ till }) {
  const { state } = till;
  const { cart, totals, tenders, change, receipt, provisional_number: provisional } = state.done.value;
  const { shop, name } = state.register.value;
  const row = (label, amount, kind = "") => html`<tr class=${kind}><td>${label}</td><td>${state.money(amount)}</td></tr>`;
  const nameOf = (tender) => methodOf(state.settings.value.methods, tender.method_id)?.name;
  return html`<h1>${state.company.value.name}</h1>
    <p>${shop.name}, ${shop.city}<br />${receipt?.number ?? provisional} · ${new Date().toLocaleString([], { timeZone: state.company.value.timezone })}<br />${name} · ${state.cashier.value.name}</p>
    <table>${cart.lines.map((line, place) => row(`${line.quantity} × ${line.name} ${line.detail}`, totals.lines[place].subtotal))}</table>
    <table>
      ${totals.order_discount !== "0.00" && row(_("Discount"), `-${totals.order_discount}`)}
      ${totals.points_discount !== "0.00" && row(_("Points"), `-${totals.points_discount}`)}
      ${totals.delivery_fee !== "0.00" && row(_("Delivery"), totals.delivery_fee)}
      ${totals.rounding !== "0.00" && row(_("Cash rounding"), totals.rounding)}
      ${row(_("Tax included"), totals.tax_included)}
      ${totals.tax_added !== "0.00" && row(_("Tax added"), totals.tax_added)}
      ${row(_("Total"), totals.total, "all")}
      ${tenders.map((tender) => row(nameOf(tender), tender.amount))}
      ${change !== "0.00" && row(_("Change"), change)}
    </table>
    ${receipt?.points && html`<p>${_("Points earned: %(earned)s, balance: %(balance)s", receipt.points)}</p>`}
    <p>${receipt ? _("Thank you.") : _("Made without the server: the receipt’s final number follows. Thank you.")}</p>`;
}
