// The shift is closed by a count that does not know what is expected.

import { kobo, text } from "./figures.js";
import { _, ngettext } from "./words.js";

/**
 * `counted`: pieces by denomination. Gives {code, sentence} when it is refused: `count_differs` asks for another count
 * or a comment; null when the shift is over. What was expected is told only afterwards.
 */
export async function closeShift(till, counted, comment) {
  const { state, outbox, shifts } = till;
  const late = await sendAll(till);
  if (late) return { code: "unsent", sentence: late };
  const answer = await outbox.command("close_shift", { key: state.shift.value.key, counted, comment });
  if (answer.outcome === "refused") till.sound("refused");
  if (answer.refusal?.code === "shift_closed") return endWithout(till, answer.refusal.sentence);
  if (answer.outcome === "refused") return answer.refusal;
  const { shift = null, printer = null } = answer.body ?? {};
  await shifts.end();
  state.dialog.value = { name: "shift_closed", shift, printer, counted: sumOf(counted) };
  return null;
}

/** While there is a server every sale has to be there first; without one the count follows behind them. */
async function sendAll({ outbox, online }) {
  if (!online.value || !outbox.state.value.unsent) return "";
  await outbox.flush();
  const { unsent } = outbox.state.value;
  if (!unsent || !online.value) return "";
  return ngettext("%(count)s thing is still on its way to the server: wait a moment, then close again.", "%(count)s things are still on their way to the server: wait a moment, then close again.", unsent);
}

/** A manager closed it in the back office: there is nothing left to count. */
async function endWithout({ state, shifts }, sentence) {
  await shifts.end();
  state.dialog.value = null;
  state.say("warn", sentence, _("Open a new shift to go on."));
  return null;
}

/** {"1000.00": 3, "500.00": 1} → "3500.00" */
export function sumOf(counted) {
  let sum = 0n;
  for (const [value, count] of Object.entries(counted)) sum += kobo(value) * BigInt(count || 0);
  return text(sum);
}
