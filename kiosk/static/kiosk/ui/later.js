// Panels that are not needed to sell: fetched after the till is ready, or at the first press, whichever comes first.
//
// A new one is a module of its own (ui/report.js, its acts in models/report.js), imported by nothing that selling needs, and named once
// among DIALOGS in ui/over.js:
//   report: later(async () => (await import("./report.js")).Report),
// It is opened by `state.dialog.value = { name: "report", … }` and gets `till`, `dialog` and `close`. Its button is a line in ui/menu.js,
// itself such a panel. The worker keeps every module beside this one, so all of them open without the server as well.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";

const all = [];

/** The component that `load()` fetches. Its props hold `till`, and `close` where it can be closed. */
export function later(load) {
  let found = null;
  const fetchIt = async () => (found ??= await load());
  all.push(fetchIt);
  return function Later(props) {
    const [, draw] = useState(0);
    const isHere = found;
    useEffect(() => void (isHere || fetchIt().then(() => draw(1), () => tellMissing(props))), []);
    return found && html`<${found} ...${props} />`;
  };
}

/** One after the other, when there is nothing else to fetch: so they are there without a worker too. */
export async function fetchAll() {
  for (const fetchIt of all) await fetchIt().catch(() => null);
}

function tellMissing({ till, close }) {
  close?.();
  till.state.say("bad", _("This did not load."), _("Load the page again when the server answers."));
}
