// What the shop owes the customer, as tenders: put in when the payment opens, what ends first comes first, each to be taken off.
// Selling does not need it, so it is fetched after the till is ready.

import { kobo, least, text } from "./figures.js";
import { creditOf, reckon, take } from "./payment.js";
import { _ } from "./words.js";

/** Those that do not pay yet. */
export function unused(payment, customer) {
  return (customer?.credits ?? []).filter(({ number, left }) => left !== "0.00" && !payment.tenders.some((one) => one.reference === number));
}

/** The payment with as much of a credit as is open; the same when nothing is. */
export function withCredit(payment, credit, total, methods) {
  const method = methods.find(({ kind }) => kind === "credit");
  const { open } = reckon(payment, total, methods);
  if (!method || open === "0.00") return payment;
  return take(payment, { method_id: method.id, amount: text(least(kobo(credit.left), kobo(open))), reference: credit.number });
}

/** In the order in which the server told them. The total is not rounded yet, for no cash is in it. */
export function withCredits(payment, customer, total, methods) {
  return unused(payment, customer).reduce((now, credit) => withCredit(now, credit, total, methods), payment);
}

/** The customer after the server said that less is left of a credit, or that it pays nothing any more. */
export function corrected(customer, tenders, { number, left }) {
  const wanted = tenders.find((one) => one.reference === number)?.amount ?? "0.00";
  const isLess = left !== "0.00" && kobo(left) < kobo(wanted);
  const credits = customer.credits.filter((one) => isLess || one.number !== number);
  return { ...customer, credits: credits.map((one) => (one.number === number ? { ...one, left } : one)) };
}

/** The payment of the open cart with a credit of its customer, once. */
export function spent({ cart, payment, totals, settings }, number) {
  const credit = unused(payment.value, cart.value.customer).find((one) => one.number === number);
  return credit ? withCredit(payment.value, credit, totals.value.total, settings.value.methods) : payment.value;
}

/** For the next try. */
export function correct({ cart }, tenders, told) {
  const { customer } = cart.value;
  if (customer?.credits) cart.value = { ...cart.value, customer: corrected(customer, tenders, told) };
}

/** The slip of a credit chooses its customer, when none is chosen, and pays. */
export async function scanSlip(raw, { state, ask, sound, paying }) {
  const answer = await ask("scan_credit", { number: raw.trim().toUpperCase() });
  if (!answer) return;
  const { customer, credit } = answer;
  const chosen = state.cart.value.customer;
  if (chosen && chosen.id !== customer.id) {
    sound("refused");
    return state.say("bad", _("%(number)s belongs to %(name)s.", { number: credit.number, name: customer.name }), _("Choose them as the customer, or give the slip back."));
  }
  state.done.value = null;
  state.cart.value = { ...state.cart.value, customer };
  sound("good");
  if (state.payment.value) return paying.spend(credit.number);
  return state.say("good", _("%(name)s has %(amount)s of store credit.", { name: customer.name, amount: state.money(creditOf(customer)) }), _("It pays by itself when you press Pay."));
}
