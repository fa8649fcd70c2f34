// Money owed, at the till: found, looked at, and paid once, whatever becomes of the answer.

import { kobo, least, text } from "./figures.js";
import { newKey } from "./keys.js";
import { isMoney, quickCash } from "./payment.js";
import { _, ngettext } from "./words.js";

const MAY_HAVE_WORKED = new Set(["no_answer", "failed"]);
const LOOK_AGAIN = new Set(["key_reused", "nothing_due", "too_much_paid"]); // what is shown is no longer so

/** Whether who sells now may look at debts and take money for them. */
export const mayCollect = (state) => state.may("sales.sell") && state.may("sales.view_debtor");

/** What is paid on: the receipt that is chosen, or all that is open. */
export const dueOf = ({ receipts, owed }, number) => receipts.find((one) => one.number === number)?.due ?? owed;

/** Ways to pay a debt: money, and each store credit of the customer. Each is one row to press: {key, method, reference, most}. */
export function waysOf({ customer }, methods) {
  const credit = methods.find(({ kind }) => kind === "credit");
  const owned = credit ? (customer?.credits ?? []).filter(({ left }) => left !== "0.00") : [];
  return [
    ...methods.filter(isMoney).map((method) => ({ key: `${method.id}`, name: method.name, method })),
    ...owned.map(({ number, left }) => ({ key: number, name: number, method: credit, reference: number, most: left })),
  ];
}

/** What is proposed: all that is due, or all that a credit holds. */
export const proposed = (due, way) => (way?.most ? text(least(kobo(due), kobo(way.most))) : due);

/** Amounts to press: all of it, half of it, and with cash a few handy notes above. */
export function quickOf(due, way) {
  const half = (kobo(due) / 200n) * 100n;
  const parts = [[_("All"), proposed(due, way)]];
  if (half > 0n && !way?.most) parts.push([_("Half"), text(half)]);
  return [...parts, ...(way?.method.kind === "cash" ? quickCash(due).slice(0, 3).map((amount) => ["", amount]) : [])];
}

/** Why it cannot be taken yet, as a sentence; "" when it can. */
export function whyNotPaid({ amount, way, reference }, due, money) {
  if (amount === null || amount === "0.00") return _("Type how much is paid, such as 5000.");
  if (!way) return _("Choose how it is paid.");
  const { method, most } = way;
  if (method.needs_reference && !most && !reference) return _("Type the reference of the %(method)s payment.", { method: method.name });
  if (most && kobo(amount) > kobo(most)) return _("Only %(amount)s is left of %(number)s.", { amount: money(most), number: way.reference });
  if (method.kind !== "cash" && kobo(amount) > kobo(due)) return _("Only %(amount)s is due: change comes from cash only.", { amount: money(due) });
  return "";
}

/** What would go back of the cash that is typed, or null. */
export function changeOf({ amount, way }, due) {
  const isMore = amount !== null && way?.method.kind === "cash" && kobo(amount) > kobo(due);
  return isMore ? text(kobo(amount) - kobo(due)) : null;
}

/** When it is to be paid, or how old it is; `is_late` once the day that was agreed has passed. */
export function ageOf({ due_on, days }, dayOf) {
  const since = ngettext("%(count)s day", "%(count)s days", days);
  if (!due_on) return { is_late: false, words: days ? _("%(days)s old", { days: since }) : _("of today") };
  if (!days) return { is_late: false, words: _("to be paid by %(day)s", { day: dayOf(due_on) }) };
  return { is_late: true, words: _("%(days)s overdue, agreed for %(day)s", { days: since, day: dayOf(due_on) }) };
}

/** The acts. A refusal comes back as {sentence, is_old}; `is_old` when the debt is to be looked at again. */
export function createOwing({ state, ask, sound }) {
  const unanswered = new Map(); // whose debt → the payment that was sent and may have been taken: {key, number, amount, way, reference}
  const whose = ({ customer, receipts }) => customer?.id ?? receipts[0]?.number;

  /** `number` of a receipt, or none for all; asked again before an answer came, the key is the same. */
  async function pay(debt, { number, amount, way, reference }) {
    const owner = whose(debt);
    const key = unanswered.get(owner)?.key ?? newKey();
    unanswered.set(owner, { key, number, amount, way, reference });
    const whom = number ? { number } : { customer_id: debt.customer.id };
    try {
      const paid = await ask("pay_debt", { ...whom, key, method_id: way.method.id, amount, reference: way.reference ?? reference }, { raising: true });
      unanswered.delete(owner);
      return taken(paid, key);
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      if (!MAY_HAVE_WORKED.has(refusal.code)) unanswered.delete(owner);
      return turnedDown(refusal);
    }
  }

  function taken(paid, key) {
    sound("done");
    const { customer } = state.cart.value;
    if (customer && "due" in (paid.customer ?? {}) && customer.id === paid.customer.id) {
      const { due, credits } = paid.customer;
      state.cart.value = { ...state.cart.value, customer: { ...customer, due, credits } };
    }
    const name = paid.customer?.name.split(" ")[0] ?? "";
    state.thanks.value = { stage: "thanks", customer: name, total: paid.amount, change: paid.change, earned: paid.earned };
    return { paid: { ...paid, key } };
  }

  function turnedDown({ code, sentence }) {
    sound("refused");
    if (code === "session_ended") state.is_session_over.value = true;
    const hint = MAY_HAVE_WORKED.has(code) ? ` ${_("Press again to ask once more: nothing is taken twice.")}` : "";
    return { sentence: sentence + hint, is_old: LOOK_AGAIN.has(code) };
  }

  async function printAgain({ key }) {
    const answer = await ask("print_payment", { key });
    if (!answer) return;
    if (answer.printer) state.say("good", _("The slip comes from %(printer)s, marked COPY.", { printer: answer.printer }));
    else state.say("warn", _("No printer serves this register."), _("The slip waits among the print jobs."));
  }

  return {
    pay,
    printAgain,
    find: (text) => ask("find_debtors", { text }),
    load: ({ number, customer_id }) => (number ? ask("debt", { number }) : ask("debts", { customer_id })),
    drop: (debt) => unanswered.delete(whose(debt)),
    unanswered: (debt) => unanswered.get(whose(debt)) ?? null,
    close: () => (state.thanks.value = null),
  };
}
