// Long lists that grow: a row is made anew only when something of it has changed, Preact passes over an element it knows;
// and the list is scrolled in the frame that draws the row.

import { useLayoutEffect, useRef } from "../vendor/preact@11.2.0/preact.js";

/** `rows`: what each row shows as a flat list, its key first. `draw(key, …)` makes the element of one. */
export function useRows(rows, draw) {
  const drawn = useRef(new Map());
  const next = new Map();
  for (const facts of rows) {
    const before = drawn.current.get(facts[0]);
    const isSame = before && facts.every((fact, place) => fact === before.facts[place]);
    next.set(facts[0], isSame ? before : { facts, element: draw(...facts) });
  }
  drawn.current = next;
  return Array.from(next.values(), ({ element }) => element);
}

/** Calls `act` with the next frame, before it is drawn; the last one only when more come until then. */
export function useNextFrame(act, inputs) {
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(act);
    return () => cancelAnimationFrame(frame);
  }, inputs);
}
