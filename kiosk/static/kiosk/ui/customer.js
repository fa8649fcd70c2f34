// The customer of the sale: found or added within two taps.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { creditOf } from "../models/payment.js";
import { _ } from "../models/words.js";
import { initialsOf } from "./cart.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

const PAUSE_MS = 180;

/** `dialog.next` is the dialog that goes on with the customer. */
export function CustomerDialog({ till, dialog, close }) {
  const { state, selling, afterwards } = till;
  const [text, setText] = useState("");
  const [isNew, setNew] = useState(false);
  const found = useFound(afterwards, text);
  const chosen = state.cart.value.customer;
  const choose = (customer) => (selling.change({ customer }), close(), dialog.next && (state.dialog.value = dialog.next));
  const onKeyDown = (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault(); // else the same press would choose what it moves to
    if (event.key === "Enter" && found?.length === 1) choose(found[0]);
    else document.querySelector(".panel .rows button")?.focus();
  };
  if (isNew) return html`<${NewCustomer} till=${till} text=${text} onDone=${choose} close=${close} />`;
  return html`<${Panel} title=${_("Customer")} onClose=${close}>
    ${owes(chosen) && state.may("sales.sell") && state.may("sales.view_debtor") && html`<button class="button on wide" onClick=${() => (state.dialog.value = { name: "owing", customer_id: chosen.id })}><${Icon} name="owed" />${_("Owes %(amount)s: take a payment", { amount: state.money(chosen.due) })}</button>`}
    <label class="field">${_("Name or phone")}<input data-first type="search" autocomplete="off" value=${text} onInput=${(event) => setText(event.currentTarget.value)}
      onKeyDown=${onKeyDown} /></label>
    ${found?.length > 0 && html`<div class="rows">${found.map((person) => html`<${Person} key=${person.id} state=${state} person=${person} onClick=${() => choose(person)} />`)}</div>`}
    ${found?.length === 0 && html`<p class="quiet" role="status">${_("Nobody has “%(text)s” in name or phone.", { text })}</p>`}
    ${state.may("customers.add_customer") && html`<button class="button wide" onClick=${() => setNew(true)}><${Icon} name="person" />${text ? _("Add “%(text)s”", { text }) : _("Add a new customer")}</button>`}
    ${chosen && state.may("credits.view_credit") && html`<button class="button wide" onClick=${() => (state.dialog.value = { name: "crediting" })}><${Icon} name="card" />${_("Store credit for %(name)s", chosen)}</button>`}
    ${chosen && html`<button class="button ghost bad" onClick=${() => choose(null)}>${_("Sell without a customer")}</button>`}
  <//>`;
}

const owes = (person) => Boolean(person?.due) && person.due !== "0.00";

function Person({ state, person, onClick }) {
  const credit = creditOf(person);
  return html`<button onClick=${onClick}><b class="initials warm">${initialsOf(person.name)}</b>
    <span class="what"><strong>${person.name}</strong><small>${person.phone}</small></span>
    ${credit !== "0.00" && html`<span class="figure tag good">${_("credit %(amount)s", { amount: state.money(credit) })}</span>`}
    ${owes(person) && html`<span class="figure tag">${_("owes %(amount)s", { amount: state.money(person.due) })}</span>`}</button>`;
}

/** null before anything is known, so that nothing flickers while typing. */
function useFound(afterwards, text) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    if (text.trim().length < 2) return void setFound(null);
    let isWanted = true;
    const timer = setTimeout(async () => {
      const people = await afterwards.findCustomers(text.trim());
      if (isWanted) setFound(people);
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}

function NewCustomer({ till, text, onDone, close }) {
  const isPhone = /\d{4}/.test(text);
  async function act({ name, phone, email, ...agreed }) {
    if (!name.trim()) return _("Type the customer's name.");
    const told = Object.fromEntries(Object.keys(agreed).map((channel) => [channel, true]));
    try {
      onDone(await till.afterwards.addCustomer({ name: name.trim(), phone: phone.trim(), email: email.trim(), ...told }));
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      return refusal.sentence;
    }
    return "";
  }
  return html`<${Panel} title=${_("New customer")} onClose=${close}>
    <${Form} act=${act} submit=${_("Add and take")} label=${_("New customer")}>
      <${Field} label=${_("Name")} name="name" value=${isPhone ? "" : text} isFirst=${true} maxlength="120" />
      <${Field} label=${_("Phone")} name="phone" kind="tel" value=${isPhone ? text : ""} maxlength="40" />
      <${Field} label=${_("E-mail (may stay empty)")} name="email" kind="email" maxlength="254" />
      ${[["may_be_messaged", _("Agrees to messages")], ["may_be_mailed", _("Agrees to mail")]].map(([name, words]) => html`<label class="tick"><input type="checkbox" name=${name} />${words}</label>`)}
    <//>
  <//>`;
}
