// PIN switch of the cashier.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";
import { PinChoice } from "./pin.js";

const withPin = (state) => state.settings.value.cashiers.filter((one) => one.has_pin);

/** A locked PIN is opened by somebody's word from afar. */
export const unlocking = (people) => (person, sentence) => {
  if (!people.isLock(sentence)) return null;
  const why = _("The PIN of %(name)s shall be unlocked.", person);
  const ask = () => people.approve({ action: "unlock_pin", subject: String(person.id), limit: "", why });
  return html`<button type="button" class="button wide" onClick=${ask}>${_("Ask for it to be unlocked")}</button>`;
};

export function SwitchDialog({ till, close }) {
  const { state, people } = till;
  const others = withPin(state).filter((one) => one.id !== state.cashier.value?.id);
  return html`<${Panel} title=${_("Who sells now?")} onClose=${close}>
    ${others.length
      ? html`<${PinChoice} people=${others} act=${people.switchTo} submit=${_("Take over")} more=${unlocking(people)} />`
      : html`<div class="empty"><${Icon} name="people" /><strong>${_("Nobody else has a PIN")}</strong><span>${_("A manager sets PINs in the back office, at the user’s page.")}</span></div>`}
    <button class="button ghost wide" onClick=${() => (close(), people.signOut())}>${_("Sign in by password instead")}</button>
  <//>`;
}
