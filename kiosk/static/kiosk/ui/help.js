// Keys, and how it stands with the line to the server.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { ageOf, momentOf } from "./bar.js";
import { KEYS } from "./keyboard.js";
import { Panel } from "./panel.js";

export function Help({ till, close }) {
  const lacks = till.state.lacks.value;
  return html`<${Panel} title="Keys" onClose=${close} wide>
    <div class="keys-list">${KEYS.map(([key, words]) => html`<div key=${key}><span>${words}</span><kbd>${key}</kbd></div>`)}</div>
    <p class="quiet">A scan is understood wherever you are. Cards with the barcodes NEXUS-PAY, NEXUS-EXACT, NEXUS-CASH5000 and NEXUS-NEW press the buttons for you.</p>
    ${lacks.map((sentence) => html`<p class="tag">${sentence}</p>`)}
    <button class="button main wide" data-first onClick=${close}>Back to selling</button>
  <//>`;
}

/** What waits besides sales. */
const NAMES = { open_shift: "Opening of the shift", close_shift: "Closing of the shift" };

export function LineState({ till, close }) {
  const { unsent, waiting = [], exceptions = [] } = till.outbox.state.value;
  const { state } = till;
  const send = () => (exceptions.length ? till.outbox.retry() : till.outbox.flush());
  const title = till.online.value ? "Online" : "The server cannot be reached";
  return html`<${Panel} title=${title} onClose=${close}>
    <p class="quiet">${till.online.value ? "Every sale is booked as it is made." : "Go on selling: sales are kept on this till and sent by themselves."}</p>
    ${waiting.length > 0 && html`<h3>${unsent} waiting to be sent</h3><div class="rows">${waiting.map((one) => html`<div key=${one.seq}>
      <span class="what"><strong>${one.provisional_number || NAMES[one.name] || one.name}</strong><small>${momentOf(one.made_at, state)} · ${ageOf(one.made_at)}</small></span>
      ${one.total && html`<b class="figure">${state.money(one.total)}</b>`}</div>`)}</div>`}
    ${exceptions.map((one) => html`<p class="refusal" key=${one.seq}><strong>${one.provisional_number || NAMES[one.name] || one.name}</strong>: ${one.refusal?.sentence ?? one.sentence}</p>`)}
    ${exceptions.length > 0 && html`<p class="quiet">Show these to a manager: they stay here until they are settled.</p>`}
    <button class="button main wide" data-first onClick=${() => (send(), close())}>${unsent || exceptions.length ? "Send now" : "Back to selling"}</button>
  <//>`;
}

/** On this machine the display needs nothing; another screen is paired by a code that is good for two minutes. */
export function PairDisplay({ till, close }) {
  const [code, setCode] = useState(null);
  const ask = async () => setCode((await till.ask("display_code", {}))?.code ?? null);
  useEffect(() => void ask(), []);
  return html`<${Panel} title="Customer display" onClose=${close}>
    <p class="quiet">On this machine: open <strong>${location.host}/customer-display/</strong> on the second screen. It follows by itself.</p>
    <p class="quiet">On another device: open the same address there and type this code within two minutes.</p>
    <p class="code" aria-live="polite">${code ? `${code.slice(0, 3)} ${code.slice(3)}` : "··· ···"}</p>
    <div class="row"><button class="button" onClick=${ask}>Another code</button>
    <a class="button" href="/customer-display/" target="_blank" rel="noopener">Open it here</a></div>
  <//>`;
}
