// An approver's word for an act on goods that come back: asked for where the till knows that it is needed, and where the server says so.

const NEEDS_WORD = new Set(["approval_needed", "own_work", "too_late"]);

/** After the shop's days only those are asked who may overrule them. */
export const actionFor = ({ is_late }) => (is_late ? "late_return" : "return");

/** The word as the server reads it. */
export const wordOf = ({ token }, action = "return") => ({ token, action, limit: "" });

/** `asked` is {action, subject, why, isAllowed}: whether whoever is at the till may do it alone. */
export function createAllowing({ state, people }) {
  async function wordFor({ action, subject }, why) {
    const given = await people.approve({ action, subject, limit: "", why, but: state.cashier.value.id });
    return given && wordOf(given, action);
  }

  /** Runs `act(approval)` and gives {answer}, or {sentence} of why it was not done: "" when nobody gave their word. */
  async function allowed(asked, act) {
    let word = asked.isAllowed ? null : await wordFor(asked, asked.why);
    if (!word && !asked.isAllowed) return { sentence: "" };
    for (;;) {
      try {
        return { answer: await act(word) };
      } catch (refusal) {
        if (!refusal.sentence) throw refusal;
        if (word || !NEEDS_WORD.has(refusal.code)) return { sentence: refusal.sentence };
        word = await wordFor(asked, refusal.sentence);
        if (!word) return { sentence: refusal.sentence };
      }
    }
  }

  return { wordFor, allowed };
}
