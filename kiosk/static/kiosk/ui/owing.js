// Money owed: who owes, what is open, a payment of one receipt or of all.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { createOwing } from "../models/owing.js";
import { _, ngettext } from "../models/words.js";
import { initialsOf } from "./cart.js";
import { Form } from "./form.js";
import { Icon } from "./icons.js";
import { PaidDebt, PayDebt } from "./owing-pay.js";
import { Panel } from "./panel.js";

const PAUSE_MS = 180;

/** One for the till, so that a payment without an answer is known when the panel is opened again. */
const actsOf = (till) => (till.owing ??= createOwing(till));

/** `dialog.number` names a receipt, `dialog.customer_id` whose debt; without either it is looked for. */
export function Owing({ till, dialog, close }) {
  const acts = actsOf(till);
  const [whom, setWhom] = useState(dialog.number || dialog.customer_id ? dialog : null);
  const [paid, setPaid] = useState(null);
  useEffect(() => acts.close, []);
  if (paid) return html`<${PaidDebt} till=${till} acts=${acts} paid=${paid} close=${close} />`;
  if (!till.online.value && !whom) return html`<${Away} close=${close} />`;
  if (!whom) return html`<${Find} till=${till} acts=${acts} dialog=${dialog} close=${close} onFound=${setWhom} />`;
  return html`<${PayDebt} key=${whom.number ?? whom.customer_id} till=${till} acts=${acts} whom=${whom} close=${close} onWhom=${setWhom} onPaid=${setPaid} />`;
}

function Away({ close }) {
  return html`<${Panel} title=${_("Money owed")} onClose=${close}>
    <p class="refusal" role="alert">${_("What is owed is kept on the server, and it cannot be reached. Nothing was taken: ask the customer to wait, or note the payment and take it when the till is online.")}</p>
  <//>`;
}

function Find({ till, acts, dialog, close, onFound }) {
  const { state } = till;
  const [text, setText] = useState("");
  const found = useFound(acts, text, onFound);
  async function scan(raw) {
    const answer = await acts.find(raw.trim());
    if (answer?.number) onFound({ number: answer.number });
    else if (answer) setText(raw.trim());
  }
  useEffect(() => void (dialog.scan = scan), [dialog]);
  const act = async () => {
    const answer = await acts.find(text.trim());
    if (answer?.number) onFound({ number: answer.number });
    else if (answer?.debtors.length === 1) onFound(answer.debtors[0]);
    return "";
  };
  return html`<${Panel} title=${_("Money owed")} onClose=${close} wide>
    <${Form} act=${act} label=${_("Who pays?")}>
      <label class="field">${_("Name or phone of the customer, or the number of the receipt")}
        <input data-first type="search" autocomplete="off" maxlength="400" value=${text} onInput=${(event) => setText(event.currentTarget.value)} /></label>
    <//>
    ${found?.length === 0 && html`<div class="empty"><${Icon} name="owed" /><strong>${text ? _("Nobody who owes goes by that") : _("Nobody owes anything here")}</strong>
      <span>${_("A debt of another shop is found by the whole number of its receipt, or by scanning it.")}</span></div>`}
    ${found?.length > 0 && html`<div class="rows debtors">${found.map((one) => html`<button key=${one.customer_id} onClick=${() => onFound({ customer_id: one.customer_id })}>
      <b class="initials warm">${initialsOf(one.name)}</b>
      <span class="what"><strong>${one.name}</strong><small>${[one.phone, ngettext("%(count)s receipt", "%(count)s receipts", one.receipts).replace(" ", "\u00a0")].filter(Boolean).join(" · ")}</small></span>
      ${one.days > 0 && html`<span class=${one.days > 30 ? "tag bad" : "tag"}>${ngettext("%(count)s day", "%(count)s days", one.days)}</span>`}
      <b class="figure">${state.money(one.owed)}</b></button>`)}</div>`}
  <//>`;
}

/** null before anything is known, so that nothing flickers while typing; a whole number of a receipt opens it. */
function useFound(acts, text, onFound) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(async () => {
      const answer = await acts.find(text.trim());
      if (!isWanted || !answer) return;
      if (answer.number) onFound({ number: answer.number });
      else setFound(answer.debtors);
    }, found ? PAUSE_MS : 0);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}
