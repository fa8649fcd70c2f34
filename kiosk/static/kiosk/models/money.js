// Money is whole kobo in a BigInt, and is rounded here and nowhere else. The twin of apps/core/money.py.

export const ZERO = 0n;
export const MOST = 99_999_999_999_999n; // of one amount, a receipt's goods included

/** The quotient rounded half up, away from zero as the server does; `divisor` is above 0. */
export function divide(dividend, divisor) {
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}

/** `percent` is in hundredths of a percent: 1000n is 10 %. */
export const percentage = (amount, percent) => divide(amount * percent, 10_000n);

/** The multiple of `step` nearest to `amount`. */
export const nearest = (amount, step) => divide(amount, step) * step;

/** Nothing is left out, for each addition makes a new BigInt. */
export const sum = (amounts) => amounts.reduce((whole, amount) => (amount === ZERO ? whole : whole + amount), ZERO);

/** Split `amount` in proportion to `weights` (each ≥ 0); the running total is rounded, so the parts add up to it. */
export function share(amount, weights) {
  if (amount === ZERO) return weights.map(() => ZERO);
  const whole = sum(weights);
  if (whole === ZERO) throw new RangeError("there is nothing to share the amount over");
  let given = ZERO;
  let weightSoFar = ZERO;
  return weights.map((weight) => {
    weightSoFar += weight;
    const due = divide(amount * weightSoFar, whole);
    const part = due - given;
    given = due;
    return part;
  });
}
