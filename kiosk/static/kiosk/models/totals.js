// The total of a ticket as the server will compute it: the twin of apps/pricing/totals.py, to the same kobo.
// Amounts come and go as text, like in JSON; in between they are whole kobo.

import { kobo, text } from "./figures.js";
import { divide, MOST, nearest, percentage, share, sum, ZERO } from "./money.js";
import { _ } from "./words.js";

const WHOLE = 10_000n; // 100 % in hundredths of a percent
export const MOST_PIECES = 10_000; // of a line
export const tooMany = () => _("A line holds 10,000 pieces at most.");
const RATE_WHOLE = 100_000n; // 100 % in thousandths of a percent, as tax rates are

/** A ticket that has no total: `code` is the server's, `line` (from 0) is the line at fault, if one is. */
export class Refused extends Error {
  constructor(code, sentence, details = {}) {
    super(sentence);
    this.code = code;
    this.sentence = sentence;
    this.details = details;
  }
}

/**
 * ticket: {lines: [{unit_price, quantity, discount, agreed_price, is_gift, is_tax_exempt}], order_discount,
 * points_discount, taxes: [{name, kind, rate, amount, is_inclusive}], delivery_fee, cash_rounding, paid_otherwise,
 * paid_in_cash}; a discount is null or {kind: "amount" | "percent", value}. `paid_otherwise` is null while no cash is in
 * it, `paid_in_cash` while the customer is asked for as much as it takes: the rule stands at the server's TicketInput.
 */
export function total(ticket) {
  const fee = kobo(ticket.delivery_fee ?? "0");
  if (fee < ZERO) throw negative(_("A delivery fee cannot be negative."));
  const lines = ticket.lines.map(priced);
  if (sum(lines.map((line) => line.gross)) > MOST) throw tooMuch(_("The goods come to more than a receipt can hold."), text(MOST));
  shareOrderDiscount(lines, ticket.order_discount);
  sharePoints(lines, kobo(ticket.points_discount ?? "0"));
  const taxable = lines.filter((line, position) => !ticket.lines[position].is_tax_exempt && net(line) > ZERO);
  shareTaxes(taxable, (ticket.taxes ?? []).map(read));
  const rounding = shareRounding(lines, fee, ticket);
  return asText(lines, fee, rounding);
}

function priced(line, position) {
  if (!(line.quantity >= 1)) throw negative(_("A line needs at least one piece."), position);
  if (line.quantity > MOST_PIECES) throw tooMuch(tooMany(), String(MOST_PIECES), position);
  const price = kobo(line.unit_price);
  if (price < ZERO) throw negative(_("A price cannot be negative."), position);
  const gross = price * BigInt(line.quantity);
  const empty = { discount: ZERO, gift_value: ZERO, order_discount: ZERO, points_discount: ZERO, taxes: [], rounding: ZERO };
  if (line.is_gift) return { gross, ...empty, gift_value: gross };
  const discount = takenOff(line.discount ?? null, gross, position);
  const agreed = line.agreed_price ?? null;
  return { gross, ...empty, discount: agreed === null ? discount : lessThanPrice(line, price, agreed, position) };
}

function lessThanPrice(line, price, agreed, position) {
  const agreedPrice = kobo(agreed);
  if (agreedPrice < ZERO) throw negative(_("An agreed price cannot be negative."), position);
  if (agreedPrice > price) throw negative(_("An agreed price cannot be above the price."), position);
  return (price - agreedPrice) * BigInt(line.quantity);
}

function takenOff(discount, whole, position) {
  if (!discount) return ZERO;
  const value = kobo(discount.value);
  if (value < ZERO) throw negative(_("A discount cannot be negative."), position);
  if (discount.kind === "percent" && value > WHOLE) {
    throw tooLarge(_("A discount cannot be more than the whole."), "100.00", position);
  }
  const amount = discount.kind === "percent" ? percentage(whole, value) : value;
  if (amount > whole) throw tooLarge(_("The discount is more than what it is taken off."), text(whole), position);
  return amount;
}

function shareOrderDiscount(lines, discount) {
  const subtotals = lines.map(subtotal);
  const parts = share(takenOff(discount ?? null, sum(subtotals)), subtotals);
  lines.forEach((line, position) => (line.order_discount = parts[position]));
}

function sharePoints(lines, points) {
  if (points < ZERO) throw negative(_("Redeemed points cannot be negative."));
  const nets = lines.map(net);
  if (points > sum(nets)) throw tooLarge(_("The points are worth more than what is left to pay."), text(sum(nets)));
  const parts = share(points, nets);
  lines.forEach((line, position) => (line.points_discount = parts[position]));
}

/** Each tax is computed once, on all the lines it is due on, and shared over them by net. */
function shareTaxes(lines, taxes) {
  if (!lines.length) return;
  const nets = lines.map(net);
  const parts = taxAmounts(sum(nets), taxes).map((amount) => share(amount, nets));
  lines.forEach((line, position) => {
    const contained = sum(parts.filter((_part, tax) => taxes[tax].is_part_of_prices).map((part) => part[position]));
    const base = nets[position] - contained;
    line.taxes = taxes.map(({ name, given, is_inclusive }, tax) => ({
      name, rate: given, is_inclusive, base, amount: parts[tax][position],
    }));
  });
}

