// Forms that ask an act once, show the sentence of its refusal, and hold their fields.

import { html, useLayoutEffect, useRef, useState } from "../vendor/preact@11.2.0/preact.js";

/** `act(values)` gives a sentence when it is refused, "" when it went well; pressed twice it runs once. */
export function Form({ act, submit, children, kind = "main", label }) {
  const [sentence, setSentence] = useState("");
  const busy = useRef(false);
  const [isBusy, setBusy] = useState(false);
  async function onSubmit(event) {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    setBusy(true);
    const values = Object.fromEntries(new FormData(event.currentTarget, event.submitter));
    const refused = (await act(values).finally(() => (busy.current = false))) ?? "";
    setBusy(false);
    setSentence(refused);
  }
  return html`<form onSubmit=${onSubmit} aria-label=${label} novalidate>
    ${children}
    ${sentence && html`<p class="refusal" role="alert">${sentence}</p>`}
    ${submit && html`<button class=${`button ${kind} wide ${isBusy ? "working" : ""}`} aria-busy=${isBusy}>${submit}</button>`}
  </form>`;
}

/** Its text is the hand's own: `value` is only what it begins with, and drawing the form anew leaves it alone. */
export function Field({ label, name, kind = "text", isFirst = false, big = false, value = "", ...rest }) {
  const ref = useRef();
  useLayoutEffect(() => void (isFirst && ref.current.focus()), []);
  return html`<label class=${big ? "field big" : "field"}>${label}
    <input ref=${ref} defaultValue=${value} name=${name} type=${kind} autocomplete="off" data-first=${isFirst || undefined} ...${rest} /></label>`;
}

/** One of a few, as a row of buttons. */
export function Segments({ choices, chosen, onChoose, label }) {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${choices.map(([value, words]) => html`<button type="button" key=${value} class=${value === chosen ? "button on" : "button"}
      aria-pressed=${value === chosen} onClick=${() => onChoose(value)}>${words}</button>`)}
  </div>`;
}
