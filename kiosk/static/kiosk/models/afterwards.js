// What can be done with sales that are put aside or done: park and resume, last receipts, reprint, void, mail, drawer.

import { emptyCart, isEmpty, piecesOf, traceOf } from "./cart.js";
import { newKey } from "./keys.js";

const keyed = (body) => ({ ...body, key: newKey() });

export function createAfterwards(state, { ask, approve, sound }) {
  async function park(name) {
    const cart = state.cart.value;
    if (isEmpty(cart)) return;
    const body = { key: cart.key, name: name || cart.customer?.name || "", cart, units: piecesOf(cart) };
    if (!(await ask("park", body))) return;
    state.cart.value = emptyCart();
    state.parked_count.value++;
    state.dialog.value = null;
    state.say("good", "Parked. Any register of the shop can take it up again.");
  }

  async function listParked() {
    const answer = await ask("parked", {});
    if (answer) state.parked_count.value = answer.parked.length;
    return answer?.parked ?? null;
  }

  async function resume(key) {
    if (!isEmpty(state.cart.value)) return state.say("warn", "Finish or park this sale first.");
    const answer = await ask("resume", { key });
    if (!answer) return;
    state.cart.value = { ...emptyCart(), ...answer.cart, key: newKey(), approvals: [] };
    state.parked_count.value = Math.max(0, state.parked_count.value - 1);
    state.dialog.value = null;
  }

  async function dropParked(parked) {
    return ask("drop_parked", { key: parked.key });
  }

  async function reprint(number) {
    if (await ask("reprint", { number })) state.say("good", `${number} is printed again, marked COPY.`);
  }

  async function voidSale(number, reason) {
    const told = keyed({ number, reason });
    const approval = state.may("sales.void_receipt") ? null : await approve({ action: "void", subject: number, limit: "", why: `${number} shall be voided (${reason}).` });
    if (!approval && !state.may("sales.void_receipt")) return;
    const answer = await ask("void", { ...told, approval: approval && { token: approval.token, action: "void", limit: "" } });
    if (!answer) return;
    sound("good");
    state.dialog.value = null;
    state.say("good", `${number} is voided. The goods are back, the money is to be given back.`);
  }

  async function openDrawer() {
    const needs = !state.may("sales.open_drawer");
    const subject = state.register.value.code;
    const approval = needs ? await approve({ action: "open_drawer", subject, limit: "", why: "The drawer shall be opened without a sale." }) : null;
    if (needs && !approval) return;
    if (await ask("open_drawer", { approval: approval && { token: approval.token, action: "open_drawer", limit: "" } })) {
      state.say("good", "The drawer opens. It is written down.");
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
    mail: async (number, email) => (await ask("mail_receipt", { number, email })) && state.say("good", `${number} is sent to ${email}.`),
    findCustomers: async (text) => (await ask("find_customer", { text }))?.customers ?? null,
    addCustomer: async (person) => (await ask("add_customer", person, { raising: true })).customer,
    removedOf: traceOf,
  };
}
