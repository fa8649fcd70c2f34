// Amounts as people read and type them. Inside they are whole kobo (BigInt); between modules and in JSON, text.

import { ngettext } from "./words.js";

/** "24500.00" → 2450000n */
export function kobo(text) {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) throw new RangeError(`Not an amount: ${text}`);
  const whole = BigInt(match[2] + (match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -whole : whole;
}

/** 2450000n → "24500.00" */
export function text(amount) {
  if (amount === 0n) return "0.00"; // most amounts of a line: a till with 200 lines writes 2,000 at every scan
  const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What a hand typed ("41,000", "₦ 12.5", "") → an amount as text, or null where it is none. */
export function typed(entry) {
  const bare = entry.replace(/[^\d.]/g, "");
  return /^\d{1,12}(\.\d{0,2})?$/.test(bare) ? text(kobo(bare.replace(/\.$/, ""))) : null;
}

/** "24500.00" → "₦24,500.00"; `short` leaves out .00 */
export function money(amount, { symbol = "₦", short = false } = {}) {
  const negative = amount.startsWith("-");
  const [whole, part = "00"] = (negative ? amount.slice(1) : amount).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${negative ? "−" : ""}${symbol}${grouped}${short && part === "00" ? "" : `.${part}`}`;
}

/** "7.500" → "7.5", "10.00" → "10" */
export function percent(rate) {
  return rate.includes(".") ? rate.replace(/0+$/, "").replace(/\.$/, "") : rate;
}

export const least = (a, b) => (a < b ? a : b);
export const pieces = (count) => ngettext("%(count)s piece", "%(count)s pieces", count);
