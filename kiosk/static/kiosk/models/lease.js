// One live till per register and machine: two tabs would sell from two carts and count two provisional numbers.

import { signal } from "../vendor/preact@11.2.0/preact.js";

const NAME = "nexus-till";

/** Without Web Locks (plain http) nobody can tell: the till then says so and goes on. */
export function createLease({ locks = globalThis.navigator?.locks } = {}) {
  const state = signal(locks ? "free" : "unsupported");

  /** True when this tab is the live one from now on. */
  function take() {
    if (!locks || state.value === "held") return Promise.resolve(true);
    return request({ ifAvailable: true });
  }

  /** Takes it from the tab that has it; that one is told and stops. */
  function seize() {
    return locks ? request({ steal: true }) : Promise.resolve(true);
  }

  function request(options) {
    return new Promise((resolve) => {
      const held = locks.request(NAME, options, (lock) => {
        state.value = lock ? "held" : "elsewhere";
        resolve(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined; // held until the tab closes
      });
      held.catch(() => (state.value = "elsewhere")); // another tab seized it
    });
  }

  return { state, take, seize };
}
