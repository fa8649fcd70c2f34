// The shop's pre-orders: looked up, taken, added to, picked up.

import { html, useEffect, useMemo, useState } from "../vendor/preact@11.2.0/preact.js";
import { typed } from "../models/figures.js";
import { newKey } from "../models/keys.js";
import { isMoney, methodOf } from "../models/payment.js";
import { createPreorders, whyNotLeft, whyNotTaken } from "../models/preorders.js";
import { _ } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

const PAUSE_MS = 180;
const MOST_SUGGESTED = 4;

export function PreordersDialog({ till, dialog, close }) {
  const acts = useMemo(() => createPreorders(till), []);
  const [adding, setAdding] = useState(null);
  if (dialog.isNew) return html`<${NewPreorder} till=${till} acts=${acts} close=${close} />`;
  if (adding) return html`<${Deposit} till=${till} acts=${acts} preorder=${adding} close=${close} />`;
  return html`<${List} till=${till} acts=${acts} text=${dialog.text ?? ""} onDeposit=${setAdding} close=${close} />`;
}

function List({ till, acts, text: begun, onDeposit, close }) {
  const { state } = till;
  const [text, setText] = useState(begun);
  const [refused, setRefused] = useState("");
  const rows = useListed(acts, text);
  const isScanned = begun && rows?.length === 1 && rows[0].number === begun && rows[0].state === "arrived";
  useEffect(() => void (isScanned && setRefused(acts.pickUp(rows[0]))), [isScanned]);
  const add = () => {
    const next = { name: "preorders", isNew: true };
    state.dialog.value = state.cart.value.customer ? next : { name: "customer", next };
  };
  return html`<${Panel} title=${_("Pre-orders")} onClose=${close} wide>
    <label class="field">${_("Number, customer, phone or what was ordered")}<input data-first type="search" autocomplete="off" value=${text} onInput=${(event) => setText(event.currentTarget.value)} /></label>
    ${refused && html`<p class="refusal" role="alert">${refused}</p>`}
    ${rows?.length === 0 && html`<div class="empty"><${Icon} name="bag" /><strong>${text ? _("Nothing is found by that") : _("Nothing is awaited")}</strong><span>${_("What a customer orders is written down here, with a deposit when they leave one.")}</span></div>`}
    ${rows?.length > 0 && html`<div class="rows">${rows.map((row) => html`<${Row} key=${row.number} state=${state} row=${row} onDeposit=${() => onDeposit(row)} onPickUp=${() => setRefused(acts.pickUp(row))} />`)}</div>`}
    ${state.may("preorders.add_preorder") && html`<button class="button main wide" onClick=${add}>${_("New pre-order")}</button>`}
  <//>`;
}

function Row({ state, row, onDeposit, onPickUp }) {
  const isHere = row.state === "arrived";
  const told = isHere ? _("here") : row.is_overdue ? _("overdue since %(day)s", { day: dayOf(row.expected_on) }) : _("expected %(day)s", { day: dayOf(row.expected_on) });
  return html`<div><span class="what"><strong>${row.customer.name} · ${row.words}</strong><small>${row.number} · ${_("%(held)s left, %(open)s to pay", { held: state.money(row.held, { short: true }), open: state.money(row.open, { short: true }) })}</small></span>
    <span class=${`figure tag ${isHere ? "gift" : row.is_overdue ? "bad" : ""}`}>${told}</span>
    <span class="acts-of">${row.open !== "0.00" && state.may("preorders.change_preorder") && html`<button class="button" aria-label=${_("Deposit for %(number)s", { number: row.number })} onClick=${onDeposit}>${_("Deposit")}</button>`}
    ${isHere && html`<button class="button on" aria-label=${_("Pick up %(number)s", { number: row.number })} onClick=${onPickUp}>${_("Pick up")}</button>`}</span></div>`;
}

/** null before anything is known, so that nothing flickers while typing. */
function useListed(acts, text) {
  const [rows, setRows] = useState(null);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(async () => {
      const found = await acts.list(text.trim());
      if (isWanted && found) setRows(found);
    }, rows ? PAUSE_MS : 0);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return rows;
}

