// A store credit for the customer of the sale.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { issueCredit } from "../models/crediting.js";
import { typed } from "../models/figures.js";
import { newKey } from "../models/keys.js";
import { creditOf } from "../models/payment.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Panel } from "./panel.js";

const PURPOSES = [["goodwill", _("Goodwill")], ["promotion", _("Promotion")]];

/** `dialog.wish` is what was typed before an approver was asked. */
export function Crediting({ till, dialog, close }) {
  const { state } = till;
  const [key] = useState(newKey);
  const begun = dialog.wish ?? {};
  const [purpose, setPurpose] = useState(begun.purpose ?? "goodwill");
  const customer = begun.customer ?? state.cart.value.customer;
  if (!customer) return null;
  async function act({ value, reason }) {
    const figure = typed(value);
    if (figure === null || figure === "0.00") return _("Type what the credit is worth, such as 5000.");
    if (!reason.trim()) return _("Say why it is given: the reason is kept with the credit.");
    return issueCredit(till, { customer, purpose, value: figure, reason: reason.trim() }, key);
  }
  const owned = creditOf(customer);
  return html`<${Panel} title=${_("Store credit for %(name)s", { name: customer.name })} onClose=${close}>
    <p class="quiet">${owned === "0.00" ? _("They have none yet.") : _("They have %(amount)s already.", { amount: state.money(owned) })} ${_("The slip prints at once; the credit pays at each of our shops.")}</p>
    ${till.online.value || html`<p class="refusal">${_("Store credit needs the server, and it cannot be reached.")}</p>`}
    <${Segments} label=${_("For")} choices=${PURPOSES} chosen=${purpose} onChoose=${setPurpose} />
    <${Form} act=${act} submit=${_("Issue the credit")} label=${_("Store credit")}>
      <${Field} label=${_("Value")} name="value" big inputmode="decimal" placeholder="0" isFirst=${true} value=${(begun.value ?? "").replace(".00", "")} />
      <${Field} label=${_("Why?")} name="reason" maxlength="200" value=${begun.reason ?? ""} />
    <//>
  <//>`;
}
