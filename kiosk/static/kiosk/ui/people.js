// PIN switch of the cashier, and an approver's word.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { couldApprove } from "../models/people.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";
import { PinChoice } from "./pin.js";

const withPin = (state) => state.settings.value.cashiers.filter((one) => one.has_pin);

export function SwitchDialog({ till, close }) {
  const { state, people } = till;
  const others = withPin(state).filter((one) => one.id !== state.cashier.value?.id);
  return html`<${Panel} title=${_("Who sells now?")} onClose=${close}>
    ${others.length
      ? html`<${PinChoice} people=${others} act=${people.switchTo} submit=${_("Take over")} />`
      : html`<div class="empty"><${Icon} name="people" /><strong>${_("Nobody else has a PIN")}</strong><span>${_("A manager sets PINs in the back office, at the user’s page.")}</span></div>`}
    <button class="button ghost wide" onClick=${() => (close(), people.signOut())}>${_("Sign in by password instead")}</button>
  <//>`;
}

export function ApproveDialog({ till, dialog, close }) {
  const { state, people } = till;
  const refuse = () => (dialog.settle(null), close());
  const approvers = state.settings.value.cashiers.filter((one) => couldApprove(one, dialog));
  return html`<${Panel} title=${_("An approver’s PIN")} onClose=${refuse}>
    <p class="quiet">${dialog.why} ${_("Both of you are written down.")}</p>
    ${approvers.length
      ? html`<${PinChoice} people=${approvers} act=${(person, pin) => people.grant(dialog, person.id, pin)} submit=${_("Allow it")} />`
      : html`<div class="empty"><${Icon} name="lock" /><strong>${_("Nobody here can allow this by PIN")}</strong><span>${_("Whoever may do it sets a PIN in the back office, then stands in this list.")}</span></div>`}
  <//>`;
}