function NewPreorder({ till, acts, close }) {
  const { state } = till;
  const customer = state.cart.value.customer;
  const [key] = useState(newKey);
  const [method_id, setMethod] = useState(null);
  const [what, setWhat] = useState("");
  const [product, setProduct] = useState(null);
  const found = product || what.trim().length < 2 ? [] : state.catalogue.value.search(what, { limit: MOST_SUGGESTED });
  const method = methodOf(state.settings.value.methods, method_id);
  const take = (one) => (setProduct(one), setWhat(one ? nameOf(one) : ""));
  async function act(values) {
    const text = (name) => (values[name] ?? "").trim();
    const wish = {
      customer, method,
      what: what.trim(),
      product_id: product?.id ?? null,
      quantity: Number(text("quantity")),
      unit_price: typed(text("unit_price")),
      expected_on: text("expected_on"),
      note: text("note"),
      deposit: text("deposit") ? typed(text("deposit")) : "0.00",
      reference: text("reference"),
    };
    return whyNotTaken(wish) || acts.place(wish, key);
  }
  return html`<${Panel} title=${_("New pre-order")} onClose=${close} wide>
    <p class="quiet">${_("For %(name)s", { name: `${customer.name}${customer.phone ? `, ${customer.phone}` : ""}` })}</p>
    <${Form} act=${act} submit=${_("Take the pre-order")} label=${_("New pre-order")}>
      <label class="field">${_("What is ordered")}<input data-first autocomplete="off" maxlength="200" value=${what} onInput=${(event) => (setProduct(null), setWhat(event.currentTarget.value))} /></label>
      ${found.length > 0 && html`<div class="rows" role="group" aria-label=${_("Known goods")}>${found.map((one) => html`<button type="button" key=${one.id} onClick=${() => take(one)}><span class="what"><strong>${nameOf(one)}</strong><small>${one.detail}</small></span><b class="figure">${state.money(one.price)}</b></button>`)}</div>`}
      ${product && html`<p class="quiet">${_("A product of the shop, %(price)s today.", { price: state.money(product.price) })} <button type="button" class="button ghost" onClick=${() => take(null)}>${_("Something else")}</button></p>`}
      <div class="pair"><${Field} label=${_("Pieces")} name="quantity" value="1" inputmode="numeric" />
        <${Field} key=${product?.id ?? 0} label=${_("Price of a piece")} name="unit_price" inputmode="decimal" value=${product ? product.price.replace(".00", "") : ""} /></div>
      <div class="pair"><${Field} label=${_("Expected on")} name="expected_on" kind="date" value=${inDays(14)} min=${inDays(0)} /><${Field} label=${_("Note")} name="note" maxlength="300" /></div>
      <${Paid} state=${state} label=${_("Deposit (may stay empty)")} method=${method} onChoose=${setMethod} />
    <//>
  <//>`;
}

function Deposit({ till, acts, preorder, close }) {
  const { state } = till;
  const [key] = useState(newKey);
  const [method_id, setMethod] = useState(null);
  const method = methodOf(state.settings.value.methods, method_id);
  async function act({ deposit, reference = "" }) {
    const left = { deposit: typed(deposit), method, reference: reference.trim() };
    if (left.deposit === "0.00") return _("Type the deposit as a figure, such as 20000.");
    return whyNotLeft(left) || acts.leave(preorder, left, key);
  }
  return html`<${Panel} title=${_("Deposit for %(number)s", { number: preorder.number })} onClose=${close}>
    <p class="quiet">${preorder.customer.name} · ${preorder.words} · ${_("%(open)s to pay", { open: state.money(preorder.open) })}</p>
    <${Form} act=${act} submit=${_("Take the deposit")} label=${_("Deposit")}>
      <${Paid} state=${state} label=${_("Deposit")} value=${preorder.open.replace(".00", "")} method=${method} onChoose=${setMethod} isFirst=${true} />
    <//>
  <//>`;
}

/** How much is left, and how it is paid. */
function Paid({ state, label, value = "", method, onChoose, isFirst = false }) {
  const methods = state.settings.value.methods.filter(isMoney);
  return html`<${Field} label=${label} name="deposit" big inputmode="decimal" value=${value} isFirst=${isFirst} />
    <div class="methods" role="group" aria-label=${_("Paid by")}>${methods.map(({ id, name }) => html`<button type="button" key=${id} class=${id === method?.id ? "on" : ""} aria-pressed=${id === method?.id} onClick=${() => onChoose(id)}>${name}</button>`)}</div>
    ${method?.needs_reference && html`<${Field} label=${_("%(method)s: reference", { method: method.name })} name="reference" maxlength="80" />`}`;
}

const nameOf = ({ name, size }) => `${name}${size && !name.endsWith(size) ? ` ${size}` : ""}`;
const dayOf = (day) => new Date(`${day}T12:00`).toLocaleDateString([], { day: "numeric", month: "short" });

function inDays(days) {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
