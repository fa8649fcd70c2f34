// Who stands at the till: signing in, the switch by PIN, the device as a register, an approver's word.

import { kobo } from "./figures.js";

/** Whether this colleague's word, by PIN, would allow what is asked: {action, limit}, of a store credit its `amount`. `but`: the key of who asks and may not. */
export function couldApprove(person, { action, limit, amount, but }) {
  if (person.id === but || !person.has_pin || !person.approves?.includes(action)) return false;
  if (amount) return kobo(amount) <= kobo(person.store_credit_limit ?? "0.00");
  return !limit || kobo(limit) <= kobo(person.discount_limit);
}

/**
 * `session`: load(), sign_in(username, password), sign_out(), switch_user(user_id, pin), enrol(register_id, device).
 * `begin()` starts the till anew for what the session says.
 */
export function createPeople(state, { session, ask, begin, sound }) {
  let lock = "";

  /** Runs an act of signing; gives the sentence of its refusal, "" when it went well. */
  async function tryTo(act) {
    try {
      await act();
      return "";
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      sound("refused");
      if (refusal.code === "pin_locked") lock = refusal.sentence;
      return refusal.sentence;
    }
  }

  async function signIn(username, password) {
    return tryTo(async () => {
      state.session.value = await session.sign_in(username, password);
      state.is_session_over.value = false;
      await begin();
    });
  }

  async function switchTo(cashier, pin) {
    return tryTo(async () => {
      const user = await session.switch_user(cashier, pin);
      state.session.value = { ...state.session.value, user };
      state.cashier.value = user;
      state.is_session_over.value = false;
      state.dialog.value = null;
      if (state.phase.value === "locked") await begin();
    });
  }

  async function enrol(registerId, device) {
    return tryTo(async () => {
      state.session.value = await session.enrol(registerId, device);
      await begin();
    });
  }

  async function signOut() {
    await tryTo(async () => (state.session.value = { ...state.session.value, ...(await session.sign_out()), user: null }));
    state.dialog.value = null;
    state.phase.value = "locked";
  }

  /** Opens the approver's dialog and waits for the word: {token, action, limit, by} or null. */
  function approve(asked) {
    return new Promise((resolve) => {
      const settle = (approval) => {
        if (state.dialog.value?.settle === settle) state.dialog.value = null; // an answer from afar finds another one
        resolve(approval);
      };
      state.dialog.value = { name: "approve", ...asked, settle };
    });
  }

  async function grant({ action, subject, limit, settle }, approver_id, pin) {
    return tryTo(async () => {
      const { token, approver } = await ask("approve", { approver_id, pin, action, subject, limit }, { raising: true });
      settle({ token, action, limit, by: approver });
    });
  }

  return { signIn, switchTo, enrol, signOut, approve, grant, isLock: (sentence) => sentence === lock, lock: () => (state.phase.value = "locked") };
}
