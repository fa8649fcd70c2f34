// A store credit for a named customer: within one's limit at once, beyond it with an approver's word, on the spot or from afar.

import { _ } from "./words.js";

/**
 * `wish`: {customer, purpose, value, reason}; `key` is the form's own, so that a lost answer issues nothing twice. Gives the sentence of a
 * refusal, "" when it is issued or was given up at the approver's dialog, which has the form back then.
 */
export async function issueCredit(till, wish, key) {
  const { state } = till;
  const dialog = state.dialog.value;
  const { customer, ...told } = wish;
  const body = { ...told, key, customer_id: customer.id };
  try {
    const answer = await asked(till, body, wish);
    if (answer) done(till, answer, dialog);
    else state.dialog.value ??= { name: "crediting", wish };
    return "";
  } catch (refusal) {
    return refused(till, refusal, dialog);
  }
}

/** What was allowed before the till was started anew. */
export async function finishCredit(till, key) {
  const answer = await till.ask("finish_credit", { key });
  if (answer) done(till, answer, till.state.dialog.value);
}

async function asked({ ask, people, state }, body, { customer, value, reason }) {
  try {
    return await ask("issue_credit", body, { raising: true });
  } catch (refusal) {
    if (refusal.code !== "beyond_credit_limit") throw refusal;
    const { action, subject } = refusal.details;
    const why = _("%(name)s shall get a store credit of %(amount)s (%(reason)s).", { name: customer.name, amount: state.money(value), reason });
    const approval = await people.approve({ action, subject, limit: "", amount: value, reason, why });
    return approval && ask("issue_credit", { ...body, approval: { token: approval.token } }, { raising: true });
  }
}

function done({ state, sound }, { credit, customer, printer }, dialog) {
  const cart = state.cart.value;
  if (cart.customer?.id === customer.id) state.cart.value = { ...cart, customer };
  if (state.dialog.value === dialog) state.dialog.value = null;
  sound("good");
  const hint = printer ? _("The slip comes from %(printer)s: give it to the customer.", { printer }) : _("No printer prints its slip: write the number down for the customer.");
  state.say("good", _("%(number)s is issued: %(amount)s for %(name)s.", { number: credit.number, amount: state.money(credit.left), name: customer.name }), hint);
}

/** An approver's dialog has taken the place of ours: then the refusal is said beside the cart. */
function refused({ state, sound }, refusal, dialog) {
  if (!refusal.sentence) throw refusal;
  sound("refused");
  if (state.dialog.value !== dialog) state.say("bad", refusal.sentence);
  return refusal.sentence;
}
