// Goods in hand pay for what is sold next: they stand in the cart until the sale takes both.

import { _ } from "./words.js";

/** `goods` is {number, amount, approval, body}; `credits` are those that `customer` can spend once they are back, null when unknown. */
export function takeInHand(state, goods, { customer, credits }) {
  const chosen = state.cart.value.customer ?? customer;
  const isTheirs = credits && chosen && chosen.id === customer?.id;
  state.cart.value = { ...state.cart.value, exchange: goods, customer: isTheirs ? { ...chosen, credits } : chosen };
  state.dialog.value = null;
  state.say("good", _("%(amount)s is in hand: add the new goods, then press Pay.", { amount: state.money(goods.amount) }));
}
