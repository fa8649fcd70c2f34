// What the customer takes along of a sale that is done: paper, a gift receipt, a mail, a message.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { printGiftReceipt } from "./gift-receipt.js";
import { Icon } from "./icons.js";
import { printSlip } from "./slip.js";

export function Sending({ till, receipt }) {
  const [email, setEmail] = useState(null);
  const { afterwards } = till;
  if (email !== null) {
    const send = (event) => {
      event.preventDefault();
      afterwards.mail(receipt.number, email);
      setEmail(null);
    };
    return html`<form class="row" onSubmit=${send}>
      <label class="field"><span class="unseen">${_("E-mail")}</span><input type="email" required autofocus placeholder=${_("name@example.com")} value=${email} onInput=${(event) => setEmail(event.currentTarget.value)} /></label>
      <button class="button">${_("Send")}</button>
    </form>`;
  }
  const print = () => (receipt.printer ? afterwards.reprint(receipt.number) : printSlip(till));
  const present = (event) => {
    event.currentTarget.closest(".done")?.querySelector("[data-first]")?.focus(); // Enter begins the next sale, it prints no second one
    printGiftReceipt(till, receipt.number);
  };
  return html`<div class="row">
    <button class="button" onClick=${print}><${Icon} name="print" />${_("Print")}</button>
    <button class="button" onClick=${present}><${Icon} name="bag" />${_("Gift receipt")}</button>
    <button class="button" onClick=${() => setEmail(till.state.done.value.cart.customer?.email ?? "")}><${Icon} name="mail" />${_("E-mail")}</button>
    ${receipt.whatsapp && html`<a class="button" href=${receipt.whatsapp} target="_blank" rel="noopener noreferrer"><${Icon} name="chat" />WhatsApp</a>`}
  </div>`;
}
