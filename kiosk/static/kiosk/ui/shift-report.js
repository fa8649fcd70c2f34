// What the shift took so far: looking changes nothing. Cash is told only to whoever need not count it blind.

import { html, useEffect, useState } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { clockOf } from "./bar.js";
import { Icon } from "./icons.js";
import { Panel } from "./panel.js";

export function ShiftReport({ till, close }) {
  const { state } = till;
  const [report, setReport] = useState(undefined); // null: it could not be had
  const load = async () => setReport(await till.ask("x_report", {}, { quietly: true }));
  useEffect(() => void load(), []);
  async function print() {
    const answer = await till.ask("x_report", { print: true });
    if (!answer) return;
    if (answer.printer) state.say("good", _("The report comes from %(printer)s.", { printer: answer.printer }));
    else state.say("warn", _("No printer serves this register."), _("The report waits among the print jobs."));
  }
  return html`<${Panel} title=${_("X report")} onClose=${close} wide>
    ${report === null && html`<div class="empty"><${Icon} name="receipt" /><strong>${_("The report needs the server")}</strong><span>${_("Sales go on without it. Look again when the till is online.")}</span></div>
      <button class="button wide" data-first onClick=${load}>${_("Try again")}</button>`}
    ${report && html`<p class="quiet">${report.shift.number} · ${_("since %(hour)s", { hour: clockOf(report.shift.opened_at, state) })} · ${_("The shift goes on.")}</p>
      <div class="report">${report.sections.map((section) => html`<section key=${section.title}><h3>${section.title}</h3>
        <dl>${section.rows.map((row) => html`<div class=${[row.strong && "strong", row.tone].filter(Boolean).join(" ")}><dt>${row.label}</dt><dd>${row.value}</dd></div>`)}</dl></section>`)}</div>
      <button class="button main wide" data-first onClick=${print}><${Icon} name="print" />${_("Print")}</button>`}
  <//>`;
}
