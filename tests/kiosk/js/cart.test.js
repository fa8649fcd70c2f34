import assert from "node:assert/strict";
import test from "node:test";

import {
  add, agree, emptyCart, inCart, piecesOf, reprice, saleOf, select, setQuantity, step, ticketOf, traceOf,
  typeQuantity,
} from "../../../kiosk/static/kiosk/models/cart.js";

const product = (id, changes = {}) => ({
  id, name: `Shirt ${id}`, detail: "Navy Blue · L", colour: "Navy Blue", swatch: "#112233", size: "L",
  price: "24500.00", is_tax_exempt: false, ...changes,
});
const withTwo = () => add(add(emptyCart("k"), product(1)), product(2));

test("the same product again adds to its line", () => {
  const cart = add(withTwo(), product(1));
  assert.deepEqual(cart.lines.map((line) => line.quantity), [2, 1]);
  assert.equal(cart.current, cart.lines[0].key);
});

test("a gift or a price of its own keeps its line to itself", () => {
  const cart = withTwo();
  const gift = agree(cart, cart.lines[0].key, { gift_reason: "Loyal customer" });
  assert.deepEqual(add(gift, product(1)).lines.map((line) => line.quantity), [1, 1, 1]);
});

test("scan, 2, scan, 2 gives 4 pieces, of one product and of two", () => {
  const once = typeQuantity(add(emptyCart(), product(1)), 2);
  assert.equal(piecesOf(typeQuantity(add(once, product(1)), 2)), 4);
  assert.equal(piecesOf(typeQuantity(add(once, product(2)), 2)), 4);
});

test("fewer pieces and taken lines leave a trace", () => {
  let cart = setQuantity(withTwo(), withTwo().lines[0].key, 0);
  cart = withTwo();
  cart = setQuantity(cart, cart.lines[0].key, 5);
  cart = setQuantity(cart, cart.lines[0].key, 3);
  cart = setQuantity(cart, cart.lines[1].key, 0);
  assert.deepEqual(cart.removed, [{ product_id: 1, quantity: 2 }, { product_id: 2, quantity: 1 }]);
  assert.equal(cart.current, cart.lines[0].key);
  assert.deepEqual(traceOf(cart).at(-1), { product_id: 1, quantity: 3 });
});

test("a quantity below nothing changes nothing", () => {
  const cart = withTwo();
  assert.equal(setQuantity(cart, cart.lines[0].key, -1), cart);
});

test("an agreed price goes into ticket and sale", () => {
  let cart = typeQuantity(add(emptyCart(), product(1)), 3);
  cart = agree(cart, cart.current, { agreed_price: "24000.00" });
  assert.equal(ticketOf(cart).lines[0].agreed_price, "24000.00");
  assert.equal(saleOf(cart).lines[0].agreed_price, "24000.00");
});

test("one agreement replaces the other", () => {
  let cart = withTwo();
  cart = agree(cart, cart.current, { discount: { kind: "percent", value: "10" } });
  cart = agree(cart, cart.current, { gift_reason: "Opening day" });
  assert.equal(cart.lines[1].discount, null);
  assert.equal(ticketOf(cart).lines[1].is_gift, true);
});

test("arrows stop at both ends", () => {
  const cart = withTwo();
  assert.equal(step(cart, 1).current, cart.lines[1].key);
  assert.equal(step(step(cart, -1), -1).current, cart.lines[0].key);
  assert.equal(select(cart, cart.current), cart);
});

test("new prices of the server come in, the rest stays the same object", () => {
  const cart = withTwo();
  const priced = reprice(cart, [{ product_id: 2, unit_price: "26000.00" }]);
  assert.equal(priced.lines[1].unit_price, "26000.00");
  assert.equal(priced.lines[0], cart.lines[0]);
  assert.equal(inCart(priced, 2), 1);
});
