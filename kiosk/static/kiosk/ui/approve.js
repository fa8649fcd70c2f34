// An approver's word: by PIN on the spot, or from wherever they are. What is waited for stands below, beside the selling.

import { html, useEffect, useLayoutEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { afarOf } from "../models/afar.js";
import { couldApprove } from "../models/people.js";
import { _ } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";
import { unlocking } from "./people.js";
import { PinChoice } from "./pin.js";

export function ApproveDialog({ till, dialog }) {
  const afar = afarOf(till);
  const [isAsking, setAsking] = useState(false);
  useLayoutEffect(() => {
    const word = dialog.asked ? null : afar.held(dialog);
    if (word) dialog.settle(word);
  }, []);
  if (dialog.asked) return html`<${Waited} till=${till} afar=${afar} asked=${dialog.asked} />`;
  const approvers = till.state.settings.value.cashiers.filter((one) => couldApprove(one, dialog));
  const refuse = () => dialog.settle(null);
  if (isAsking || !approvers.length) return html`<${Ask} till=${till} afar=${afar} dialog=${dialog} refuse=${refuse} />`;
  return html`<${Panel} title=${_("An approver’s PIN")} onClose=${refuse}>
    <p class="quiet">${dialog.why} ${_("Both of you are written down.")}</p>
    <${PinChoice} people=${approvers} act=${(person, pin) => till.people.grant(dialog, person.id, pin)} submit=${_("Allow it")} more=${unlocking(till.people)} />
    <button class="button wide" onClick=${() => setAsking(true)}><${Icon} name="phone" />${_("They are not here: ask from afar")}</button>
  <//>`;
}

function Ask({ till, afar, dialog, refuse }) {
  const isOnline = till.online.value;
  const act = ({ reason }) => (reason.trim() ? afar.ask(dialog, reason.trim()) : _("Say why: whoever answers is not here."));
  return html`<${Panel} title=${_("Ask from afar")} onClose=${refuse}>
    <p class="quiet">${dialog.why} ${_("It appears on the phones of those who may allow it; the answer comes by itself. Both of you are written down.")}</p>
    ${isOnline
      ? html`<${Form} act=${act} submit=${_("Ask")} label=${_("Ask from afar")}><${Field} label=${_("Why?")} name="reason" isFirst=${true} maxlength="200" value=${dialog.reason ?? ""} /><//>`
      : html`<p class="refusal">${_("Without the server nobody can be asked: wait until the till is online.")}</p>`}
  <//>`;
}

function Waited({ till, afar, asked }) {
  useSeconds();
  const entry = afar.entries.value.find(({ key }) => key === asked);
  const go = () => afar.leave(asked);
  if (!entry) return null;
  return html`<${Panel} title=${_("Waiting for an answer")} onClose=${go}>
    <p class="quiet" role="status">${entry.what}</p>
    <p class="code figure">${leftOf(entry, till)}</p>
    <p class="quiet">${_("Go on selling meanwhile, or park this sale: what is allowed comes by itself.")}</p>
    <button class="button main wide" data-first onClick=${go}>${_("Go on selling")}</button>
    <button class="button ghost bad" onClick=${() => afar.withdraw(asked)}>${_("Take the question back")}</button>
  <//>`;
}

/** What is waited for while the till is about something else. */
export function Afar({ till }) {
  const afar = afarOf(till);
  useSeconds(afar.sweep);
  const shown = afar.entries.value.filter(({ key }) => till.state.dialog.value?.asked !== key);
  if (!shown.length || till.state.phase.value !== "selling") return null;
  return html`<section class="afar" aria-label=${_("Asked from afar")}>${shown.map((entry) => html`<div key=${entry.key} class=${entry.state}>
    <${Icon} name=${entry.state === "granted" ? "check" : "phone"} />
    <span class="what"><strong>${entry.state === "granted" ? _("%(by)s allowed it", entry) : _("Waiting for an answer")}</strong><small>${entry.what}</small></span>
    <b class="figure">${leftOf(entry, till)}</b>
    ${entry.settle && entry.state === "granted" && html`<button class="button main" onClick=${() => afar.goOn(entry.key)}>${_("Go on")}</button>`}
    <button class="round" aria-label=${_("Take back: %(what)s", entry)} onClick=${() => afar.withdraw(entry.key)}><${Icon} name="close" /></button>
  </div>`)}</section>`;
}

function leftOf({ expires_at: until }, till) {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - till.now().getTime()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Drawn anew each second. */
function useSeconds(act) {
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => (act?.(), draw((n) => n + 1)), 1000);
    return () => clearInterval(timer);
  }, []);
}
