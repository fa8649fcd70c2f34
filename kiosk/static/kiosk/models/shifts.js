// A shift of this register: opened with a float, closed with a blind count.

import { kobo, text } from "./figures.js";
import { newKey } from "./keys.js";

/** `opened()`: a new day may have begun, with other favourites. */
export function createShifts(state, { outbox, save, sound, now, opened }) {
  async function open(openingFloat) {
    const shift = { key: newKey(), opening_float: openingFloat, opened_at: now().toISOString() };
    const answer = await outbox.command("open_shift", shift);
    if (answer.outcome === "refused") return refuse(answer.refusal);
    state.shift.value = { number: "", ...shift, ...answer.body?.shift };
    await keep(state.shift.value);
    state.phase.value = "selling";
    opened();
    return "";
  }

  /** `counted`: pieces by denomination. Only afterwards is told what was expected. */
  async function close(counted, comment) {
    const answer = await outbox.command("close_shift", { key: state.shift.value.key, counted, comment });
    if (answer.outcome === "refused") return refuse(answer.refusal);
    const outcome = answer.body?.shift ?? null;
    await keep(null);
    state.dialog.value = { name: "shift_closed", shift: outcome, counted: sumOf(counted) };
    state.shift.value = null;
    state.phase.value = "shift";
    return "";
  }

  async function keep(shift) {
    state.session.value = { ...state.session.value, shift };
    await save("shift", shift);
  }

  function refuse(refusal) {
    sound("refused");
    return refusal.sentence;
  }

  return { open, close };
}

/** {"1000.00": 3, "500.00": 1} → "3500.00" */
export function sumOf(counted) {
  let sum = 0n;
  for (const [value, count] of Object.entries(counted)) sum += kobo(value) * BigInt(count || 0);
  return text(sum);
}
