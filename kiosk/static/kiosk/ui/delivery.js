// Goods that are brought, or collected later.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { typed } from "../models/figures.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Panel } from "./panel.js";

export function DeliveryDialog({ till, close }) {
  const { state, selling } = till;
  const { delivery: now, customer } = state.cart.value;
  const [kind, setKind] = useState(now?.kind ?? "delivery");
  const set = (delivery) => (selling.change({ delivery }), close());
  async function act({ address = "", phone, due_on, fee = "", courier = "", note }) {
    if (kind === "delivery" && !address.trim()) return _("Type where the goods shall be brought.");
    const cost = fee.trim() ? typed(fee) : "0.00";
    if (cost === null) return _("Type the fee as a figure, such as 1500.");
    return set({ kind, address: address.trim(), phone: phone.trim(), due_on: due_on || null, fee: cost, courier: courier.trim(), note: note.trim() });
  }
  return html`<${Panel} title=${_("Delivery or pickup")} onClose=${close}>
    <${Form} act=${act} submit=${_("Done")} label=${_("Delivery")}>
      <${Segments} choices=${[["delivery", _("We bring it")], ["pickup", _("Collected later")]]} chosen=${kind} onChoose=${setKind} label=${_("Kind")} />
      ${kind === "delivery" && html`<${Field} label=${_("Address")} name="address" value=${now?.address ?? customer?.address ?? ""} isFirst=${true} maxlength="500" />
        <div class="pair"><${Field} label=${_("Fee")} name="fee" inputmode="decimal" value=${now?.fee.replace(".00", "") ?? ""} /><${Field} label=${_("Courier")} name="courier" value=${now?.courier ?? ""} maxlength="80" /></div>`}
      <div class="pair"><${Field} label=${_("Phone")} name="phone" kind="tel" value=${now?.phone ?? customer?.phone ?? ""} maxlength="40" /><${Field} label=${_("Day")} name="due_on" kind="date" value=${now?.due_on ?? ""} /></div>
      <${Field} label=${_("Note")} name="note" value=${now?.note ?? ""} maxlength="300" />
    <//>
    ${now && html`<button class="button ghost bad" onClick=${() => set(null)}>${_("No delivery after all")}</button>`}
  <//>`;
}
