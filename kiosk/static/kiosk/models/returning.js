// Goods that come back: the receipt is found, pieces are chosen, and they wait, are paid back, or pay for others.

import { actionFor, createAllowing } from "./allowing.js";
import { takeInHand } from "./in-hand.js";
import { newKey } from "./keys.js";
import { ngettext, _ } from "./words.js";

const CONDITIONS = ["good", "damaged"];

export const draftOf = ({ receipt, lines, refusal, is_late }) => ({
  key: newKey(),
  receipt,
  refusal,
  is_late,
  lines: lines.map((line) => ({ ...line, good: 0, damaged: 0 })),
  reason: "",
  refund: "cash",
  customer: receipt.customer,
});

export const piecesBack = ({ lines }) => lines.reduce((sum, line) => sum + line.good + line.damaged, 0);

/** One piece more or less of a line in a condition; never more than are left, never below none. */
export function stepped(draft, position, condition, by) {
  const lines = draft.lines.map((line) => {
    const next = line[condition] + by;
    const others = line.good + line.damaged - line[condition];
    return line.position === position && next >= 0 && next + others <= line.left ? { ...line, [condition]: next } : line;
  });
  return { ...draft, lines, key: newKey() };
}

/** What the server is asked. */
export function bodyOf({ key, receipt, lines, reason, refund, customer }) {
  const brought = lines.flatMap((line) => CONDITIONS.map((condition) => ({ position: line.position, pieces: line[condition], condition })));
  return { key, number: receipt.number, reason, refund, customer_id: customer?.id ?? null, lines: brought.filter(({ pieces }) => pieces) };
}

/** Why it cannot go on yet, as a sentence; "" when it can. */
export function missingIn(draft, { needsCustomer = false } = {}) {
  if (!piecesBack(draft)) return _("Choose the pieces that come back.");
  if (!draft.reason.trim()) return _("Say why the goods come back.");
  if (needsCustomer && draft.refund === "credit" && !draft.customer) return _("A store credit needs a customer: name whose it is.");
  return "";
}

export function createReturning({ state, ask, people }) {
  const { allowed, wordFor } = createAllowing({ state, people });
  const show = (more) => (state.dialog.value = { name: "returning", ...more });

  /** The approver's word is bound to these very pieces. */
  const asked = (draft) => ({
    action: actionFor(draft),
    subject: draft.key,
    isAllowed: state.may("returns.approve_return") && (!draft.is_late || state.may("returns.overrule_window")),
    why: ngettext("%(count)s piece of %(number)s shall come back (%(reason)s).", "%(count)s pieces of %(number)s shall come back (%(reason)s).", piecesBack(draft), { number: draft.receipt.number, reason: draft.reason }),
  });

  async function giveBack(draft) {
    const { answer, sentence } = await allowed(asked(draft), (approval) => ask("take_back", { ...bodyOf(draft), approval }, { raising: true }));
    show(answer ? { done: answer.return } : { draft, sentence });
  }

  async function letWait(draft) {
    const answer = await ask("ask_return", bodyOf(draft));
    if (answer) show({ done: answer.return });
  }

  /** The goods pay for what is sold next: the word is asked for now, everything is booked with the sale. */
  async function exchange(draft, quote) {
    const { isAllowed, ...question } = asked(draft);
    const approval = isAllowed ? null : await wordFor(question, question.why);
    if (!approval && !isAllowed) return void show({ draft });
    const refund = draft.customer && draft.refund === "credit" ? "credit" : "cash";
    const goods = { number: draft.receipt.number, amount: quote.money, approval, action: actionFor(draft), body: bodyOf({ ...draft, refund }) };
    const isTheirs = draft.customer && draft.customer.id === draft.receipt.customer?.id;
    takeInHand(state, goods, { customer: draft.customer, credits: isTheirs ? quote.credits : null });
    return undefined;
  }

  return {
    giveBack,
    letWait,
    exchange,
    find: async (text) => (await ask("find_sold", { text }))?.receipts ?? null,
    load: (number) => ask("returnable", { number }),
    quote: (draft) => ask("quote_return", bodyOf(draft), { quietly: true }),
  };
}
