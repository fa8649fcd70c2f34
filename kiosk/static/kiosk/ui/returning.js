// Return or exchange: find the receipt, choose the pieces, then let it wait, pay it back, or go on to new goods.
// What waits already is chosen below the search.

import { html, useEffect, useMemo, useState } from "../vendor/preact@11.2.0/preact.js";
import { createReturning, draftOf, missingIn, piecesBack, stepped } from "../models/returning.js";
import { _ } from "../models/words.js";
import { momentOf } from "./bar.js";
import { Field, Form, Segments } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";
import { Brings } from "./return-value.js";
import { WaitingReturn, WaitingReturns } from "./waiting-returns.js";

const REASONS = [_("Wrong size"), _("Damaged"), _("Does not please")];

export function Returning({ till, dialog, close }) {
  const acts = useMemo(() => createReturning(till), []);
  const [draft, setDraft] = useState(dialog.draft ?? null);
  useEffect(() => void (dialog.draft && setDraft(dialog.draft)), [dialog]);
  if (dialog.waiting) return html`<${WaitingReturn} till=${till} dialog=${dialog} close=${close} />`;
  if (dialog.done) return html`<${Completed} till=${till} goods=${dialog.done} close=${close} />`;
  if (!draft) return html`<${Find} till=${till} acts=${acts} dialog=${dialog} close=${close} onFound=${setDraft} />`;
  return html`<${Choose} till=${till} acts=${acts} draft=${draft} dialog=${dialog} change=${setDraft} close=${close} />`;
}

function Find({ till, acts, dialog, close, onFound }) {
  const { state } = till;
  const [found, setFound] = useState(null);
  const choose = async (number) => {
    const told = await acts.load(number);
    if (told) onFound(draftOf(told));
  };
  async function look(text) {
    const receipts = text.trim() ? await acts.find(text.trim()) : null;
    if (receipts?.length === 1) await choose(receipts[0].number);
    else setFound(receipts);
    return "";
  }
  useEffect(() => void (dialog.scan = look), [dialog]);
  return html`<${Panel} title=${_("Return or exchange")} onClose=${close} wide>
    <${Form} act=${({ text }) => look(text)} submit=${_("Find the receipt")} label=${_("Receipt")}>
      <${Field} label=${_("Scan the receipt, or type its number, the customer’s name or phone")} name="text" isFirst=${true} maxlength="400" />
    <//>
    ${found?.length === 0 && html`<p class="quiet" role="status">${_("No receipt goes by that. Type the whole number as it stands on the receipt.")}</p>`}
    ${found?.length > 0 && html`<div class="rows">${found.map((one) => html`<button key=${one.number} onClick=${() => choose(one.number)}>
      <span class="what"><strong>${one.number}</strong><small>${momentOf(one.sold_at, state)} · ${one.shop}${one.customer_name ? ` · ${one.customer_name}` : ""}</small></span>
      <b class="figure">${state.money(one.total)}</b></button>`)}</div>`}
    <${WaitingReturns} till=${till} />
  <//>`;
}

function Choose({ till, acts, draft, dialog, change, close }) {
  const { state } = till;
  const [why, setWhy] = useState("");
  useEffect(() => setWhy(dialog.sentence ?? ""), [dialog]);
  const quote = useQuote(acts, draft);
  const { receipt } = draft;
  const set = (changes) => (setWhy(""), change({ ...draft, ...changes }));
  const go = (act, asked) => async () => {
    const missing = missingIn(draft, asked);
    if (missing) return setWhy(missing);
    return act();
  };
  if (draft.refusal) return html`<${Panel} title=${receipt.number} onClose=${close}><p class="refusal">${draft.refusal}</p><//>`;
  return html`<${Panel} title=${_("What comes back of %(number)s?", { number: receipt.number })} onClose=${close} wide>
    <p class="quiet">${momentOf(receipt.sold_at, state)} · ${receipt.shop} · ${receipt.cashier_name}${receipt.customer_name ? ` · ${receipt.customer_name}` : ""}</p>
    ${draft.is_late && html`<p class="tag">${_("Too late by the shop’s days: only an MD may allow it.")}</p>`}
    <div class="rows come-back">${draft.lines.map((line) => html`<${Line} key=${line.position} state=${state} line=${line} onStep=${(condition, by) => set(stepped(draft, line.position, condition, by))} />`)}</div>
    <label class="field">${_("Why?")}<input name="reason" list="why-back" maxlength="200" autocomplete="off" value=${draft.reason} onInput=${(event) => set({ reason: event.currentTarget.value })} /></label>
    <datalist id="why-back">${REASONS.map((one) => html`<option value=${one}></option>`)}</datalist>
    <${Brings} state=${state} quote=${quote} />
    <${Segments} choices=${[["cash", _("Back in cash")], ["credit", _("As store credit")]]} chosen=${draft.refund} onChoose=${(refund) => set({ refund })} label=${_("How it is given back")} />
    ${draft.refund === "credit" && html`<${Owner} till=${till} customer=${draft.customer} onChoose=${(customer) => set({ customer })} />`}
    ${why && html`<p class="refusal" role="alert">${why}</p>`}
    <button class="button main wide" onClick=${go(() => acts.giveBack(draft), { needsCustomer: true })}>${_("Take the goods, give back")}</button>
    <div class="row">
      <button class="button" onClick=${go(() => acts.exchange(draft, quote))} disabled=${!quote || quote.money === "0.00"}>${_("Exchange for new goods")}</button>
      <button class="button" onClick=${go(() => acts.letWait(draft))}>${_("Let it wait for approval")}</button>
    </div>
  <//>`;
}

