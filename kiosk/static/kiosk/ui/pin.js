// A person is chosen and types the PIN.

import { html, useLayoutEffect, useRef, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Pad } from "./pad.js";

const LONGEST = 8;

/** Choose a person, type the PIN. `act(person, pin)` gives the sentence of a refusal; `more(person, sentence)` what may follow one. */
export function PinChoice({ people, act, submit, more }) {
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
    ${sentence && more?.(person, sentence)}
    <button class="button main wide" disabled=${!person || pin.length < 4}>${submit}</button>
  </form>`;
}
