// Below the customer of the cart. With it comes what reckons points, after the till can sell.

import { html, useLayoutEffect } from "../vendor/preact@11.2.0/preact.js";
import { ahead, corrected, redeemed, worth } from "../models/points.js";
import { _, ngettext } from "../models/words.js";

const sums = { ahead, corrected, redeemed, worth };

/** Where the customer stands in the loyalty programme; a press redeems, or enrols. */
export function PointsRow({ till }) {
  const { state } = till;
  useLayoutEffect(() => void (state.sums_of_points.value = sums), []);
  const customer = state.cart.value.customer;
  const rules = state.settings.value.loyalty;
  if (!customer || !rules || !state.may("loyalty.view_account")) return null;
  const { points } = customer;
  const open = () => (state.dialog.value = { name: "points" });
  const earns = state.earns.value;
  return html`<button class="points" onClick=${open}>
    <span>${points ? `${points.tier && `${points.tier} · `}${ngettext("%(count)s point", "%(count)s points", points.left, { count: points.left.toLocaleString("en") })}` : _("Not in the loyalty programme")}</span>
    <b>${points ? (state.is_empty.value ? "" : earns ? _("earns %(count)s", { count: earns.toLocaleString("en") }) : "") : _("Enrol")}</b>
    ${points && html`<i>${_("Redeem")}</i>`}
  </button>`;
}
