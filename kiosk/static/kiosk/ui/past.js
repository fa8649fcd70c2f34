// Sales that are put aside.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { pieces } from "../models/figures.js";
import { _ } from "../models/words.js";
import { ageOf } from "./bar.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

export function ParkDialog({ till, close }) {
  const { state, afterwards } = till;
  const act = async ({ name }) => void (await afterwards.park(name.trim()));
  return html`<${Panel} title=${_("Park this sale")} onClose=${close}>
    <${Form} act=${act} submit=${_("Park")} label=${_("Park")}>
      <${Field} label=${_("For whom? (may stay empty)")} name="name" isFirst=${true} maxlength="80" value=${state.cart.value.customer?.name ?? ""} />
    <//>
    <${ClearButton} till=${till} close=${close} />
  <//>`;
}

function ClearButton({ till, close }) {
  const [isAsked, setAsked] = useState(false);
  const clear = () => (isAsked ? (till.selling.clear(), close()) : setAsked(true));
  return html`<button class="button ghost bad" onClick=${clear}><${Icon} name="trash" />${isAsked ? _("Yes, clear it: nothing is sold") : _("Clear the cart instead")}</button>`;
}

export function useList(load) {
  const [list, setList] = useState(null);
  const again = async () => setList((await load()) ?? []);
  useEffect(() => void again(), []);
  return [list, again];
}

export function ParkedDialog({ till, close }) {
  const { afterwards } = till;
  const [list, again] = useList(afterwards.listParked);
  const drop = async (parked) => (await afterwards.dropParked(parked)) && again();
  return html`<${Panel} title=${_("Parked sales")} onClose=${close}>
    ${list?.length === 0 && html`<div class="empty"><${Icon} name="pause" /><strong>${_("Nothing is parked")}</strong><span>${_("Park a sale with F7 and go on with the next customer.")}</span></div>`}
    ${list?.length > 0 && html`<div class="rows">${list.map((parked) => html`<div key=${parked.key}>
      <span class="what"><strong>${parked.name || pieces(parked.units)}</strong><small>${pieces(parked.units)} · ${parked.parked_by} · ${ageOf(parked.parked_at)}</small></span>
      <span class="figure acts-of"><button class="round" aria-label=${_("Drop this parked sale")} onClick=${() => drop(parked)}><${Icon} name="trash" /></button>
      <button class="button on" onClick=${() => afterwards.resume(parked.key)}>${_("Take up")}</button></span></div>`)}</div>`}
  <//>`;
}
