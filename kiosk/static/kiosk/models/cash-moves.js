// Cash goes into the drawer or out of it without a sale: kept first, sent in order, booked once by its key.

import { newKey } from "./keys.js";
import { _ } from "./words.js";

const RIGHT = "sales.take_cash_out";

/** `kind`: "in" or "out". Gives the sentence of a refusal, "" when it is done or was given up at the approver's dialog. */
export async function moveCash(till, kind, amount, reason) {
  const { state, outbox } = till;
  const dialog = state.dialog.value;
  const body = { key: newKey(), shift_key: state.shift.value.key, kind, amount, reason, cashier_id: state.cashier.value.id, at: till.now().toISOString() };
  if (kind === "out" && !state.may(RIGHT)) {
    if (!till.online.value) return _("Without the server nobody can allow this: wait until the till is online, or ask somebody who may take cash out.");
    const approval = await till.people.approve({ action: "cash_out", subject: `${body.key}:${amount}`, limit: "", reason, why: _("%(amount)s shall be taken out of the drawer (%(reason)s).", { amount: state.money(amount), reason }) });
    if (!approval) return "";
    body.approval = { token: approval.token, action: "cash_out", limit: "" };
  }
  return told(till, await outbox.command("move_cash", body), { kind, amount, dialog });
}

/** An approver's dialog has taken the place of ours: then the refusal is said beside the cart. */
function told({ state, sound }, answer, { kind, amount, dialog }) {
  if (answer.outcome === "refused") {
    sound("refused");
    if (state.dialog.value !== dialog) state.say("bad", answer.refusal.sentence);
    return answer.refusal.sentence;
  }
  sound("good");
  if (state.dialog.value === dialog) state.dialog.value = null;
  const said = kind === "in" ? _("%(amount)s went into the drawer.", { amount: state.money(amount) }) : _("%(amount)s was taken out of the drawer.", { amount: state.money(amount) });
  const printer = answer.body?.printer;
  state.say("good", said, printer ? _("The slip comes from %(printer)s: sign it.", { printer }) : "");
  return "";
}
