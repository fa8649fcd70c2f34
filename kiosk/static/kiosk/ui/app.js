// From the phase of the till to what is on the screen.

import { html, signal } from "../vendor/preact@11.2.0/preact.js";
import { pieces } from "../models/figures.js";
import { _ } from "../models/words.js";
import { Bar } from "./bar.js";
import { Cart } from "./cart.js";
import { Goods } from "./goods.js";
import { fetchAll, later } from "./later.js";
import { Notice } from "./notice.js";

// What stands before selling is not fetched first: who is signed in, with a shift open, sells at once.
const gate = (choose) => later(async () => choose(await import("./gates.js")));
const Enrol = gate((gates) => gates.Enrol);
const Locked = gate((gates) => gates.Locked);
const NotSelling = gate((gates) => gates.NotSelling);
const SignIn = gate((gates) => gates.SignIn);
const SignInAgain = gate((gates) => gates.SignInAgain);
const Standstill = gate((gates) => gates.Standstill);
const OpenShift = later(async () => (await import("./shift.js")).OpenShift);

const PHASES = {
  starting: () => html`<p class="starting" role="status">${_("The till opens …")}</p>`,
  sign_in: SignIn,
  locked: Locked,
  enrol: Enrol,
  not_selling: NotSelling,
  shift: OpenShift,
  selling: Screen,
  other_tab: ({ till }) => html`<${Standstill} till=${till} title=${_("The till is open in another tab")}>${_("Go on there. One register sells in one tab only, so that no sale is made twice.")}<//>`,
  taken_over: ({ till }) => html`<${Standstill} till=${till} title=${_("Another device is this register now")}>${_("What was not sent yet is kept here. Ask a manager to enrol this device again if it should go on.")}<//>`,
};

const over = signal(null);

/** What lies over the screen now and then comes right after the screen. */
export async function loadOver() {
  over.value = (await import("./over.js")).Over;
  fetchAll();
}

export function App({ till }) {
  const { state } = till;
  const Phase = PHASES[state.phase.value];
  return html`<${Phase} till=${till} />
    ${over.value && html`<${over.value} till=${till} />`}
    ${state.is_session_over.value && html`<${SignInAgain} till=${till} />`}
    <${Notice} till=${till} />`;
}

function Screen({ till }) {
  const { state } = till;
  const tab = state.tab.value;
  const choose = (name) => () => (state.tab.value = name);
  return html`<div class="till" data-tab=${tab}>
    <${Bar} till=${till} /><${Goods} till=${till} /><${Cart} till=${till} />
    <nav class="tabs" aria-label=${_("Goods or cart")}>
      <button class=${tab === "goods" ? "on" : ""} aria-pressed=${tab === "goods"} onClick=${choose("goods")}>${_("Goods")}</button>
      <button class=${tab === "cart" ? "on" : ""} aria-pressed=${tab === "cart"} onClick=${choose("cart")}>${pieces(state.pieces.value)} · ${state.money(state.to_pay.value)}</button>
    </nav>
  </div>`;
}
