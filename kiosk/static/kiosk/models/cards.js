// The printed commands that lie beside the till: each does what a button does, so that a scanner alone sells and takes cash.
// Their sheet is drawn by kiosk/cards.py.

/** `obey(name)`: "PAY" for the code NEXUS-PAY; false when the till knows no such command. */
export function createCards(state, { paying, selling }) {
  const acts = {
    PAY: paying.open,
    EXACT: () => settle(() => paying.enter("")),
    NEW: paying.next,
    MORE: () => selling.more(1),
    LESS: () => selling.more(-1),
  };

  /** From the cart too: the sheet opens, unless an approver has to be asked first. */
  async function settle(prepare) {
    if (!state.payment.value) await paying.open();
    if (!state.payment.value) return;
    prepare();
    await paying.finish();
  }

  function giveCash(amount) {
    const cash = state.settings.value.methods.find((method) => method.kind === "cash");
    if (cash) paying.choose(cash.id);
    paying.enter(amount);
  }

  return function obey(name) {
    const cash = /^CASH(\d{2,7})$/.exec(name);
    if (cash) settle(() => giveCash(cash[1]));
    else acts[name]?.();
    return Boolean(cash) || name in acts;
  };
}
