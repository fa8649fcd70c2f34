// Returns that were asked for before: approved, rejected, paid back, or turned into new goods.

import { actionFor, createAllowing } from "./allowing.js";
import { takeInHand } from "./in-hand.js";
import { ngettext, _ } from "./words.js";

export const isOpen = ({ state }) => state === "pending" || state === "approved";

export function createWaiting({ state, ask, people }) {
  const { allowed, wordFor } = createAllowing({ state, people });
  const show = (more) => (state.dialog.value = { name: "returning", ...more });

  /** Shown with its goods and what it would bring now; `sentence` says why an act was refused. */
  async function open(number, sentence = "") {
    const told = await ask("waiting_return", { number });
    show(told ? { waiting: told, sentence } : {});
  }

  const yes = ({ key, is_late, units, receipt, reason }) => ({
    action: actionFor({ is_late }),
    subject: key,
    isAllowed: state.may("returns.approve_return") && (!is_late || state.may("returns.overrule_window")),
    why: ngettext("%(count)s piece of %(number)s shall come back (%(reason)s).", "%(count)s pieces of %(number)s shall come back (%(reason)s).", units, { number: receipt, reason }),
  });

  const no = ({ key, number, may_reject: isAllowed }, reason) => ({
    action: "reject_return",
    subject: key,
    isAllowed,
    why: _("%(number)s shall be rejected (%(reason)s).", { number, reason }),
  });

  /** Whether done or refused, it is shown as it stands now. */
  async function act(name, goods, asked, body = {}) {
    const { sentence } = await allowed(asked, (approval) => ask(name, { number: goods.number, ...body, approval }, { raising: true }));
    return open(goods.number, sentence);
  }

  async function complete(goods, refund) {
    try {
      const answer = await ask("complete_return", { number: goods.number, refund }, { raising: true });
      show({ done: answer.return });
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      await open(goods.number, refusal.sentence);
    }
  }

  /** What still waits is approved with the sale: the word is asked for now. */
  async function exchange({ return: goods, quote, customer, is_of_customer: isTheirs }, refund) {
    const asked = yes(goods);
    const needsWord = goods.state === "pending" && !asked.isAllowed;
    const approval = needsWord ? await wordFor(asked, asked.why) : null;
    if (needsWord && !approval) return void open(goods.number);
    const body = { waiting: goods.number, key: goods.key, refund, customer_id: customer?.id ?? null };
    takeInHand(state, { number: goods.receipt, amount: quote.money, approval, action: asked.action, body }, { customer, credits: isTheirs ? quote.credits : null });
    return undefined;
  }

  return {
    open,
    complete,
    exchange,
    back: () => show({}),
    approve: (goods) => act("approve_return", goods, yes(goods)),
    reject: (goods, reason) => act("reject_return", goods, no(goods, reason), { reason }),
    list: async () => (await ask("waiting_returns", {}, { quietly: true }))?.returns ?? [],
  };
}
