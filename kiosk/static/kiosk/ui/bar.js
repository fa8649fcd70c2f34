// The bar: where, what is looked for, whether all is sent, who.

import { html, useEffect, useRef, useState } from "../vendor/preact@11.2.0/preact.js";
import { _, ngettext } from "../models/words.js";
import { Icon } from "./icons.js";
import { later } from "./later.js";

const Menu = later(async () => (await import("./menu.js")).Menu);

export function Bar({ till }) {
  const { state } = till;
  const [isOpen, setOpen] = useState(false);
  const { shop, name } = state.register.value ?? { shop: { name: "", city: "" }, name: "" };
  const since = state.shift.value && clockOf(state.shift.value.opened_at, state);
  return html`<header class="bar">
    <div class="shop">${shop.name}, ${shop.city}<small>${since ? _("%(register)s · shift since %(hour)s", { register: name, hour: since }) : name}</small></div>
    <${Search} till=${till} />
    <${Status} till=${till} />
    <button class="who" aria-haspopup="menu" aria-expanded=${isOpen} aria-label=${_("%(name)s: menu", { name: state.cashier.value?.name })} onClick=${() => setOpen(!isOpen)}>
      <span>${state.cashier.value?.name.split(" ")[0]}</span><b class="initials">${state.cashier.value?.initials}</b>
    </button>
    ${isOpen && html`<${Menu} till=${till} close=${() => setOpen(false)} />`}
  </header>`;
}

function Search({ till }) {
  const { state, selling } = till;
  const ref = useRef();
  const query = state.query.value;
  const onKeyDown = (event) => {
    if (event.key === "ArrowDown" && state.goods.value.length) document.querySelector(".tile")?.focus();
    if (event.key !== "Enter" || !query.trim()) return;
    event.preventDefault();
    const [only, another] = state.sought.value === query ? state.goods.value : [];
    const product = state.catalogue.value.byBarcode(query.trim()) ?? (another ? null : only);
    if (product) selling.addProduct(product);
    if (product) state.browse({ query: "" });
  };
  return html`<div class="search" role="search">
    <${Icon} name="search" />
    <input ref=${ref} id="search" type="search" autocomplete="off" spellcheck="false" enterkeyhint="search" aria-label=${_("Search goods")}
      placeholder=${_("Scan, or type brand, colour, size, code")} value=${query}
      onInput=${(event) => state.browse({ query: event.currentTarget.value })} onKeyDown=${onKeyDown} />
    ${state.times.value !== null && html`<span class="times" role="status">× ${state.times.value || "?"}</span>`}
    ${query
      ? html`<button class="round" aria-label=${_("Clear the search")} onClick=${() => (state.browse({ query: "" }), ref.current.focus())}><${Icon} name="close" /></button>`
      : html`<kbd>/</kbd>`}
  </div>`;
}

function Status({ till }) {
  useMinute();
  const { unsent, oldest_at: oldest } = till.outbox.state.value;
  const doubts = till.exceptions.count.value;
  const isOnline = till.online.value;
  const waiting = unsent ? _("%(count)s unsent, oldest %(age)s", { count: unsent, age: ageOf(oldest) }) : _("all sent");
  const kind = isOnline ? (unsent || doubts ? "unsent" : "") : "offline";
  const refused = doubts ? ` · ${_("%(count)s to be looked at", { count: doubts })}` : "";
  const words = `${isOnline ? _("Online") : _("Offline")} · ${waiting}${refused}`;
  return html`<button class=${`status ${kind}`} title=${words} aria-label=${words} onClick=${() => (till.state.dialog.value = { name: "line_state" })}>
    <i></i><span role="status">${words}</span>
  </button>`;
}

/** Ages grow by themselves. */
function useMinute() {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((n) => n + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
}

export function ageOf(moment, now = Date.now()) {
  const minutes = Math.max(0, Math.round((now - new Date(moment)) / 60_000));
  if (minutes < 1) return _("just now");
  if (minutes < 60) return _("%(minutes)s min", { minutes });
  if (minutes < 1440) return _("%(hours)s h %(minutes)s min", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return ngettext("%(count)s day", "%(count)s days", Math.floor(minutes / 1440));
}

const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { day: "numeric", month: "short" };

/** The hour as it is where the company trades, whatever the device's clock is set to. */
export function clockOf(moment, state) {
  return new Date(moment).toLocaleTimeString([], { ...HOUR, timeZone: state.company.value?.timezone });
}

/** The hour of today, and the day before it of any other. */
export function momentOf(moment, state, now = new Date()) {
  const timeZone = state.company.value?.timezone;
  const dayOf = (date) => date.toLocaleDateString([], { ...DAY, timeZone });
  const day = dayOf(new Date(moment));
  return day === dayOf(now) ? clockOf(moment, state) : `${day}, ${clockOf(moment, state)}`;
}
