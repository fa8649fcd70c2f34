// What was wrong with finished sales: listed here until somebody answers for it in the back office.

import { computed, effect, signal } from "../vendor/preact@11.2.0/preact.js";

/** `refused`: the outbox's own, which the server would not book; `booked`: what the server noted about this register's. */
export function createExceptions({ outbox, connection, ask }) {
  const told = signal([]);
  const refused = computed(() => outbox.state.value.exceptions ?? []);
  const booked = computed(() => {
    const here = new Set(refused.value.map(({ key }) => key));
    return told.value.filter(({ key }) => !here.has(key));
  });
  const count = computed(() => refused.value.length + booked.value.length);

  /** Asks what is open; what an MD has settled leaves the outbox. */
  async function look() {
    if (!connection.online.value) return;
    const keys = refused.value.filter(({ key }) => key).map(({ key }) => ({ key }));
    const answer = await ask("exceptions", { keys }, { quietly: true });
    if (!answer?.exceptions) return;
    told.value = answer.exceptions;
    if (answer.settled.length) await outbox.forget(answer.settled);
  }

  /** Looks whenever the line opens, somebody answered, or a sale met with doubts. */
  function follow() {
    const doubts = computed(() => outbox.state.value.doubts ?? 0);
    connection.on("open", look);
    connection.on("exceptions", look);
    effect(() => void (doubts.value && queueMicrotask(look))); // outside, else it would follow all that look() reads
  }

  return { refused, booked, count, look, follow };
}
