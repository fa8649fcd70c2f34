// What is done a few times a day.

import { html, useLayoutEffect, useRef } from "../vendor/preact@11.2.0/preact.js";
import { mayCollect } from "../models/owing.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";

export function Menu({ till, close }) {
  const { state, people, afterwards } = till;
  const ref = useRef();
  useLayoutEffect(() => ref.current.querySelector("button").focus(), []);
  const entry = (icon, label, act, key = "") => {
    const press = () => (close(), act());
    return html`<button role="menuitem" onClick=${press}><${Icon} name=${icon} />${label}${key && html`<kbd>${key}</kbd>`}</button>`;
  };
  const dialog = (name) => () => (state.dialog.value = { name });
  const issueCredit = () => {
    const next = { name: "crediting" };
    state.dialog.value = state.cart.value.customer ? next : { name: "customer", next };
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape" || event.key === "Tab") close();
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...ref.current.querySelectorAll("button, a")];
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  };
  return html`<div class="shade" onPointerDown=${close}></div>
    <div class="menu" role="menu" ref=${ref} onKeyDown=${onKeyDown}>
      ${entry("people", _("Switch by PIN"), dialog("switch"))}
      ${entry("receipt", _("Last receipts"), dialog("recent"), "F9")}
      ${state.may("returns.add_return") && entry("undo", _("Return or exchange"), dialog("returning"))}
      ${mayCollect(state) && entry("owed", _("Money owed"), dialog("owing"))}
      ${entry("pause", _("Parked sales"), dialog("parked"), "F8")}
      ${state.may("preorders.view_preorder") && entry("bag", _("Pre-orders"), dialog("preorders"))}
      ${state.may("credits.view_credit") && entry("card", _("Store credit"), issueCredit)}
      ${entry("drawer", _("Open the drawer"), afterwards.openDrawer)}
      ${entry("screen", _("Customer display"), dialog("pair_display"))}
      <hr />
      ${entry("cash", _("Cash in or out"), dialog("cash_move"))}
      ${entry("report", _("X report"), dialog("shift_report"))}
      ${entry("clock", _("Close the shift"), dialog("close_shift"))}
      <hr />
      ${entry("moon", _("Light or dark"), toggleTheme)}
      ${entry("help", _("Help and keys"), dialog("help"), "?")}
      <a role="menuitem" href="/"><${Icon} name="house" />${_("Back office")}</a>
      ${entry("lock", _("Sign out"), people.signOut)}
    </div>`;
}

function toggleTheme() {
  const isDark = document.documentElement.dataset.theme === "dark";
  localStorage.setItem("nexus-theme", isDark ? "light" : "dark");
  dispatchEvent(new Event("nexus-theme"));
}
