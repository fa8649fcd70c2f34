// Figures for fingers.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";

const AMOUNT = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "back"];
const PIN = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "back"];

export function Pad({ onPress, forPin = false }) {
  const key = (name) => {
    if (!name) return html`<span></span>`;
    const label = name === "back" ? _("Delete the last figure") : name;
    const press = (event) => {
      event.preventDefault(); // the field keeps the focus
      onPress(name);
    };
    return html`<button type="button" key=${name} aria-label=${label} tabindex="-1" onPointerDown=${press}>
      ${name === "back" ? html`<${Icon} name="back" />` : name}
    </button>`;
  };
  return html`<div class="pad">${(forPin ? PIN : AMOUNT).map(key)}</div>`;
}
