// Points of the customer: what a sale takes and earns. The twin of apps/loyalty/programme.py, to the same point.

import { kobo, least, text } from "./figures.js";
import { percentage } from "./money.js";

/** "1.25" → 125n, "10" → 1000n */
const hundredths = (number) => kobo(number);

/** Points for a spend on goods, after all discounts, tax included; `rules` as the server tells them. */
export function toEarn(rules, multiplier, spend) {
  const amount = kobo(spend);
  if (amount <= 0n) return 0;
  const bySpend = Number(((amount / kobo(rules.unit)) * hundredths(rules.rate) * hundredths(multiplier)) / 10_000n);
  const byPurchase = rules.points_per_purchase;
  return { spend: bySpend, transaction: byPurchase, both: bySpend + byPurchase }[rules.earns_by];
}

export const worth = (rules, points) => text(kobo(rules.point_value) * BigInt(points));

/** How many of `left` points goods of this amount take, after their discounts. */
export function most(rules, goods, left) {
  const amount = kobo(goods);
  if (amount <= 0n) return 0;
  const share = least(percentage(amount, hundredths(rules.most_percent)), amount);
  return Number(least(share / kobo(rules.point_value), BigInt(left)));
}

/** What the goods come to on which points are redeemed. */
export const goodsOf = (totals) => text(kobo(totals.subtotal) - kobo(totals.order_discount));

/** The points that the cart redeems as it stands: no more than it takes, none below the minimum. */
export function redeemed(rules, cart, totals) {
  const wanted = cart.points ?? 0;
  if (!wanted || !rules || !cart.customer?.points) return 0;
  const now = Math.min(wanted, most(rules, goodsOf(totals), cart.customer.points.left));
  return now < Math.max(rules.least_points, 1) ? 0 : now;
}

/** What the sale will earn when it is paid in full; 0 for who takes no part. */
export function ahead(rules, cart, totals) {
  const points = cart.customer?.points;
  if (!rules || !points || cart.gift_reason) return 0;
  return toEarn(rules, points.multiplier, text(kobo(totals.net) + kobo(totals.tax_added)));
}

/** Both ask the server, and put what it knows of the customer into the cart. */
export function createPoints(state, { ask }) {
  const put = (changes) => (state.cart.value = { ...state.cart.value, ...changes });
  const learn = (points) => {
    const { customer } = state.cart.value;
    if (customer) put({ customer: { ...customer, points } });
  };

  async function preview() {
    const customer = state.cart.value.customer;
    const can = await ask("points", { customer_id: customer.id, goods: goodsOf(state.totals.value) }, { raising: true });
    if (state.cart.value.customer?.id === customer.id) learn(can.points);
    return can;
  }

  async function enrol() {
    const { points } = await ask("enrol_in_loyalty", { customer_id: state.cart.value.customer.id }, { raising: true });
    learn(points);
  }

  return { preview, enrol, use: (points) => put({ points }) };
}

/** The cart after the server said how many points there are, and how many the sale takes. */
export function corrected(cart, { left, most: can = 0 }) {
  const customer = cart.customer?.points && left !== undefined ? { ...cart.customer, points: { ...cart.customer.points, left } } : cart.customer;
  return { ...cart, customer, points: Math.min(cart.points, can) };
}
