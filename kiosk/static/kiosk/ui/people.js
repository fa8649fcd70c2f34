// PIN switch of the cashier, and an approver's word.

import { html, useLayoutEffect, useRef, useState } from "../vendor/preact@11.2.0/preact.js";
import { couldApprove } from "../models/people.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";
import { Pad } from "./pad.js";
import { Panel } from "./panel.js";

const LONGEST = 8;

/** Choose a person, type the PIN. `act(person, pin)` gives the sentence of a refusal. */
export function PinChoice({ people, act, submit }) {
  const [person, choose] = useState(people.length === 1 ? people[0] : null);
  const [pin, setPin] = useState("");
  const [sentence, setSentence] = useState("");
  const field = useRef();
  useLayoutEffect(() => field.current?.focus(), [person]);
  async function send(event) {
    event.preventDefault();
    if (!person) return setSentence(_("Choose who you are first."));
    setSentence((await act(person, pin)) ?? "");
    setPin("");
  }
  const press = (key) => setPin((now) => (key === "back" ? now.slice(0, -1) : (now + key).slice(0, LONGEST)));
  return html`<form class="pin" onSubmit=${send}>
    <div class="people" role="group" aria-label=${_("Who")}>${people.map((one) => html`<button type="button" key=${one.id} class=${one === person ? "on" : ""} aria-pressed=${one === person} onClick=${() => (choose(one), field.current?.focus())}>
      <b class="initials">${one.initials}</b>${one.name}</button>`)}</div>
    ${person && html`<label class="field big">${_("PIN of %(name)s", { name: person.name })}<input ref=${field} type="password" inputmode="none" autocomplete="off" value=${pin} onInput=${(event) => setPin(event.currentTarget.value.replace(/\D/g, "").slice(0, LONGEST))} /></label>
      <${Pad} forPin onPress=${press} />`}
    ${sentence && html`<p class="refusal" role="alert">${sentence}</p>`}
    <button class="button main wide" disabled=${!person || pin.length < 4}>${submit}</button>
  </form>`;
}

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
