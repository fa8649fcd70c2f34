// Pre-orders at the counter: taken with a deposit, added to, and picked up as a line of the cart at the price agreed.

import { add, agree, isEmpty } from "./cart.js";
import { kobo } from "./figures.js";
import { _ } from "./words.js";

/** What a cart becomes when a pre-order is picked up with it: a line of its own, so that no other piece gets its price. */
export function withPreorder(cart, preorder, product) {
  const { number, deposits, customer, quantity, unit_price } = preorder;
  const one = add({ ...cart, lines: [] }, product, quantity);
  const isLess = kobo(unit_price) < kobo(product.price);
  const agreed = isLess ? agree(one, one.current, { agreed_price: unit_price }) : one;
  return { ...agreed, lines: [...cart.lines, ...agreed.lines], customer, preorder: { number, deposits } };
}

/** `preorder` of what a hand typed, each amount as text or null: the sentence that says what is missing, or "". */
export function whyNotTaken({ what, product_id, quantity, unit_price, expected_on, deposit, method, reference }) {
  if (!what && !product_id) return _("Type what is ordered.");
  if (!Number.isInteger(quantity) || quantity < 1) return _("Type how many pieces: a whole number.");
  if (unit_price === null || unit_price === "0.00") return _("Type what a piece will cost.");
  if (!expected_on) return _("Choose the day on which it is expected.");
  return whyNotLeft({ deposit, method, reference });
}

export function whyNotLeft({ deposit, method, reference }) {
  if (deposit === null) return _("Type the deposit as a figure, such as 20000.");
  if (deposit === "0.00") return "";
  if (!method) return _("Choose how the deposit is paid.");
  return method.needs_reference && !reference ? _("Type the reference of the %(method)s payment.", { method: method.name }) : "";
}

/** The acts. Each gives the sentence of its refusal, "" when it went well. */
export function createPreorders({ state, ask, people, sound }) {
  const list = async (text) => (await ask("preorders", { text }))?.preorders ?? null;
  const tendersOf = ({ deposit, method, reference }) => (deposit === "0.00" ? [] : [{ method_id: method.id, amount: deposit, reference }]);

  /** Sent again with the same key it is the same pre-order, so a lost answer takes no deposit twice. */
  async function place(wish, key) {
    const { method, reference, customer, ...told } = wish;
    const body = { ...told, key, customer_id: customer.id, tenders: tendersOf(wish) };
    return tried(async () => {
      const { preorder } = await asked("place_preorder", body);
      done(_("%(number)s is taken.", { number: preorder.number }), _("The slip prints, and the receipt of the deposit where one was left."));
    });
  }

  async function leave(preorder, left, key) {
    return tried(async () => {
      const body = { number: preorder.number, amount: left.deposit, key, tenders: tendersOf(left) };
      const { receipt } = await ask("leave_deposit", body, { raising: true });
      done(_("%(amount)s is taken for %(number)s.", { amount: state.money(left.deposit), number: preorder.number }), _("It counts at the pick-up: receipt %(receipt)s.", { receipt: receipt.number }));
    });
  }

  /** A price below the shelf's by more than one's limit needs an approver's word, which is asked once. */
  async function asked(name, body) {
    try {
      return await ask(name, body, { raising: true });
    } catch (refusal) {
      if (refusal.code !== "approval_needed") throw refusal;
      const { action, percent } = refusal.details;
      const approval = await people.approve({ action, limit: percent, subject: body.key, why: refusal.sentence });
      if (!approval) throw refusal;
      return ask(name, { ...body, approval: { token: approval.token, action, limit: percent } }, { raising: true });
    }
  }

  function done(sentence, hint) {
    sound("good");
    state.dialog.value = null;
    state.say("good", sentence, hint);
  }

  async function tried(act) {
    try {
      await act();
      return "";
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      sound("refused");
      if (!state.dialog.value) state.say("bad", refusal.sentence); // the form gave way to the approver's
      return refusal.sentence;
    }
  }

  function pickUp(preorder) {
    const { customer, preorder: other } = state.cart.value;
    const product = state.catalogue.value.get(preorder.product_id);
    if (other) return _("%(number)s is in the cart already: finish that sale first.", { number: other.number });
    if (!isEmpty(state.cart.value) && customer && customer.id !== preorder.customer.id) {
      return _("The cart is %(name)s’s: finish or park that sale first.", { name: customer.name });
    }
    if (!product) return _("Its goods have not reached this till yet: wait a moment, then try again.");
    state.done.value = null;
    state.cart.value = withPreorder(state.cart.value, preorder, product);
    state.glow.value++;
    state.dialog.value = null;
    sound("good");
    return "";
  }

  return { list, place, leave, pickUp };
}
