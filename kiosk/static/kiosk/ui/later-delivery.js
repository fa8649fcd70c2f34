// A sale that was made without a delivery is brought, or collected later.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Panel } from "./panel.js";

export function LaterDelivery({ till, receipt, close }) {
  const [kind, setKind] = useState("delivery");
  async function act({ address = "", phone, due_on, courier = "", note }) {
    const delivery = { kind, address: address.trim(), phone: phone.trim(), due_on: due_on || null, courier: courier.trim(), note: note.trim() };
    try {
      const answer = await till.ask("plan_delivery", { number: receipt.number, delivery }, { raising: true });
      till.state.say("good", _("%(number)s waits as %(delivery)s.", { number: receipt.number, delivery: answer.delivery }));
      close();
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      return refusal.sentence;
    }
    return "";
  }
  const own = receipt.customer_name ? _("Empty: the customer’s own") : "";
  return html`<${Panel} title=${_("Deliver %(number)s", { number: receipt.number })} onClose=${close}>
    <p class="quiet">${_("A fee can only be charged with the sale.")}</p>
    <${Form} act=${act} submit=${_("Arrange it")} label=${_("Delivery")}>
      <${Segments} choices=${[["delivery", _("We bring it")], ["pickup", _("Collected later")]]} chosen=${kind} onChoose=${setKind} label=${_("Kind")} />
      ${kind === "delivery" && html`<${Field} label=${_("Address")} name="address" isFirst=${true} maxlength="500" placeholder=${own} />
        <${Field} label=${_("Courier")} name="courier" maxlength="80" />`}
      <div class="pair"><${Field} label=${_("Phone")} name="phone" kind="tel" maxlength="40" placeholder=${own} /><${Field} label=${_("Day")} name="due_on" kind="date" /></div>
      <${Field} label=${_("Note")} name="note" maxlength="300" />
    <//>
  <//>`;
}
