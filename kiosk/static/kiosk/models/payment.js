// How a sale is paid: tenders so far, what is still open, what cash would be handy, what goes back.

import { kobo, least, text, typed } from "./figures.js";
import { _ } from "./words.js";

const NOTES = [50000n, 100000n, 200000n, 500000n, 1000000n]; // ₦500 to ₦10,000 in kobo

/** Whether a method is paid with now; a credit or a deposit of the customer was paid before. */
export const isMoney = ({ kind }) => kind !== "credit" && kind !== "deposit";

/** Nobody but the server knows what is left of such: a sale that is paid with one is never finished without its answer. */
export const needsServer = (tenders, methods) => tenders.some(({ method_id }) => !isMoney(methodOf(methods, method_id) ?? {}));

/** All the store credit that a customer can spend. */
export const creditOf = (customer) => text((customer?.credits ?? []).reduce((sum, { left }) => sum + kobo(left), 0n));

export function newPayment(methods) {
  const cash = methods.find((method) => method.kind === "cash") ?? methods.find(isMoney) ?? null;
  return { method_id: cash?.id ?? null, tenders: [], entry: "", reference: "", is_part: false };
}

/** total, paid, open, change: amounts as text. Only cash may pass what is open; the rest comes back as change. */
export function reckon(payment, total, methods) {
  const due = kobo(total);
  let paid = 0n;
  let cash = 0n;
  for (const tender of payment.tenders) {
    paid += kobo(tender.amount);
    if (methodOf(methods, tender.method_id)?.kind === "cash") cash += kobo(tender.amount);
  }
  const over = paid > due ? least(paid - due, cash) : 0n;
  const open = paid < due ? due - paid : 0n;
  return { total, paid: text(paid), open: text(open), change: text(over), is_settled: paid >= due };
}

/**
 * What a ticket must know to round its cash: what other methods pay, null while no cash is in it, and the cash on the
 * table, null while the customer is asked for as much as it takes. A part payment is what was tendered and typed, no more.
 */
export function paidSoFar(payment, methods) {
  const isCash = ({ method_id }) => methodOf(methods, method_id)?.kind === "cash";
  if (!isCash(payment) && !payment.tenders.some(isCash)) return { paid_otherwise: null, paid_in_cash: null };
  const paid_otherwise = text(sumOf(payment.tenders.filter((tender) => !isCash(tender))));
  if (!payment.is_part) return { paid_otherwise, paid_in_cash: null };
  const atHand = isCash(payment) ? kobo(typed(payment.entry) ?? "0") : 0n;
  return { paid_otherwise, paid_in_cash: text(sumOf(payment.tenders.filter(isCash)) + atHand) };
}

const sumOf = (tenders) => tenders.reduce((sum, tender) => sum + kobo(tender.amount), 0n);

export const methodOf = (methods, id) => methods.find((method) => method.id === id) ?? null;

/** The tender that the sheet shows: what is typed, or all that is open. Null when there is nothing to tender. */
export function tenderAtHand(payment, total, methods) {
  const { open } = reckon(payment, total, methods);
  if (payment.method_id === null) return null;
  if (!payment.entry && (open === "0.00" || payment.is_part)) return null;
  const amount = payment.entry ? typed(payment.entry) : open;
  if (amount === null || amount === "0.00") return null;
  return { method_id: payment.method_id, amount, reference: payment.reference.trim() };
}

/** Why a tender cannot be taken, as a sentence; "" when it can. */
export function whyNot(tender, payment, total, methods, money) {
  const method = methodOf(methods, tender.method_id);
  const { open } = reckon(payment, total, methods);
  if (method.needs_reference && !tender.reference) return _("Type the reference of the %(method)s payment.", { method: method.name });
  if (method.kind !== "cash" && kobo(tender.amount) > kobo(open)) {
    return _("Only %(amount)s is open: %(method)s cannot pay more, change comes from cash only.", { amount: money(open), method: method.name });
  }
  return "";
}

export function take(payment, tender) {
  return { ...payment, tenders: [...payment.tenders, tender], entry: "", reference: "" };
}

export function drop(payment, place) {
  return { ...payment, tenders: payment.tenders.filter((_tender, n) => n !== place) };
}

/** Up to five handy amounts of cash at or above `open`, the smallest first: 40,702.50 → 41,000 45,000 50,000. */
export function quickCash(open) {
  const due = kobo(open);
  if (due <= 0n) return [];
  const handy = new Set();
  for (const note of NOTES) {
    const up = ((due + note - 1n) / note) * note;
    if (up !== due) handy.add(up);
  }
  return [...handy].sort((a, b) => (a < b ? -1 : 1)).slice(0, 5).map(text);
}

/** One more key of the pad: figures, "00", "." or "back". */
export function press(entry, key) {
  if (key === "back") return entry.slice(0, -1);
  if (key === "." && (entry.includes(".") || !entry)) return entry;
  const next = entry + key;
  return /^\d{0,10}(\.\d{0,2})?$/.test(next) ? next.replace(/^0+(?=\d)/, "") : entry;
}
