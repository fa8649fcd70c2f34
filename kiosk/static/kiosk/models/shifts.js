// A shift of this register: opened with a float, and over once it is counted.

import { newKey } from "./keys.js";

/** `opened()`: a new day may have begun, with other favourites. */
export function createShifts(state, { outbox, save, sound, now, opened }) {
  async function open(openingFloat) {
    const shift = { key: newKey(), opening_float: openingFloat, opened_at: now().toISOString() };
    const answer = await outbox.command("open_shift", shift);
    if (answer.outcome === "refused") {
      sound("refused");
      return answer.refusal.sentence;
    }
    state.shift.value = { number: "", ...shift, ...answer.body?.shift };
    await keep(state.shift.value);
    state.phase.value = "selling";
    opened();
    return "";
  }

  async function end() {
    await keep(null);
    state.shift.value = null;
    state.phase.value = "shift";
  }

  async function keep(shift) {
    state.session.value = { ...state.session.value, shift };
    await save("shift", shift);
  }

  return { open, end };
}
