// The open sale at the right: customer, lines, totals, acts and the one big button.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { creditOf } from "../models/payment.js";
import { percent, pieces } from "../models/figures.js";
import { _ } from "../models/words.js";
import { CartLine } from "./cart-line.js";
import { Icon } from "./icons.js";
import { later } from "./later.js";
import { useRows } from "./rows.js";

const InHand = later(async () => (await import("./in-hand.js")).InHand);
const PointsRow = later(async () => (await import("./points-row.js")).PointsRow);

export function Cart({ till }) {
  const { state } = till;
  return html`<aside class="cart" aria-label=${_("Cart")}>
    <${CustomerRow} till=${till} />
    <${PointsRow} till=${till} close=${() => null} />
    <${Lines} till=${till} />
    <${Totals} till=${till} />
    <${Acts} till=${till} />
    <button class="pay" disabled=${state.is_empty.value} onClick=${till.paying.open}>
      <span>${state.to_pay.value.startsWith("-") ? _("Give back") : _("Pay")}</span><span class="figure">${state.money(state.to_pay.value.replace("-", ""))}</span><kbd>F2</kbd>
    </button>
  </aside>`;
}

function CustomerRow({ till }) {
  const { state } = till;
  const customer = state.cart.value.customer;
  const open = () => (state.dialog.value = { name: "customer" });
  if (!customer) {
    return html`<button class="customer" onClick=${open}>
      <b class="initials"><${Icon} name="person" /></b><div><strong>${_("Add a customer")}</strong><br /><small>${_("By name or phone")}</small></div><kbd class="side">F4</kbd>
    </button>`;
  }
  const hasDebt = customer.due && customer.due !== "0.00";
  const credit = creditOf(customer);
  return html`<button class="customer" onClick=${open} aria-label=${_("Customer %(name)s: change", { name: customer.name })}>
    <b class="initials warm">${initialsOf(customer.name)}</b>
    <div><strong>${customer.name}</strong><br /><small>${customer.phone}</small></div>
    ${credit !== "0.00" && html`<div class="side credit">${state.money(credit)}<small>${_("credit")}</small></div>`}
    ${hasDebt && html`<div class="side debt">${state.money(customer.due)}<small>${_("owes")}</small></div>`}
  </button>`;
}

function Lines({ till }) {
  const { state } = till;
  if (state.is_empty.value) {
    return html`<div class="lines empty"><${Icon} name="cart" /><strong>${_("The cart is empty")}</strong><span>${_("Scan a label or press a tile.")}</span></div>`;
  }
  return html`<${Filled} till=${till} />`;
}

function Filled({ till }) {
  const { state } = till;
  const { lines, current, approvals } = state.cart.value;
  const totals = state.totals.value.lines;
  const rowOf = (line, place) => {
    const isNow = line.key === current;
    return [line.key, line, isNow, isNow ? state.glow.value : 0, totals[place].gross, totals[place].subtotal, allowedBy(approvals, line)];
  };
  const rows = useRows(lines.map(rowOf), (key, line, isNow, glow, gross, sum, allowed) =>
    html`<${CartLine} key=${key} till=${till} line=${line} isNow=${isNow} glow=${glow} gross=${gross} sum=${sum} allowed=${allowed} />`);
  return html`<ol class="lines" aria-label=${_("Lines")}>${rows}</ol>`;
}

/** Who allowed the line's terms, if somebody had to. */
function allowedBy(approvals, line) {
  const action = line.gift_reason ? "gift" : "discount";
  return approvals.find((one) => one.action === action)?.by ?? "";
}

function Totals({ till }) {
  const { state } = till;
  const totals = state.totals.value;
  const { order_discount: order, delivery, exchange, preorder } = state.cart.value;
  const toPay = state.to_pay.value;
  const isBack = toPay.startsWith("-");
  const row = (label, amount) => html`<div><span>${label}</span><span class="figure">${amount}</span></div>`;
  const rate = order?.kind === "percent" ? ` ${percent(order.value)} %` : "";
  return html`<div class="totals" aria-live="polite">
    ${row(pieces(state.pieces.value), state.money(totals.subtotal))}
    ${order && row(`${_("Order discount")}${rate}`, state.money(`-${totals.order_discount}`))}
    ${state.points.value > 0 && row(_("Points (%(count)s)", { count: state.points.value.toLocaleString("en") }), state.money(`-${totals.points_discount}`))}
    ${delivery && row(delivery.kind === "pickup" ? _("Pickup") : _("Delivery"), state.money(totals.delivery_fee))}
    ${preorder && html`<div class="picked"><span>${_("Picked up: %(number)s", { number: preorder.number })}</span><button class="round" aria-label=${_("Sell without the pre-order")} onClick=${() => till.selling.change({ preorder: null })}><${Icon} name="close" /></button></div>`}
    ${totals.rounding !== "0.00" && row(_("Cash rounding"), state.money(totals.rounding))}
    ${taxRows(state).map(([label, amount]) => row(label, state.money(amount)))}
    ${state.fault.value && html`<p class="refusal" role="alert">${state.fault.value}</p>`}
    ${exchange && html`<${InHand} till=${till} exchange=${exchange} />`}
    <div class="all"><span>${isBack ? _("To give back") : _("To pay")}</span><b class="figure">${state.money(toPay.replace("-", ""))}</b></div>
  </div>`;
}

function taxRows(state) {
  const [included] = state.settings.value.taxes.filter((tax) => tax.is_inclusive);
  const { tax_included: within, tax_added: added } = state.totals.value;
  const rows = [];
  if (within !== "0.00") rows.push([_("%(tax)s included", { tax: included?.kind === "percentage" ? `${included.name} ${percent(included.rate)} %` : (included?.name ?? _("Tax")) }), within]);
  if (added !== "0.00") rows.push([_("Tax added"), added]);
  return rows;
}

function Acts({ till }) {
  const { state } = till;
  const dialog = (name) => () => (state.dialog.value = { name });
  const isEmpty = state.is_empty.value;
  const count = state.parked_count.value;
  const parked = isEmpty && count > 0;
  return html`<div class="acts">
    ${parked
      ? html`<button class="button" onClick=${dialog("parked")}>${_("Parked")} <span class="count">${count}</span></button>`
      : html`<button class="button" disabled=${isEmpty} onClick=${dialog("park")}>${_("Park")}</button>`}
    <button class="button" disabled=${isEmpty} onClick=${dialog("order_discount")}>${_("Discount")}</button>
    <button class="button" disabled=${isEmpty} onClick=${dialog("gift")}>${_("Gift")}</button>
    <button class="button" disabled=${isEmpty} onClick=${dialog("delivery")}>${_("Delivery")}</button>
  </div>`;
}

export function initialsOf(name) {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? words.at(-1)[0] : ""}`.toUpperCase();
}