function Line({ state, line, onStep }) {
  const chosen = line.good + line.damaged;
  return html`<div><span class="what"><strong>${line.name}</strong><small>${line.quantity} × ${state.money(line.unit_price)}${line.left < line.quantity ? ` · ${_("%(left)s left to bring back", { left: line.left })}` : ""}</small></span>
    ${[["good", _("good")], ["damaged", _("damaged")]].map(([condition, words]) => html`<span class="stepper" key=${condition} role="group" aria-label=${`${line.name}: ${words}`}>${words}<span>
      <button type="button" aria-label=${_("One %(condition)s piece less of %(name)s", { condition: words, name: line.name })} disabled=${!line[condition]} onClick=${() => onStep(condition, -1)}>−</button>
      <b>${line[condition]}</b>
      <button type="button" aria-label=${_("One %(condition)s piece of %(name)s", { condition: words, name: line.name })} disabled=${chosen >= line.left} onClick=${() => onStep(condition, 1)}>+</button></span></span>`)}
  </div>`;
}

/** Asked anew whenever the pieces change; null while nothing is chosen. */
function useQuote(acts, draft) {
  const [quote, setQuote] = useState(null);
  useEffect(() => {
    if (!piecesBack(draft)) return void setQuote(null);
    let isWanted = true;
    acts.quote(draft).then((told) => isWanted && setQuote(told));
    return () => (isWanted = false);
  }, [draft.lines]);
  return quote;
}

/** Whose credit it becomes: the receipt's customer, or somebody found here. */
function Owner({ till, customer, onChoose }) {
  const [found, setFound] = useState(null);
  if (customer) return html`<p class="quiet">${_("The credit is %(name)s’s.", { name: customer.name })} <button class="button ghost" onClick=${() => onChoose(null)}>${_("Somebody else’s")}</button></p>`;
  const look = async (event) => setFound(event.currentTarget.value.trim().length > 1 ? await till.afterwards.findCustomers(event.currentTarget.value.trim()) : null);
  return html`<div class="stack"><label class="field">${_("Whose is the credit? Name or phone")}<input type="search" autocomplete="off" onInput=${look} /></label>
    ${found?.length === 0 && html`<p class="quiet">${_("Nobody goes by that: add the customer in the cart first.")}</p>`}
    ${found?.length > 0 && html`<div class="rows">${found.slice(0, 5).map((one) => html`<button key=${one.id} onClick=${() => onChoose(one)}><span class="what"><strong>${one.name}</strong><small>${one.phone}</small></span></button>`)}</div>`}
  </div>`;
}

function Completed({ till, goods, close }) {
  const { state } = till;
  const isDone = goods.state === "completed";
  const what = { cash: _("Give back in cash"), credit: _("%(number)s is worth", { number: goods.credit_number }) }[goods.refund] ?? _("Nothing is to be paid out");
  return html`<${Panel} title=${goods.number} onClose=${close}>
    <div class="given-back" role="status">
      <span>${isDone ? what : _("Waits for approval")}</span>
      <b class="figure">${state.money(isDone ? goods.paid_back : goods.value)}</b>
      ${isDone && goods.debt !== "0.00" && html`<span>${_("%(amount)s is off the balance due", { amount: state.money(goods.debt) })}</span>`}
      ${isDone && goods.credit !== "0.00" && html`<span>${_("%(amount)s is back on the store credit that paid", { amount: state.money(goods.credit) })}</span>`}
    </div>
    <p class="quiet">${isDone ? _("The goods are booked back. The return receipt prints.") : _("It stands among the returns, here and in the back office. Pay back once it is approved.")}</p>
    <button class="button main wide" data-first onClick=${close}><${Icon} name="check" />${_("Done")}</button>
  <//>`;
}
