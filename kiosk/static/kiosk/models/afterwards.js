// What can be done with sales that are put aside or done: park and resume, last receipts, reprint, void, mail, drawer.

import { emptyCart, isEmpty, piecesOf, traceOf } from "./cart.js";
import { newKey } from "./keys.js";
import { _ } from "./words.js";

const keyed = (body) => ({ ...body, key: newKey() });

const TAKING = "taking"; // parked sale → the key of the cart that it shall become, until the answer came
const MAY_HAVE_WORKED = new Set(["no_answer", "failed"]);

/** `shelf` remembers what was asked for over a reload, `has(key)` says whether a cart was sold here. */
export function createAfterwards(state, { ask, told, approve, sound, shelf, has }) {
  let taking = null; // what is being asked for right now

  async function park(name) {
    const cart = state.cart.value;
    if (isEmpty(cart)) return;
    const body = { key: cart.key, name: name || cart.customer?.name || "", cart, units: piecesOf(cart) };
    if (!(await ask("park", body))) return;
    state.cart.value = emptyCart();
    state.parked_count.value++;
    state.dialog.value = null;
    state.say("good", _("Parked. Any register of the shop can take it up again."));
  }

  async function listParked() {
    const answer = await ask("parked", {});
    if (!answer) return null;
    await resumeWhatWasHandedOver(answer.parked);
    state.parked_count.value = answer.parked.length;
    return answer.parked;
  }

  async function resume(key) {
    if (!isEmpty(state.cart.value)) return state.say("warn", _("Finish or park this sale first."));
    taking ??= takeUp(key).finally(() => (taking = null));
    return taking;
  }

  /** Asked again with the same key, the server gives the same cart: a lost answer loses nothing. */
  async function takeUp(key) {
    const asked = (await shelf.read(TAKING)) ?? {};
    const taken_key = asked[key] ?? newKey();
    await shelf.write(TAKING, { ...asked, [key]: taken_key });
    try {
      const { cart } = await ask("resume", { key, taken_key }, { raising: true });
      if (!isEmpty(state.cart.value)) return undefined; // somebody went on selling: it comes with the next list
      show({ ...emptyCart(), ...cart, key: taken_key, approvals: [] });
      await shelf.write("cart", state.cart.value);
    } catch (refusal) {
      if (!MAY_HAVE_WORKED.has(refusal.code)) await forget(key);
      return told(refusal);
    }
    await forget(key);
    return undefined;
  }

  /** The cart stands free in the same moment: what is pressed while it is written down is not lost. */
  function show(cart) {
    state.cart.value = cart;
    state.parked_count.value = Math.max(0, state.parked_count.value - 1);
    if (state.dialog.value?.name === "parked") state.dialog.value = null;
  }

  async function forget(key) {
    const { [key]: _done, ...others } = (await shelf.read(TAKING)) ?? {};
    await shelf.write(TAKING, others);
  }

  /** What is no longer parked though this till never had its answer: the server may have given it to us. */
  async function resumeWhatWasHandedOver(parked) {
    const waiting = new Set(parked.map(({ key }) => key));
    for (const [key, cartKey] of Object.entries((await shelf.read(TAKING)) ?? {})) {
      if (state.cart.value.key === cartKey || (await has(cartKey))) await forget(key);
      else if (!waiting.has(key) && isEmpty(state.cart.value)) await resume(key);
    }
  }

  async function dropParked(parked) {
    return ask("drop_parked", { key: parked.key });
  }

  async function reprint(number) {
    if (await ask("reprint", { number })) state.say("good", _("%(number)s is printed again, marked COPY.", { number }));
  }

  async function voidSale(number, reason) {
    const told = keyed({ number, reason });
    const dialog = state.dialog.value;
    const approval = state.may("sales.void_receipt") ? null : await approve({ action: "void", subject: number, limit: "", reason, why: _("%(number)s shall be voided (%(reason)s).", { number, reason }) });
    if (!approval && !state.may("sales.void_receipt")) return;
    const answer = await ask("void", { ...told, approval: approval && { token: approval.token, action: "void", limit: "" } });
    if (!answer) return;
    sound("good");
    if (state.dialog.value === dialog) state.dialog.value = null;
    state.say("good", _("%(number)s is voided. The goods are back, the money is to be given back.", { number }));
  }

  async function openDrawer() {
    const needs = !state.may("sales.open_drawer");
    const subject = state.register.value.code;
    const approval = needs ? await approve({ action: "open_drawer", subject, limit: "", why: _("The drawer shall be opened without a sale.") }) : null;
    if (needs && !approval) return;
    if (await ask("open_drawer", { approval: approval && { token: approval.token, action: "open_drawer", limit: "" } })) {
      state.say("good", _("The drawer opens. It is written down."));
    }
  }

  return {
    park,
    listParked,
    resume,
    dropParked,
    reprint,
    voidSale,
    openDrawer,
    recent: async () => (await ask("recent", {}))?.receipts ?? null,
    mail: async (number, email) => (await ask("mail_receipt", { number, email })) && state.say("good", _("%(number)s is sent to %(email)s.", { number, email })),
    findCustomers: async (text) => (await ask("find_customer", { text }))?.customers ?? null,
    addCustomer: async (person) => (await ask("add_customer", person, { raising: true })).customer,
    removedOf: traceOf,
  };
}
