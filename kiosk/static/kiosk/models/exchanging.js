// A return and a new sale in one ticket, asked of the server together; asked again it is the same exchange.

import { wordOf } from "./allowing.js";
import { kobo, least, text } from "./figures.js";
import { reckon, take } from "./payment.js";
import { _ } from "./words.js";

const NEEDS_WORD = new Set(["approval_needed", "approval_invalid", "own_work", "too_late"]);

/** The payment with what goods brought back pay of it; they pay first. */
export function withGoods(payment, exchange, total, methods) {
  const method = methods.find(({ kind }) => kind === "exchange");
  const amount = exchange && method ? least(kobo(exchange.amount), kobo(reckon(payment, total, methods).open)) : 0n;
  return amount ? take(payment, { method_id: method.id, amount: text(amount), reference: "" }) : payment;
}

/** In the words of the outbox: "booked" with its receipt, or "refused". */
export async function exchange(sale, { ask, approve, state }) {
  const { exchange: goods, ...rest } = sale;
  const send = (approval) => ask("exchange", { return: { ...goods.body, approval }, sale: { ...rest, is_offline: false } }, { raising: true });
  try {
    return bookedOf(await send(goods.approval), state);
  } catch (refusal) {
    if (!refusal.sentence) throw refusal;
    if (!NEEDS_WORD.has(refusal.code)) return { outcome: "refused", refusal };
    return again(refusal, goods, send, { approve, state });
  }
}

/** The word of an approver that was given for these goods has expired, or another's is needed. */
async function again(refusal, goods, send, { approve, state }) {
  const given = await approve({ action: goods.action ?? "return", subject: goods.body.key, limit: "", why: refusal.sentence, but: state.cashier?.value.id });
  if (!given) return { outcome: "refused", refusal: { ...refusal, code: "not_allowed" } };
  try {
    return bookedOf(await send(wordOf(given, goods.action)), state);
  } catch (second) {
    if (!second.sentence) throw second;
    return { outcome: "refused", refusal: NEEDS_WORD.has(second.code) ? { ...second, code: "not_allowed" } : second };
  }
}

function bookedOf(answer, state) {
  const { paid_back: back, credit_number: credit } = answer.return;
  if (back === "0.00") return { outcome: "booked", receipt: answer.receipt };
  if (!credit) return { outcome: "booked", receipt: answer.receipt, besides: { change: back, back: true } };
  const note = _("%(number)s is worth %(amount)s.", { number: credit, amount: state.money(back) });
  return { outcome: "booked", receipt: answer.receipt, besides: { note } };
}
