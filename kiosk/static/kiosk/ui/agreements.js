// What may be agreed about a line or the whole sale: quantity, discount, price, gift.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { lineOf } from "../models/cart.js";
import { percent, typed } from "../models/figures.js";
import { MOST_PIECES, tooMany } from "../models/totals.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

const kindsOf = (symbol) => [["none", _("As is")], ["percent", _("% off")], ["amount", _("%(symbol)s off", { symbol })], ["price", _("Price")], ["gift", _("Gift")]];
const REASONS = [_("Loyal customer"), _("Promotion"), _("Goodwill")];

export function LineEditor({ till, dialog, close }) {
  const { state, selling } = till;
  const line = lineOf(state.cart.value, dialog.key);
  const [kind, setKind] = useState(kindOf(line));
  if (!line) return null;
  async function act({ quantity, value = "", reason = "" }) {
    const pieces = Number(quantity);
    if (!Number.isInteger(pieces) || pieces < 0) return _("Type how many pieces: a whole number.");
    if (pieces > MOST_PIECES) return tooMany();
    const [terms, why] = termsOf(kind, value, reason, state.money);
    if (why) return why;
    const refused = selling.agreeOn(line.key, terms);
    if (refused) return refused;
    selling.setQuantity(line.key, pieces);
    return close();
  }
  const remove = () => (selling.setQuantity(line.key, 0), close());
  return html`<${Panel} title=${line.name} onClose=${close}>
    <p class="quiet">${line.detail} · ${state.money(line.unit_price)}</p>
    <${Form} act=${act} submit=${_("Done")} label=${_("Line")}>
      <${Field} label=${_("Pieces")} name="quantity" value=${line.quantity} inputmode="numeric" isFirst onFocus=${selectAll} />
      <${Segments} choices=${kindsOf(state.symbol.value)} chosen=${kind} onChoose=${setKind} label=${_("Price of the line")} />
      <${Terms} kind=${kind} line=${line} />
    <//>
    <button class="button ghost bad" onClick=${remove}><${Icon} name="trash" />${_("Take the line out")}</button>
  <//>`;
}

function Terms({ kind, line }) {
  if (kind === "gift") return html`<${Reasons} value=${line.gift_reason} />`;
  if (kind === "none") return null;
  const label = { percent: _("Percent off"), amount: _("Off the whole line"), price: _("Price agreed for a piece") }[kind];
  const value = kind === "price" ? line.agreed_price : line.discount?.kind === kind ? line.discount.value : "";
  return html`<${Field} key=${kind} label=${label} name="value" inputmode="decimal" big value=${(value ?? "").replace(".00", "")} onFocus=${selectAll} />`;
}

function Reasons({ value }) {
  return html`<label class="field">${_("Why is it given?")}
    <input name="reason" list="reasons" maxlength="200" defaultValue=${value} autocomplete="off" /></label>
    <datalist id="reasons">${REASONS.map((reason) => html`<option value=${reason}></option>`)}</datalist>`;
}

/** [terms, sentence]: what agree() takes, or why not. */
function termsOf(kind, value, reason, money) {
  if (kind === "none") return [{}, ""];
  if (kind === "gift") return reason.trim() ? [{ gift_reason: reason.trim() }, ""] : [null, _("Say why it is given: the reason is kept with the gift.")];
  const amount = typed(value);
  if (amount === null) return [null, _("Type a figure, such as 10 or 1500.")];
  if (kind === "percent" && Number(amount) > 100) return [null, _("A discount is at most 100 %.")];
  if (kind === "price") return [{ agreed_price: amount }, ""];
  return [amount === "0.00" ? {} : { discount: { kind, value: amount } }, ""];
}

function kindOf(line) {
  if (line?.gift_reason) return "gift";
  if (line && line.agreed_price !== null) return "price";
  return line?.discount?.kind ?? "none";
}

export function OrderDiscount({ till, close }) {
  const { state, selling } = till;
  const now = state.cart.value.order_discount;
  const [kind, setKind] = useState(now?.kind ?? "percent");
  const apply = (discount) => (selling.change({ order_discount: discount }), close());
  async function act({ value }) {
    const [terms, why] = termsOf(kind, value, "", state.money);
    return why || apply(terms.discount ?? null);
  }
  const quick = ["5", "10", "15", "20"];
  return html`<${Panel} title=${_("Discount on the whole sale")} onClose=${close}>
    <${Form} act=${act} submit=${_("Give the discount")} label=${_("Order discount")}>
      <${Segments} choices=${[["percent", _("Percent")], ["amount", _("%(symbol)s amount", { symbol: state.symbol.value })]]} chosen=${kind} onChoose=${setKind} label=${_("Kind")} />
      <${Field} key=${kind} label=${kind === "percent" ? _("Percent off") : _("Amount off")} name="value" big inputmode="decimal" isFirst value=${now?.kind === kind ? now.value.replace(".00", "") : ""} onFocus=${selectAll} />
    <//>
    ${kind === "percent" && html`<div class="segments">${quick.map((rate) => html`<button class="button" onClick=${() => apply({ kind: "percent", value: `${rate}.00` })}>${rate} %</button>`)}</div>`}
    ${now && html`<button class="button ghost bad" onClick=${() => apply(null)}>${_("Take the discount away")}</button>`}
    <p class="quiet">${_("Your limit is %(limit)s % of the sale; above it an approver’s PIN is asked.", { limit: percent(state.cashier.value.discount_limit) })}</p>
  <//>`;
}

export function Gift({ till, close }) {
  const { state, selling } = till;
  const now = state.cart.value.gift_reason;
  const give = (reason) => (selling.change({ gift_reason: reason }), close());
  async function act({ reason }) {
    return reason.trim() ? give(reason.trim()) : _("Say why it is given: the reason is kept with the gift.");
  }
  return html`<${Panel} title=${_("The whole sale as a gift")} onClose=${close}>
    <p class="quiet">${_("Every line becomes %(nothing)s; what it was worth is kept. To give one piece only, press its line.", { nothing: state.money("0.00") })}</p>
    <${Form} act=${act} submit=${_("Make it a gift")} label=${_("Gift")}><${Reasons} value=${now} /><//>
    ${now && html`<button class="button ghost bad" onClick=${() => give("")}>${_("Not a gift after all")}</button>`}
  <//>`;
}

const selectAll = (event) => event.currentTarget.select();
