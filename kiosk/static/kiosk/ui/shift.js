// The shift is opened with a float.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { typed } from "../models/figures.js";
import { _ } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";

export function OpenShift({ till }) {
  const { state, shifts, people } = till;
  async function act({ float }) {
    const amount = float.trim() ? typed(float) : "0.00";
    return amount === null ? _("Type the cash in the drawer as a figure, such as 20000.") : shifts.open(amount);
  }
  const { shop, name } = state.register.value;
  return html`<div class="gate"><main class="card">
    <div><p class="quiet">${shop.name}, ${shop.city} · ${name}</p><h1>${_("Good to see you, %(name)s", { name: state.cashier.value.name.split(" ")[0] })}</h1></div>
    <p class="quiet">${_("The shift is closed. Count the cash in the drawer and open it.")}</p>
    <${Form} act=${act} submit=${_("Open the shift")} label=${_("Open the shift")}>
      <${Field} label=${_("Cash in the drawer")} name="float" big inputmode="decimal" placeholder="0" isFirst=${true} />
    <//>
    <button class="button ghost wide" onClick=${people.signOut}><${Icon} name="lock" />${_("Sign out")}</button>
  </main></div>`;
}
