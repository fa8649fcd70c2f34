// One line of the cart. It draws itself anew only when it has changed.

import { html, useRef } from "../vendor/preact@11.2.0/preact.js";
import { percent } from "../models/figures.js";
import { _ } from "../models/words.js";
import { useNextFrame } from "./rows.js";

// Opacity alone is left to the compositor: a glow over the line costs the page no frame.
const GLOW = { opacity: [0.3, 0] };
const GLOW_TIMING = { duration: 600, easing: "ease-out", pseudoElement: "::after" };
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

export function CartLine({ till, line, isNow, glow, gross, sum, allowed }) {
  const { state, selling } = till;
  const ref = useRef();
  useNextFrame(() => {
    if (!isNow) return;
    ref.current.scrollIntoView({ block: "nearest" });
    if (glow && !isCalm.matches) ref.current.animate(GLOW, GLOW_TIMING);
  }, [isNow, glow]);
  const edit = () => {
    selling.select(line.key);
    state.dialog.value = { name: "line", key: line.key };
  };
  const by = (step) => () => {
    selling.select(line.key);
    selling.setQuantity(line.key, line.quantity + step);
  };
  return html`<li ref=${ref} class=${isNow ? "line now" : "line"} aria-current=${isNow}>
    <div class="quantity">
      <button aria-label=${_("One %(name)s fewer", { name: line.name })} onClick=${by(-1)}>−</button><b>${line.quantity}</b>
      <button aria-label=${_("One %(name)s more", { name: line.name })} onClick=${by(1)}>+</button>
    </div>
    <button class="name" onClick=${edit} aria-label=${_("%(name)s, %(sum)s: change the line", { name: line.name, sum: state.money(sum) })}>
      <strong>${line.name}</strong><span class="detail">${line.detail}${line.quantity > 1 && html` <em>× ${state.money(line.unit_price)}</em>`}</span>
      ${tagOf(state, line, allowed)}
      <span class="sum figure">${gross !== sum && html`<s>${state.money(gross)}</s>`}${state.money(sum)}</span>
    </button>
  </li>`;
}

function tagOf(state, line, allowed) {
  const by = allowed ? ` · ${_("allowed by %(name)s", { name: allowed })}` : "";
  if (line.gift_reason) return html`<span class="tag gift">${_("Gift")}${by}</span>`;
  if (line.agreed_price !== null) return html`<span class="tag">${_("%(price)s agreed", { price: state.money(line.agreed_price) })}${by}</span>`;
  if (!line.discount) return null;
  const { kind, value } = line.discount;
  return html`<span class="tag">${_("%(amount)s off", { amount: kind === "percent" ? `${percent(value)} %` : state.money(value) })}${by}</span>`;
}
