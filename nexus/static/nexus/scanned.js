"use strict";
/* A scan anywhere in the back office opens what it names. Where a field has the focus the scan is left to the field,
   but for that of the command palette: there a scan is over before anything was found. */
{
  const GAP_MS = 50, SHORTEST = 6, ADDRESS = "/find/", PALETTE = "search-input-command";
  const FIELDS = "input, textarea, select, [contenteditable], dialog, [role=dialog]";
  let text = "", last = -Infinity;

  const isInPalette = () => document.activeElement?.id === PALETTE;
  const isTaken = () => !isInPalette() && document.activeElement?.closest(FIELDS);

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat || isTaken()) return;
    const isQuick = event.timeStamp - last <= GAP_MS;
    last = event.timeStamp;
    if (event.key === "Enter") {
      if (isQuick && text.length >= SHORTEST) {
        event.preventDefault();
        event.stopImmediatePropagation();
        location.assign(`${ADDRESS}?code=${encodeURIComponent(text)}`);
      }
      text = "";
    } else if (event.key.length === 1) {
      text = isQuick ? text + event.key : event.key;
      if (text.length > 1 && !isInPalette()) event.stopImmediatePropagation(); // the shortcuts of the page are typed, not scanned
    }
  }, true);

  window.addEventListener("input", ({ target }) => {
    if (target.id === PALETTE && !target.value) text = ""; // what was typed and cleared again is no part of a scan
  }, true);
}
