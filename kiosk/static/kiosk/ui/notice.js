// One sentence at the corner; what is good goes by itself, what is bad stays until it is seen.

import { html, useEffect } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";

const STAYS_MS = { good: 3500, warn: 7000 };

export function Notice({ till }) {
  const shown = till.state.notice.value;
  useEffect(() => {
    if (!shown || !STAYS_MS[shown.tone]) return undefined;
    const timer = setTimeout(till.state.hush, STAYS_MS[shown.tone]);
    return () => clearTimeout(timer);
  }, [shown]);
  if (!shown || (till.state.payment.value && shown.tone === "bad")) return null; // the payment sheet shows its own
  return html`<div class=${`notice ${shown.tone}`} role=${shown.tone === "good" ? "status" : "alert"}>
    <div><strong>${shown.sentence}</strong>${shown.hint && html`<span>${shown.hint}</span>`}</div>
    <button class="round" aria-label=${_("Close")} onClick=${till.state.hush}><${Icon} name="close" /></button>
  </div>`;
}
