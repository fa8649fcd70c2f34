// For who gets the present: the same goods without prices, from the receipt printer.

import { _ } from "../models/words.js";

export async function printGiftReceipt(till, number) {
  const { state } = till;
  const answer = await till.ask("gift_receipt", { number });
  if (!answer) return;
  if (answer.printer) state.say("good", _("The gift receipt comes from %(printer)s.", { printer: answer.printer }));
  else state.say("warn", _("No printer serves this register."), _("The gift receipt waits among the print jobs."));
}
