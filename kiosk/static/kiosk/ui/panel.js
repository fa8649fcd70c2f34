// A dialog over the screen: takes the focus, keeps it, gives it back.

import { html, useLayoutEffect, useRef } from "../vendor/preact@11.2.0/preact.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";

const REACHABLE = "button:not(:disabled), input:not(:disabled), select, textarea, a[href]";

/** Keeps Tab within `ref` and the focus on its first field while it is shown. */
export function useFocusWithin(ref) {
  useLayoutEffect(() => {
    const before = document.activeElement;
    if (!ref.current.contains(before)) (ref.current.querySelector("[data-first]") ?? ref.current).focus();
    return () => before?.isConnected && before.focus?.({ preventScroll: true });
  }, []);
  return (event) => {
    if (event.key !== "Tab") return;
    const all = [...ref.current.querySelectorAll(REACHABLE)].filter((one) => one.offsetParent);
    const [first, last] = [all[0], all.at(-1)];
    const from = event.shiftKey ? first : last;
    if (document.activeElement !== from && ref.current.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  };
}

export function Panel({ title, onClose, wide = false, children }) {
  const ref = useRef();
  const onKeyDown = useFocusWithin(ref);
  const outside = (event) => event.target === event.currentTarget && onClose?.();
  return html`<div class="veil" onPointerDown=${outside}>
    <section class=${wide ? "panel wide" : "panel"} role="dialog" aria-modal="true" aria-label=${title} tabindex="-1" ref=${ref} onKeyDown=${onKeyDown}>
      <div class="head">
        <h2>${title}</h2>
        ${onClose && html`<button class="round" aria-label=${_("Close")} onClick=${onClose}><${Icon} name="close" /></button>`}
      </div>
      ${children}
    </section>
  </div>`;
}
