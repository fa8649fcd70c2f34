// Goods that come back: the receipt is found, pieces are chosen, and they wait, are paid back, or pay for others.

import { wordOf } from "./exchanging.js";
import { newKey } from "./keys.js";
import { _ } from "./words.js";

const NEEDS_WORD = new Set(["approval_needed", "own_work", "too_late"]);
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

/** After the shop's days only those are asked who may overrule them. */
const actionFor = ({ is_late }) => (is_late ? "late_return" : "return");

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
  const show = (more) => (state.dialog.value = { name: "returning", ...more });
  const canAllow = ({ is_late }) => state.may("returns.approve_return") && (!is_late || state.may("returns.overrule_window"));
  const why = (draft) => _("%(count)s of %(number)s shall come back (%(reason)s).", { count: piecesBack(draft), number: draft.receipt.number, reason: draft.reason });

  /** An approver's word for these goods; null when nobody gave it. The draft is shown again. */
  async function wordFor(draft, sentence) {
    const given = await people.approve({ action: actionFor(draft), subject: draft.key, limit: "", why: sentence, but: state.cashier.value.id });
    return given && wordOf(given);
  }

  /** Runs `act(approval)`, with an approver's word where one is needed. Null when it was not done. */
  async function allowed(draft, act) {
    let word = canAllow(draft) ? null : await wordFor(draft, why(draft));
    if (!word && !canAllow(draft)) return void show({ draft });
    for (const isLast of [false, true]) {
      try {
        return await act(word);
      } catch (refusal) {
        if (!refusal.sentence) throw refusal;
        if (!isLast && !word && NEEDS_WORD.has(refusal.code)) word = await wordFor(draft, refusal.sentence);
        if (isLast || !word || !NEEDS_WORD.has(refusal.code)) return void show({ draft, sentence: refusal.sentence });
      }
    }
    return null;
  }

  async function giveBack(draft) {
    const answer = await allowed(draft, (approval) => ask("take_back", { ...bodyOf(draft), approval }, { raising: true }));
    if (answer) show({ done: answer.return });
  }

  async function letWait(draft) {
    const answer = await ask("ask_return", bodyOf(draft));
    if (answer) show({ done: answer.return });
  }

  /** The goods pay for what is sold next: the word is asked for now, everything is booked with the sale. */
  async function exchange(draft, quote) {
    const approval = canAllow(draft) ? null : await wordFor(draft, why(draft));
    if (!approval && !canAllow(draft)) return void show({ draft });
    const refund = draft.customer && draft.refund === "credit" ? "credit" : "cash";
    const goods = { number: draft.receipt.number, amount: quote.money, approval, action: actionFor(draft), body: bodyOf({ ...draft, refund }) };
    const chosen = state.cart.value.customer ?? draft.customer;
    const isTheirs = chosen && chosen.id === draft.receipt.customer?.id;
    const customer = isTheirs ? { ...chosen, credits: quote.credits } : chosen;
    state.cart.value = { ...state.cart.value, exchange: goods, customer };
    state.dialog.value = null;
    state.say("good", _("%(amount)s is in hand: add the new goods, then press Pay.", { amount: state.money(goods.amount) }));
    return undefined;
  }

  async function approveWaiting(goods) {
    const body = { number: goods.number };
    const draft = { key: goods.key, is_late: goods.is_late, receipt: { number: goods.receipt }, lines: [{ good: goods.units, damaged: 0 }], reason: goods.reason };
    const answer = await allowed(draft, (approval) => ask("approve_return", { ...body, approval }, { raising: true }));
    if (!answer) return void show({});
    show({ waiting: answer.return });
    return undefined;
  }

  async function complete(goods, refund) {
    const answer = await ask("complete_return", { number: goods.number, refund });
    if (answer) show({ done: answer.return });
  }

  return {
    giveBack,
    letWait,
    exchange,
    approveWaiting,
    complete,
    find: async (text) => (await ask("find_sold", { text }))?.receipts ?? null,
    load: (number) => ask("returnable", { number }),
    quote: (draft) => ask("quote_return", bodyOf(draft), { quietly: true }),
    waiting: async () => (await ask("waiting_returns", {}, { quietly: true }))?.returns ?? [],
  };
}
