// What stands before selling: signing in, enrolment, another tab, a register that moved.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { PinChoice } from "./pin.js";

function Gate({ till, title, children, wide = false }) {
  const lacks = till.state.lacks.value;
  return html`<div class="gate"><main class=${wide ? "card wide" : "card"}>
    <div class="house"><span>N</span>${till.state.company.value?.name ?? "Nexus"}</div>
    <h1>${title}</h1>
    ${children}
    ${lacks.length > 0 && html`<div class="notes" role="note">${lacks.map((sentence) => html`<span>${sentence}</span>`)}</div>`}
  </main></div>`;
}

export function SignIn({ till }) {
  return html`<${Gate} till=${till} title=${_("Sign in to sell")}><${Password} till=${till} /><//>`;
}

function Password({ till }) {
  const act = ({ username, password }) => till.people.signIn(username.trim(), password);
  return html`<${Form} act=${act} submit=${_("Sign in")} label=${_("Sign in")}>
    <${Field} label=${_("User name")} name="username" autocomplete="username" autocapitalize="none" spellcheck="false" isFirst=${true} />
    <${Field} label=${_("Password")} name="password" kind="password" autocomplete="current-password" />
  <//>`;
}

export function Locked({ till }) {
  const { state, people } = till;
  const { user, is_offline } = state.session.value ?? {}; // a PIN is second to a session, or to a server that is away
  const withPin = state.settings.value.cashiers.filter((one) => (is_offline ? one.pin : user && one.has_pin));
  const [byPassword, setByPassword] = useState(withPin.length === 0);
  const { shop, name } = state.register.value ?? { shop: { name: "", city: "" }, name: "" };
  return html`<${Gate} till=${till} title=${_("Who sells?")}>
    <p class="quiet">${shop.name}, ${shop.city} · ${name}. ${state.is_empty.value ? "" : _("The cart is kept.")}</p>
    ${byPassword ? html`<${Password} till=${till} />` : html`<${PinChoice} people=${withPin} act=${people.switchTo} submit=${_("Begin")} />`}
    ${withPin.length > 0 && html`<button class="button ghost wide" onClick=${() => setByPassword(!byPassword)}>${byPassword ? _("By PIN") : _("By user name and password")}</button>`}
  <//>`;
}

/** The session has ended in the middle of a sale: over the screen, so that the cart stays in sight. */
export function SignInAgain({ till }) {
  return html`<div class="veil"><section class="panel" role="dialog" aria-modal="true" aria-label=${_("Sign in again")}>
    <div class="head"><h2>${_("Your session has ended")}</h2></div><p class="quiet">${_("Sign in again: the cart is kept as it is.")}</p><${Password} till=${till} />
  </section></div>`;
}

export function Enrol({ till }) {
  const { state, people } = till;
  const registers = state.session.value.registers ?? [];
  const [chosen, choose] = useState(null);
  if (!registers.length) {
    return html`<${Gate} till=${till} title=${_("This device is not a register yet")}>
      <p class="quiet">${_("Ask a manager to sign in here and enrol it. It is done once for each device; a cleared browser must be enrolled again.")}</p>
      <button class="button main wide" onClick=${people.signOut}>${_("Sign in as somebody else")}</button>
    <//>`;
  }
  const act = async ({ device }) => (chosen ? people.enrol(chosen.id, device.trim()) : _("Choose the register that this device shall be."));
  return html`<${Gate} till=${till} title=${_("Which register is this?")} wide>
    <p class="quiet">${_("The device keeps a secret cookie and is this register from now on. To move a register to another device, enrol that one: the older is then locked.")}</p>
    <${Form} act=${act} submit=${_("Enrol this device")} label=${_("Enrol")}>
      <div class="shops rows">${registers.map((one) => html`<button type="button" key=${one.id} class=${one === chosen ? "marked" : ""} aria-pressed=${one === chosen} onClick=${() => choose(one)}>
        <span class="what"><strong>${one.shop.name} · ${one.name}</strong><small>${one.shop.city} · ${one.code}${one.is_taken ? ` · ${_("now %(device)s", { device: one.device || _("another device") })}` : ""}</small></span>
        ${one.is_taken && html`<span class="figure tag">${_("taken")}</span>`}</button>`)}</div>
      <${Field} label=${_("Name of this device")} name="device" value=${deviceName()} maxlength="120" />
    <//>
  <//>`;
}

/** Somebody whose role does not sell stands at a register. */
export function NotSelling({ till }) {
  return html`<${Gate} till=${till} title=${_("You may not sell")}>
    <p class="quiet">${_("Your role does not include selling: an MD can change that. Somebody else may sign in here. The cart is kept.")}</p>
    <button class="button main wide" onClick=${till.people.signOut}>${_("Sign in as somebody else")}</button>
    <a class="button ghost wide" href="/">${_("Back office")}</a>
  <//>`;
}

export function Standstill({ till, title, children }) {
  return html`<${Gate} till=${till} title=${title}>
    <p class="quiet">${children}</p><button class="button main wide" onClick=${() => location.reload()}><${Icon} name="undo" />${_("Try again here")}</button><//>`;
}

const deviceName = () => _("%(system)s till", { system: /Android|iPhone|iPad|Windows|Mac|CrOS|Linux/.exec(navigator.userAgent)?.[0] ?? "" }).trim();