/** T = B − round(B / (1 + Σr)) shared by rate, and r × (B − T) for what is added. */
function taxAmounts(whole, taxes) {
  const included = taxes.map((tax) => (tax.is_part_of_prices ? tax.rate : ZERO));
  const base = divide(whole * RATE_WHOLE, RATE_WHOLE + sum(included));
  const shared = share(whole - base, included);
  let rest = base;
  return taxes.map((tax, position) => {
    if (tax.is_part_of_prices) return shared[position];
    if (!tax.is_fixed) return divide(base * tax.rate, RATE_WHOLE);
    if (!tax.is_inclusive) return tax.amount;
    const contained = tax.amount < rest ? tax.amount : rest;
    rest -= contained;
    return contained;
  });
}

/** What the rule adds when cash settles the rest, shared like a discount; without a net the lines bear it alike. */
function shareRounding(lines, fee, ticket) {
  const step = kobo(ticket.cash_rounding ?? "0");
  const paidOtherwise = ticket.paid_otherwise ?? null;
  if (step === ZERO || paidOtherwise === null) return ZERO;
  const rest = sum(lines.map((line) => net(line) + taxOf(line, false))) + fee - kobo(paidOtherwise);
  if (rest <= ZERO) return ZERO;
  const rounded = nearest(rest, step);
  const paidInCash = ticket.paid_in_cash ?? null;
  if (rounded === ZERO || (paidInCash !== null && kobo(paidInCash) < rounded)) return ZERO;
  const rounding = rounded - rest;
  const nets = lines.map(net);
  const parts = share(rounding, sum(nets) === ZERO ? nets.map(() => 1n) : nets);
  lines.forEach((line, position) => (line.rounding = parts[position]));
  return rounding;
}

function asText(lines, fee, rounding) {
  const each = lines.map(finished);
  const all = (name) => sum(each.map((line) => line[name === "line_discount" ? "discount" : name]));
  const whole = Object.fromEntries(SUMMED.map((name) => [name, all(name)]));
  const sold = whole.gross - whole.gift_value;
  const given = whole.line_discount + whole.order_discount;
  return {
    lines: each.map(lineAsText),
    ...texts(whole),
    delivery_fee: text(fee),
    rounding: text(rounding),
    total: text(whole.net + whole.tax_added + fee + rounding),
    discount_percent: text(sold > ZERO ? divide(given * WHOLE, sold) : ZERO),
  };
}

const SUMMED = [
  "gross", "line_discount", "gift_value", "subtotal", "order_discount", "points_discount", "net", "tax_included", "tax_added",
];

/** Name by name here and below: copying objects as wholes took longer than all the arithmetic. */
function finished(line) {
  const { gross, discount, gift_value, order_discount, points_discount, rounding, taxes } = line;
  return {
    gross, discount, gift_value, order_discount, points_discount, rounding, taxes,
    subtotal: subtotal(line), net: net(line), tax_included: taxOf(line, true), tax_added: taxOf(line, false),
  };
}

function lineAsText(line) {
  return {
    gross: text(line.gross),
    discount: text(line.discount),
    gift_value: text(line.gift_value),
    subtotal: text(line.subtotal),
    order_discount: text(line.order_discount),
    points_discount: text(line.points_discount),
    net: text(line.net),
    tax_included: text(line.tax_included),
    tax_added: text(line.tax_added),
    rounding: text(line.rounding),
    taxes: line.taxes.map(taxAsText),
  };
}

const taxAsText = ({ name, rate, is_inclusive, base, amount }) => ({ name, rate, is_inclusive, base: text(base), amount: text(amount) });

const subtotal = (line) => line.gross - line.discount - line.gift_value;
const net = (line) => subtotal(line) - line.order_discount - line.points_discount;

function texts(amounts) {
  const told = {};
  for (const name in amounts) told[name] = text(amounts[name]);
  return told;
}

/** A plain loop: a till with 200 lines comes here 400 times at every scan. */
function taxOf(line, isInclusive) {
  let whole = ZERO;
  for (const tax of line.taxes) if (tax.is_inclusive === isInclusive) whole += tax.amount;
  return whole;
}

/** A tax as it comes from the server ("7.500" %) with its rate in thousandths of a percent. */
function read({ name, kind, rate, amount, is_inclusive }) {
  const [whole, part = ""] = (rate ?? "0").split(".");
  const is_fixed = kind === "fixed";
  return {
    name, given: rate, is_inclusive, is_fixed,
    is_part_of_prices: is_inclusive && !is_fixed,
    rate: BigInt(whole) * 1000n + BigInt(part.padEnd(3, "0")),
    amount: kobo(amount ?? "0"),
  };
}

const at = (position) => (position === undefined ? {} : { line: position });
const negative = (sentence, position) => new Refused("negative_amount", sentence, at(position));
const tooMuch = (sentence, most, position) => new Refused("too_much", sentence, { most, ...at(position) });
const tooLarge = (sentence, most, position) => new Refused("discount_too_large", sentence, { most, ...at(position) });
