// Loyalty at the till: take part, and pay a part of the goods with points, looked at before it is done.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { createPoints, goodsOf, most, worth } from "../models/points.js";
import { _, ngettext } from "../models/words.js";
import { Field, Form } from "./form.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

const many = (count) => ngettext("%(count)s point", "%(count)s points", count, { count: count.toLocaleString("en") });

export function Points({ till, close }) {
  const { state } = till;
  const acts = createPoints(state, till);
  const { customer } = state.cart.value;
  if (!customer) return null;
  return html`<${Panel} title=${_("Points of %(name)s", { name: customer.name })} onClose=${close}>
    ${customer.points ? html`<${Redeem} till=${till} acts=${acts} close=${close} />` : html`<${Enrol} till=${till} acts=${acts} customer=${customer} />`}
  <//>`;
}

function Enrol({ till, acts, customer }) {
  const { state } = till;
  const rules = state.settings.value.loyalty;
  const enrol = async () => said(acts.enrol());
  if (!state.may("loyalty.add_account")) return html`<div class="empty"><${Icon} name="lock" /><strong>${_("You may not enrol customers")}</strong><span>${_("Ask a manager to do it, at the customer’s page in the back office.")}</span></div>`;
  return html`<p class="quiet">${_("%(name)s does not take part in the loyalty programme yet. This sale already earns points.", { name: customer.name })} ${rules.earns_by !== "transaction" && _("Every whole %(unit)s earns %(rate)s points.", { unit: state.money(rules.unit, { short: true }), rate: rules.rate.replace(/\.?0+$/, "") })}</p>
    <${Form} act=${enrol} submit=${_("Enrol")} label=${_("Loyalty")} />`;
}

function Redeem({ till, acts, close }) {
  const { state } = till;
  const [can, why] = usePreview(acts);
  const { points } = state.cart.value.customer;
  const rules = state.settings.value.loyalty;
  if (why) return html`<p class="refusal" role="alert">${why}</p>`;
  if (!can || !points) return html`<p class="quiet" role="status">${_("The server is asked …")}</p>`;
  return html`<p class="standing"><b class="figure">${many(points.left)}</b>${points.tier && html` <span class="tag gift">${points.tier}</span>`}</p>
    ${can.most ? html`<${Choose} till=${till} acts=${acts} rules=${rules} close=${close} />` : html`<p class="quiet">${can.sentence}</p>`}`;
}

function Choose({ till, acts, rules, close }) {
  const { state } = till;
  const upTo = most(rules, goodsOf(state.totals.value), state.cart.value.customer.points.left);
  const now = state.points.value;
  const [typed, setTyped] = useState(String(now || upTo));
  const count = /^\d{1,10}$/.test(typed) ? Number(typed) : 0;
  const use = (points) => (acts.use(points), close());
  async function act() {
    if (!count) return _("Type how many points: a whole number.");
    if (count < rules.least_points) return _("At least %(least)s are redeemed at once.", { least: many(rules.least_points) });
    if (count > upTo) return _("This sale takes %(most)s at most, worth %(value)s.", { most: many(upTo), value: state.money(worth(rules, upTo)) });
    return use(count);
  }
  return html`<p class="quiet">${_("This sale takes %(least)s to %(most)s, worth %(value)s.", { least: rules.least_points, most: many(upTo), value: state.money(worth(rules, upTo)) })}</p>
    <${Form} act=${act} submit=${_("Redeem: %(value)s off", { value: state.money(worth(rules, count)) })} label=${_("Points")}>
      <${Field} label=${_("Points to redeem")} name="points" big inputmode="numeric" isFirst value=${typed} onInput=${(event) => setTyped(event.currentTarget.value.trim())} onFocus=${(event) => event.currentTarget.select()} />
    <//>
    ${now > 0 && html`<button class="button ghost bad" onClick=${() => use(0)}>${_("Redeem no points")}</button>`}`;
}

/** [what can be redeemed, why it is not known]. */
function usePreview(acts) {
  const [answer, setAnswer] = useState([null, ""]);
  useEffect(() => {
    let isWanted = true;
    acts.preview().then((can) => [can, ""], (refusal) => [null, refusal.sentence ?? String(refusal)]).then((found) => isWanted && setAnswer(found));
    return () => (isWanted = false);
  }, []);
  return answer;
}

/** The sentence of a refusal, "" when it went well. */
async function said(act) {
  try {
    await act;
    return "";
  } catch (refusal) {
    if (!refusal.sentence) throw refusal;
    return refusal.sentence;
  }
}
