// The whole till by keys. A dialog has its own; here is what holds over the screen.

const isTyping = (element) => element.matches?.("input, textarea, select") ?? false;

export function listenToKeys(till, { focusSearch }) {
  const { state, selling, paying } = till;
  const dialog = (name) => (state.dialog.value = { name });

  const anywhere = {
    F2: () => paying.open(),
    F4: () => dialog("customer"),
    F6: () => !state.is_empty.value && dialog("order_discount"),
    F7: () => !state.is_empty.value && dialog("park"),
    F8: () => dialog("parked"),
    F9: () => dialog("recent"),
  };
  const beside = {
    "/": focusSearch,
    "?": () => dialog("help"),
    "+": () => selling.more(1),
    "-": () => selling.more(-1),
    "*": () => (state.times.value = ""),
    ArrowUp: () => selling.step(-1),
    ArrowDown: () => selling.step(1),
    Delete: () => state.cart.value.current && selling.setQuantity(state.cart.value.current, 0),
    Enter: () => state.cart.value.current && (state.dialog.value = { name: "line", key: state.cart.value.current }),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || state.phase.value !== "selling") return;
    if (event.key === "Escape") return escape();
    if (state.dialog.value || state.is_session_over.value) return;
    if (state.done.value) return afterSale(event);
    if (state.payment.value) return;
    const isButton = event.target.matches?.("button, a") && event.key === "Enter";
    const act = anywhere[event.key] ?? (isTyping(event.target) || isButton ? null : beside[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function afterSale(event) {
    if (event.key !== "Enter" && event.key !== "F2") return;
    if (event.key === "Enter" && event.target.matches?.("button, a")) return;
    event.preventDefault();
    paying.next();
  }

  /** One step back: what lies on top goes first. */
  function escape() {
    if (state.dialog.value) return void (state.dialog.value.settle?.(null), (state.dialog.value = null));
    if (state.payment.value) return void paying.close();
    if (state.done.value) return void paying.next();
    if (state.times.value !== null) return void (state.times.value = null);
    if (state.query.value) return state.browse({ query: "" });
    state.hush();
    if (isTyping(document.activeElement)) document.activeElement.blur();
  }

  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
