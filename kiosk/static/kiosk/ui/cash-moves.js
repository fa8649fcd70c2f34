// Cash in or out of the drawer, with its reason.

import { html, useState } from "../vendor/preact@11.2.0/preact.js";
import { moveCash } from "../models/cash-moves.js";
import { typed } from "../models/figures.js";
import { _ } from "../models/words.js";
import { Field, Form, Segments } from "./form.js";
import { Panel } from "./panel.js";

export function CashMove({ till, close }) {
  const [kind, setKind] = useState("out");
  const choices = [["out", _("Take out")], ["in", _("Put in")]];
  async function act({ amount, reason }) {
    const figure = typed(amount);
    if (figure === null || figure === "0.00") return _("Type how much cash it is, such as 5000.");
    if (!reason.trim()) return _("Say what the cash is for: it stands on the slip and in the report.");
    return moveCash(till, kind, figure, reason.trim());
  }
  return html`<${Panel} title=${_("Cash in or out")} onClose=${close}>
    <p class="quiet">${_("Cash that no sale moves: change from the bank, diesel, money brought to the safe. The drawer opens and a slip is printed.")}</p>
    <${Segments} label=${_("Which way")} choices=${choices} chosen=${kind} onChoose=${setKind} />
    <${Form} act=${act} submit=${kind === "out" ? _("Take the cash out") : _("Put the cash in")} label=${_("Cash")}>
      <${Field} label=${_("Amount")} name="amount" big inputmode="decimal" placeholder="0" isFirst=${true} />
      <${Field} label=${_("What for?")} name="reason" maxlength="200" />
    <//>
  <//>`;
}
