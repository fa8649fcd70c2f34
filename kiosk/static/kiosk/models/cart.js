// The open sale as one plain value: each act gives a new cart, so that it can be saved, parked and taken back whole.

import { newKey } from "./keys.js";

export function emptyCart(key = newKey()) {
  return {
    key,
    lines: [],
    current: null,
    base: 0,
    order_discount: null,
    points: 0,
    gift_reason: "",
    customer: null,
    preorder: null, // {number, deposits}: what is picked up
    delivery: null,
    note: "",
    due_on: null,
    removed: [],
    approvals: [],
  };
}

export const isEmpty = (cart) => cart.lines.length === 0;
export const lineOf = (cart, key) => cart.lines.find((line) => line.key === key) ?? null;
export const currentLine = (cart) => lineOf(cart, cart.current);
export const piecesOf = (cart) => cart.lines.reduce((sum, line) => sum + line.quantity, 0);
export const inCart = (cart, productId) =>
  cart.lines.reduce((sum, line) => sum + (line.product_id === productId ? line.quantity : 0), 0);

/** The same product again adds to its line, unless that line is a gift or has a price of its own. */
export function add(cart, product, quantity = 1) {
  const same = cart.lines.find((line) => line.product_id === product.id && isPlain(line));
  if (same) return { ...change(cart, same.key, { quantity: same.quantity + quantity }), current: same.key, base: same.quantity };
  const line = { ...lineFor(product), quantity };
  return { ...cart, lines: [...cart.lines, line], current: line.key, base: 0 };
}

/** Fewer pieces leave a trace; none takes the line away. */
export function setQuantity(cart, key, quantity) {
  const line = lineOf(cart, key);
  if (!line || quantity === line.quantity || quantity < 0) return cart;
  const less = line.quantity - quantity;
  const traced = less > 0 ? { ...cart, removed: [...cart.removed, trace(line, less)] } : cart;
  return quantity === 0 ? without(traced, key) : change(traced, key, { quantity });
}

/** Figures typed after a scan count the pieces of that scan: scan, 2, scan, 2 are 4 pieces. */
export function typeQuantity(cart, quantity) {
  return cart.current ? setQuantity(cart, cart.current, cart.base + quantity) : cart;
}

export function select(cart, key) {
  return cart.current === key ? cart : { ...cart, current: key, base: 0 };
}

/** Up and down through the lines; `step` is −1 or 1. */
export function step(cart, by) {
  if (isEmpty(cart)) return cart;
  const at = cart.lines.findIndex((line) => line.key === cart.current);
  const next = Math.min(Math.max(at + by, 0), cart.lines.length - 1);
  return select(cart, cart.lines[next].key);
}

/** `terms`: any of discount {kind, value} | null, agreed_price | null, gift_reason. One excludes the others. */
export function agree(cart, key, terms) {
  return change(cart, key, { discount: null, agreed_price: null, gift_reason: "", ...terms });
}

export function reprice(cart, changes) {
  const priceOf = new Map(changes.map(({ product_id, unit_price }) => [product_id, unit_price]));
  const lines = cart.lines.map((line) =>
    priceOf.has(line.product_id) ? { ...line, unit_price: priceOf.get(line.product_id) } : line,
  );
  return { ...cart, lines };
}

/** Cleared on purpose: the next sale begins, what was in this one is told as removed. */
export const traceOf = (cart) => [...cart.removed, ...cart.lines.map((line) => trace(line, line.quantity))];

/** The input of totals.js. */
export function ticketOf(cart, { taxes = [], cash_rounding = "0.00", paid_otherwise = null, paid_in_cash = null } = {}) {
  const isGift = Boolean(cart.gift_reason);
  return {
    lines: cart.lines.map((line) => ({
      unit_price: line.unit_price,
      quantity: line.quantity,
      discount: line.discount,
      agreed_price: line.agreed_price,
      is_gift: isGift || Boolean(line.gift_reason),
      is_tax_exempt: line.is_tax_exempt,
    })),
    order_discount: cart.order_discount,
    points_discount: "0.00",
    taxes,
    delivery_fee: cart.delivery?.fee ?? "0.00",
    cash_rounding,
    paid_otherwise,
    paid_in_cash,
  };
}

/** The part of a sale's body that the cart knows; `points` are those that it redeems. */
export function saleOf(cart, points = 0) {
  const line = ({ product_id, quantity, unit_price, discount, agreed_price, gift_reason }) =>
    ({ product_id, quantity, unit_price, discount, agreed_price, gift_reason });
  return {
    key: cart.key,
    customer_id: cart.customer?.id ?? null,
    lines: cart.lines.map(line),
    order_discount: cart.order_discount,
    ...(points && { points }),
    gift_reason: cart.gift_reason,
    delivery: cart.delivery,
    note: cart.note,
    due_on: cart.due_on,
    removed: cart.removed,
    ...(cart.exchange && { exchange: cart.exchange }),
    approvals: cart.approvals.map(({ token, action, limit }) => ({ token, action, limit })),
    ...(cart.preorder && { preorder: cart.preorder.number }),
  };
}

function lineFor(product) {
  const { id, name, detail, colour, swatch, size, price, is_tax_exempt } = product;
  return {
    key: newKey(),
    product_id: id,
    name,
    detail,
    colour,
    swatch,
    size,
    unit_price: price,
    is_tax_exempt,
    quantity: 1,
    discount: null,
    agreed_price: null,
    gift_reason: "",
  };
}

const isPlain = (line) => !line.discount && line.agreed_price === null && !line.gift_reason;
const trace = (line, quantity) => ({ product_id: line.product_id, quantity });

function change(cart, key, changes) {
  return { ...cart, lines: cart.lines.map((line) => (line.key === key ? { ...line, ...changes } : line)) };
}

function without(cart, key) {
  const at = cart.lines.findIndex((line) => line.key === key);
  const lines = cart.lines.filter((line) => line.key !== key);
  const next = lines[Math.min(at, lines.length - 1)] ?? null;
  return { ...cart, lines, current: next?.key ?? null, base: 0 };
}
