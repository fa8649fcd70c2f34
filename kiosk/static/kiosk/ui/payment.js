// The payment sheet: ways to pay at the left, the amount at the right.

import { html, useLayoutEffect, useRef } from "../vendor/preact@11.2.0/preact.js";
import { isMoney, methodOf, quickCash } from "../models/payment.js";
import { _ } from "../models/words.js";
import { Credits } from "./credits.js";
import { Icon } from "./icons.js";
import { Pad } from "./pad.js";
import { useFocusWithin } from "./panel.js";

export function Payment({ till }) {
  const ref = useRef();
  const onKeyDown = useFocusWithin(ref);
  return html`<div class="veil">
    <div class="sheet" role="dialog" aria-modal="true" aria-label=${_("Payment")} ref=${ref} onKeyDown=${onKeyDown}>
      <${Left} till=${till} /><${Refused} till=${till} /><${Keys} till=${till} />
    </div>
  </div>`;
}

function Left({ till }) {
  const { state, paying } = till;
  const { total, open, change } = state.reckoning.value;
  const { tenders, is_part: isPart, method_id: chosen } = state.payment.value;
  const { rounding } = state.totals.value;
  const customer = state.cart.value.customer;
  const method = methodOf(state.settings.value.methods, chosen);
  return html`<section>
    <div class="due"><small>${_("To pay")}${customer && ` · ${customer.name}`}</small><b class="figure-left">${state.money(total)}</b></div>
    <div class="methods" role="group" aria-label=${_("Ways to pay")}>
      ${state.settings.value.methods.filter(isMoney).map((one) => html`<button key=${one.id} class=${one.id === chosen ? "on" : ""}
        aria-pressed=${one.id === chosen} onClick=${() => paying.choose(one.id)}>${one.name}</button>`)}
      <button class=${isPart ? "on" : ""} aria-pressed=${isPart} onClick=${() => paying.partly()}>${_("Part payment")}</button>
    </div>
    ${rounding !== "0.00" && html`<div class="rest"><span>${_("Cash rounding in it")}</span><b class="figure">${state.money(rounding)}</b></div>`}
    ${method?.needs_reference && html`<${Reference} till=${till} method=${method} />`}
    ${isPart && html`<${Part} till=${till} />`}
    <${Credits} till=${till} />
    <div class="tenders">${tenders.map((tender, place) => html`<${Tender} key=${place} till=${till} tender=${tender} place=${place} />`)}</div>
    ${tenders.length > 0 && html`<div class="rest"><span>${_("Still to pay")}</span><b class="figure">${state.money(open)}</b></div>`}
    ${state.to_pay.value.startsWith("-") && html`<div class="rest change"><span>${_("To give back")}</span><b class="figure">${state.money(state.to_pay.value.slice(1))}</b></div>`}
    <${Change} till=${till} change=${change} />
  </section>`;
}

/** Why the payment is not taken: here, where the hand is, until something of it changes. */
function Refused({ till }) {
  const notice = till.state.notice.value;
  return notice?.tone === "bad" && html`<p class="refusal" role="alert">${notice.sentence} ${notice.hint}</p>`;
}

/** What would come back of the cash that is typed, before it is taken. */
function Change({ till, change }) {
  const { state, paying } = till;
  const ahead = paying.changeAhead();
  if (change === "0.00" && !ahead) return null;
  const label = ahead ? _("Change if %(amount)s in cash", { amount: state.money(ahead.amount, { short: true }) }) : _("Change");
  return html`<div class="rest change" aria-live="polite"><span>${label}</span><b class="figure">${state.money(ahead?.change ?? change)}</b></div>`;
}

/** What the customer was owed goes by its number, for there may be several. */
function Tender({ till, tender, place }) {
  const { state, paying } = till;
  const method = methodOf(state.settings.value.methods, tender.method_id);
  const isOwed = method && !isMoney(method);
  const isGoods = method?.kind === "exchange";
  const name = isGoods ? _("Goods back") : isOwed ? tender.reference : method?.name;
  const reference = isGoods ? state.cart.value.exchange?.number : tender.reference && (isOwed ? method.name : _("ref %(reference)s", { reference: tender.reference }));
  const facts = [reference, method?.awaits_confirmation && _("awaiting confirmation")].filter(Boolean);
  return html`<div class="tender">${name}<small>${facts.join(" · ")}</small><b class="figure">${state.money(tender.amount)}</b>
    <button class="round" aria-label=${_("Take %(method)s off", { method: name })} onClick=${() => paying.drop(place)}><${Icon} name="close" /></button></div>`;
}

function Reference({ till, method }) {
  const field = useRef();
  useLayoutEffect(() => field.current.focus(), [method]);
  const { state, paying } = till;
  const accounts = method.kind === "transfer" ? state.company.value.bank_accounts : [];
  return html`<label class="field">${_("%(method)s: reference", { method: method.name })}
    <input ref=${field} value=${state.payment.value.reference} autocomplete="off" maxlength="80" onInput=${(event) => paying.refer(event.currentTarget.value)}
      placeholder=${accounts[0] ? _("To %(account)s", { account: `${accounts[0].bank} ${accounts[0].number}` }) : ""} onKeyDown=${finishOnEnter(till)} />
  </label>`;
}

function Part({ till }) {
  const { state, selling } = till;
  const customer = state.cart.value.customer;
  if (!customer) {
    return html`<button class="button wide" onClick=${() => (state.dialog.value = { name: "customer" })}><${Icon} name="person" />${_("Choose the customer who owes the rest")}</button>`;
  }
  return html`<label class="field">${_("%(name)s pays the rest until", { name: customer.name })}
    <input type="date" value=${state.cart.value.due_on ?? ""} onInput=${(event) => selling.change({ due_on: event.currentTarget.value || null })} /></label>`;
}

function Keys({ till }) {
  const { state, paying } = till;
  const { open, total } = state.reckoning.value;
  const { entry, method_id: chosen, is_part: isPart } = state.payment.value;
  const isCash = methodOf(state.settings.value.methods, chosen)?.kind === "cash";
  const field = useRef();
  const needsReference = methodOf(state.settings.value.methods, chosen)?.needs_reference;
  useLayoutEffect(() => void (needsReference || field.current.focus()), [chosen, isPart]);
  const isBusy = state.is_busy.value;
  const enter = (amount) => () => (paying.enter(amount), field.current.focus());
  const label = total === "0.00" ? _("Finish the gift") : paying.willSettle() ? _("Finish") : _("Take");
  return html`<section class="keys">
    <input class="entry figure" data-first ref=${field} inputmode="none" autocomplete="off" aria-label=${_("Amount")} placeholder=${isPart ? "0" : state.money(open).slice(1)}
      value=${grouped(entry)} onInput=${(event) => paying.type(event.currentTarget.value)} onKeyDown=${finishOnEnter(till)} />
    <div class="quick">
      <button onClick=${enter("")}>${_("Exact")}</button>
      ${isCash && quickCash(open).map((amount) => html`<button key=${amount} onClick=${enter(amount.replace(".00", ""))}>${state.money(amount, { short: true })}</button>`)}
    </div>
    <${Pad} onPress=${paying.press} />
    <button class=${isBusy ? "pay working" : "pay"} aria-busy=${isBusy} onClick=${paying.finish}><span>${label}</span><kbd>${_("Enter")}</kbd></button>
    <button class="button ghost wide" onClick=${paying.close}>${_("Back to the cart (Esc)")}</button>
  </section>`;
}

const finishOnEnter = (till) => (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  till.paying.finish();
};

const grouped = (entry) => entry.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
