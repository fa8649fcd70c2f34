// A scan is told from typing by its pace, wherever the focus is, and never stays in a field.

export const GAP_MS = 35;
export const SILENCE_MS = 60;
export const SHORTEST = 6;
const LATE_MS = 20;

const isField = (element) => element?.matches?.("input, textarea, select, [contenteditable]") ?? false;

/**
 * Listen on `target` (the window) ahead of everything else.
 * `onScan(code)` gets each scan; `onTyped(text)` what was typed slowly while no field had the focus.
 * Gaps are those of the keys themselves (`timeStamp`), so that a busy page splits no scan.
 */
export function createScanner({ target, onScan, onTyped = () => {}, timeOf = (event) => event.timeStamp }) {
  let text = "";
  let last = -Infinity;
  let timer = 0;
  let before = null;

  function begin(event) {
    text = "";
    before = isField(event.target) ? remember(event.target) : null;
  }

  function end() {
    clearTimeout(timer);
    const [code, field] = [text, before];
    text = "";
    before = null;
    if (code.length >= SHORTEST) {
      if (field) restore(field);
      onScan(code);
      return true;
    }
    if (code && !field) onTyped(code);
    return false;
  }

  function swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function onKey(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = timeOf(event);
    const isQuick = at - last <= GAP_MS;
    if (event.key === "Enter" || event.key === "Tab") {
      const isScan = text.length >= SHORTEST && at - last <= SILENCE_MS;
      end();
      if (isScan) swallow(event);
      return;
    }
    if (event.key.length !== 1) return;
    if (text && !isQuick) end();
    if (!text) begin(event);
    text += event.key;
    last = at;
    if (text.length > 1 && !before) swallow(event);
    awaitSilence();
  }

  /** When the page was busy, keys may still wait behind the timer: they get a second while. */
  function awaitSilence(isAgain = false) {
    const begun = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => {
      const isLate = performance.now() - begun > SILENCE_MS + LATE_MS;
      if (isLate && !isAgain) awaitSilence(true);
      else end();
    }, SILENCE_MS);
  }

  target.addEventListener("keydown", onKey, true);
  return { stop: () => target.removeEventListener("keydown", onKey, true) };
}

function remember(field) {
  return { field, value: field.value, start: caret(field, "selectionStart"), finish: caret(field, "selectionEnd") };
}

function restore({ field, value, start, finish }) {
  if (field.value === value) return;
  field.value = value;
  if (start !== null && field.setSelectionRange) field.setSelectionRange(start, finish);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function caret(field, side) {
  return typeof field[side] === "number" ? field[side] : null; // number fields have none
}
