// What somebody owes, receipt by receipt, and the form that takes a payment for it.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { money as format, typed } from "../models/figures.js";
import { ageOf, changeOf, dueOf, mayCollect, proposed, quickOf, waysOf, whyNotPaid } from "../models/owing.js";
import { _, ngettext } from "../models/words.js";
import { momentOf } from "./bar.js";
import { Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

const dayOf = (day) => new Date(`${day}T12:00`).toLocaleDateString([], { day: "numeric", month: "short" });
const inField = (amount) => format(amount, { symbol: "", short: true });

export function PayDebt({ till, acts, whom, close, onWhom, onPaid }) {
  const [debt, load] = useDebt(acts, whom, close);
  const [sentence, setSentence] = useState("");
  if (!debt) return null;
  const { customer, receipts, owed, elsewhere } = debt;
  const { state } = till;
  const name = customer?.name ?? receipts[0]?.number;
  const kept = acts.unanswered(debt);
  const again = (why) => (setSentence(why), load());
  const hasMore = whom.number && customer?.due && customer.due !== owed && mayCollect(state);
  return html`<${Panel} title=${titleOf(whom, name, owed, state)} onClose=${close} wide>
    ${sentence && html`<p class="refusal" role="alert">${sentence}</p>`}
    ${hasMore && html`<button class="button" onClick=${() => onWhom({ customer_id: customer.id })}>${_("%(name)s owes %(amount)s in all: show it", { name, amount: state.money(customer.due) })}</button>`}
    ${elsewhere !== "0.00" && html`<p class="quiet">${_("%(amount)s more is owed in other shops: type or scan the number of that receipt to pay it here.", { amount: state.money(elsewhere) })}</p>`}
    ${whom.number && customer && !hasMore && html`<p class="quiet">${customer.name}</p>`}
    ${kept && !sentence
      ? html`<${Unanswered} till=${till} acts=${acts} debt=${debt} kept=${kept} again=${again} onPaid=${onPaid} />`
      : owed === "0.00"
        ? html`<${Settled} till=${till} receipts=${receipts} />`
        : html`<${Open} key=${owed} till=${till} acts=${acts} debt=${debt} again=${again} onPaid=${onPaid} />`}
  <//>`;
}

function titleOf({ number }, name, owed, state) {
  const amount = state.money(owed);
  if (owed === "0.00") return number ? _("Nothing is due on %(number)s", { number }) : _("%(name)s owes nothing", { name });
  return number ? _("%(number)s: %(amount)s due", { number, amount }) : _("%(name)s owes %(amount)s", { name, amount });
}

/** Loaded again when somebody else was quicker; what cannot be loaded has said why. */
function useDebt(acts, whom, close) {
  const [debt, setDebt] = useState(null);
  const load = async () => {
    const told = await acts.load(whom);
    if (told) setDebt(told);
    else close();
  };
  useEffect(() => void load(), []);
  return [debt, load];
}

/** Of a payment that was sent before the panel was closed. What the server took of it stands in the list beside it. */
function Unanswered({ till, acts, debt, kept, again, onPaid }) {
  const sum = till.state.money(kept.amount);
  const act = async () => {
    const told = await acts.pay(debt, kept);
    if (told.paid) return onPaid(told.paid), "";
    return told.is_old ? (again(told.sentence), "") : told.sentence;
  };
  const drop = () => (acts.drop(debt), again(""));
  return html`<p class="refusal">${_("%(amount)s by %(way)s was sent and got no answer. Ask once more: nothing is taken twice.", { amount: sum, way: kept.way.name })}</p>
    <${Receipts} state=${till.state} debt=${debt} chosen=${kept.number ?? debt.receipts[0]?.number} />
    <${Form} act=${act} submit=${_("Ask once more about %(amount)s", { amount: sum })} label=${_("Without an answer")}><//>
    <button type="button" class="button ghost" onClick=${drop}>${_("Give it up: the customer did not pay it")}</button>`;
}

function Open({ till, acts, debt, again, onPaid }) {
  const { state } = till;
  const { receipts } = debt;
  const ways = waysOf(debt, state.settings.value.methods);
  const only = receipts.length === 1 ? receipts[0].number : null;
  const [number, setNumber] = useState(only);
  const [wayKey, setWay] = useState(null); // it is chosen by hand, so that a second Enter takes nothing
  const [entry, setEntry] = useState(null); // null while nothing was typed: all that is due
  const [reference, setReference] = useState("");
  const due = dueOf(debt, number);
  const way = ways.find(({ key }) => key === wayKey) ?? null;
  const draft = { number, way, reference: reference.trim(), amount: entry === null ? proposed(due, way) : typed(entry) };
  const choose = (one) => (setNumber(one), setEntry(null));
  const chooseWay = (key) => (setWay(key), setReference(""));
  async function act() {
    const why = whyNotPaid(draft, due, state.money);
    if (why) return why;
    const told = await acts.pay(debt, draft);
    if (told.paid) return onPaid(told.paid), "";
    if (told.is_old) return again(told.sentence), "";
    return told.sentence;
  }
  const label = draft.amount ? _("Take %(amount)s", { amount: state.money(draft.amount) }) : _("Take the payment");
  return html`<${Receipts} state=${state} debt=${debt} chosen=${number} onChoose=${only ? null : choose} />
    <${Form} act=${act} submit=${label} label=${_("Payment")} kind="main take">
      <div class="pair">
        <label class="field big">${_("Amount")}<input data-first name="amount" inputmode="decimal" autocomplete="off" value=${entry ?? inField(draft.amount)}
          onFocus=${(event) => event.currentTarget.select()} onInput=${(event) => setEntry(event.currentTarget.value)} /></label>
        <div class="quick" role="group" aria-label=${_("Quick amounts")}>${quickOf(due, way).map(([words, amount]) => html`<button type="button" key=${words + amount} onClick=${() => setEntry(inField(amount))}>${words || state.money(amount, { short: true })}</button>`)}</div>
      </div>
      <div class="methods" role="group" aria-label=${_("Paid by")}>${ways.map((one) => html`<button type="button" key=${one.key} class=${`${one.key === wayKey ? "on" : ""} ${one.most ? "credit" : ""}`} aria-pressed=${one.key === wayKey}
        onClick=${() => chooseWay(one.key)}>${one.name}${one.most && html`<small>${state.money(one.most, { short: true })}</small>`}</button>`)}</div>
      ${way?.method.needs_reference && !way.most && html`<label class="field">${_("%(method)s: reference", { method: way.method.name })}
        <input name="reference" autocomplete="off" maxlength="80" placeholder=${accountOf(state, way.method)} value=${reference} onInput=${(event) => setReference(event.currentTarget.value)} /></label>`}
      <${Change} state=${state} change=${changeOf(draft, due)} />
    <//>`;
}

/** Where a transfer goes, as the payment sheet says it too. */
function accountOf(state, { kind }) {
  const [account] = kind === "transfer" ? (state.company.value?.bank_accounts ?? []) : [];
  return account ? _("To %(account)s", { account: `${account.bank} ${account.number}` }) : "";
}

function Change({ state, change }) {
  if (!change) return null;
  return html`<div class="shown-sum" aria-live="polite"><span>${_("Change to give back")}</span><b class="figure">${state.money(change)}</b></div>`;
}

/** To choose from when there are several; the one that is paid shows what was paid on it. */
function Receipts({ state, debt, chosen, onChoose }) {
  const { receipts, owed } = debt;
  const one = receipts.find(({ number }) => number === chosen);
  const rows = receipts.map((row) => html`<${ReceiptRow} key=${row.number} state=${state} row=${row} isChosen=${row.number === chosen} onChoose=${onChoose && (() => onChoose(row.number))} />`);
  return html`<div class="rows owed" role="group" aria-label=${_("What is open")}>
    ${onChoose && html`<button type="button" class=${chosen ? "" : "marked"} aria-pressed=${!chosen} onClick=${() => onChoose(null)}>
      <span class="what"><strong>${_("All of it")}</strong><small>${ngettext("%(count)s receipt, the oldest first", "%(count)s receipts, the oldest first", receipts.length)}</small></span><b class="figure">${state.money(owed)}</b></button>`}
    ${rows}</div>
    ${one && html`<${History} state=${state} receipt=${one} />`}`;
}

function ReceiptRow({ state, row, isChosen, onChoose }) {
  const { is_late: isLate, words } = ageOf(row, dayOf);
  const facts = [row.shop, momentOf(row.sold_at, state), _("total %(total)s", { total: state.money(row.total, { short: true }) })];
  const inside = html`<span class="what"><strong>${row.number}</strong><small>${facts.join(" · ")}</small></span>
    <span class=${isLate ? "tag bad" : "tag"}>${words}</span><b class="figure">${state.money(row.due)}</b>`;
  return onChoose
    ? html`<button type="button" class=${isChosen ? "marked" : ""} aria-pressed=${isChosen} onClick=${onChoose}>${inside}</button>`
    : html`<div>${inside}</div>`;
}

function History({ state, receipt }) {
  const { payments, returned } = receipt;
  const facts = (one) => [one.reference, momentOf(one.at, state), one.by].filter(Boolean).join(" · ");
  return html`<div class="paid-so-far" aria-label=${_("Paid on %(number)s so far", { number: receipt.number })} role="group">
    ${payments.length === 0 && html`<div><span>${_("Nothing was paid so far.")}</span></div>`}
    ${payments.map((one, place) => html`<div key=${place}><span>${one.name} <small>${facts(one)}</small>${one.state === "awaited" ? html` <i class="tag">${_("awaiting confirmation")}</i>` : ""}</span><b class="figure">${state.money(one.amount)}</b></div>`)}
    ${returned !== "0.00" && html`<div><span>${_("Brought back")}</span><b class="figure">${state.money(returned)}</b></div>`}
  </div>`;
}

function Settled({ till, receipts }) {
  const [receipt] = receipts;
  if (!receipt) return html`<p class="quiet">${_("Nothing is open in your shops.")}</p>`;
  return html`<${History} state=${till.state} receipt=${receipt} />
    <button class="button wide" onClick=${() => till.afterwards.reprint(receipt.number)}><${Icon} name="print" />${_("Print the receipt again")}</button>`;
}

/** What was taken, what goes back, and what remains. */
export function PaidDebt({ till, acts, paid, close }) {
  const { state } = till;
  const { amount, change, owed, rows, printer, earned, is_awaited: isAwaited } = paid;
  const hasChange = change !== "0.00";
  return html`<${Panel} title=${_("Payment taken")} onClose=${close}>
    <div class="given-back" role="status">
      <span>${hasChange ? _("Change to give back") : _("Paid")}</span><b class="figure">${state.money(hasChange ? change : amount)}</b>
      ${hasChange && html`<span>${_("%(amount)s is paid", { amount: state.money(amount) })}</span>`}
      <span>${owed === "0.00" ? _("Nothing remains to be paid") : _("%(amount)s remain to be paid", { amount: state.money(owed) })}</span>
      ${earned > 0 && html`<span>${ngettext("%(count)s point earned", "%(count)s points earned", earned, { count: earned.toLocaleString("en") })}</span>`}
      ${isAwaited && html`<span class="tag">${_("It counts once somebody confirms that the money came.")}</span>`}
    </div>
    <div class="paid-so-far">${rows.map((row) => html`<div key=${row.number}><span>${row.number} <small>${row.due === "0.00" ? _("paid in full") : _("%(due)s still due", { due: state.money(row.due) })}</small></span><b class="figure">${state.money(row.amount)}</b></div>`)}</div>
    <p class="quiet">${printer ? _("The slip comes from %(printer)s.", { printer }) : _("No printer serves this register: the slip waits among the print jobs.")}</p>
    <div class="row"><button class="button" onClick=${() => acts.printAgain(paid)}><${Icon} name="print" />${_("Print again")}</button>
      ${rows.length === 1 && html`<button class="button" onClick=${() => till.afterwards.reprint(rows[0].number)}><${Icon} name="receipt" />${_("Print the receipt")}</button>`}</div>
    <button class="button main wide" data-first onClick=${close}><${Icon} name="check" />${_("Done")}</button>
  <//>`;
}
