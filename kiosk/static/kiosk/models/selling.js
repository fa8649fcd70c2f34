// From a scan or a tile to a line in the cart.

import { commandOf, isReadRight, isSlip, normalise } from "./barcodes.js";
import {
  add, agree, currentLine, emptyCart, inCart, isEmpty, lineOf, select, setQuantity, step, traceOf, typeQuantity,
} from "./cart.js";
import { kobo } from "./figures.js";
import { _, ngettext } from "./words.js";

/** `sound(kind)`: good, short, unknown, refused. `commands(name)`: does a printed command, if there is such. `open(address)`: a new page. `credit(number)`: the slip of a store credit. */
export function createSelling(state, { ask, sound, commands, open, credit }) {
  const queue = [];
  const put = (cart) => {
    state.cart.value = cart;
    state.glow.value++;
  };

  function addProduct(product) {
    if (state.phase.value !== "selling") return;
    if (state.done.value) state.done.value = null;
    const pieces = state.times.value ? Number(state.times.value) : 1;
    state.times.value = null;
    put(add(state.cart.value, product, pieces || 1));
    warnWhenShort(product);
  }

  function warnWhenShort(product) {
    const wanted = inCart(state.cart.value, product.id);
    sound(wanted <= product.left ? "good" : "short");
    if (wanted > product.left) sayShort(product);
    else if (state.notice.value) state.hush();
  }

  /** Pieces that are typed or added by hand: silent, unless there are too few. */
  function putMore(cart) {
    const before = state.cart.value;
    put(cart);
    const product = state.catalogue.value.get(currentLine(cart)?.product_id);
    if (!product) return;
    const wanted = inCart(cart, product.id);
    if (wanted <= product.left) return void (state.notice.value?.tone === "warn" && state.hush());
    if (wanted > inCart(before, product.id)) sayShort(product);
  }

  function sayShort(product) {
    const what = `${product.name}${product.size ? ` ${product.size}` : ""}`;
    const shop = state.register.value?.shop.name ?? _("this shop");
    if (product.left > 0) state.say("warn", ngettext("Only %(count)s %(what)s is left at %(shop)s.", "Only %(count)s %(what)s are left at %(shop)s.", product.left, { what, shop }), _("Check the shelf, or take it out again."));
    else state.say("warn", _("%(what)s is sold out at %(shop)s.", { what, shop }), _("If you hold it in your hand, tell a manager to count it in."));
  }

  function scan(raw) {
    const command = commandOf(raw);
    if (command) return obey(command);
    if (isSlip(raw) && !state.dialog.value && state.phase.value === "selling") return void credit(raw);
    if (state.dialog.value || state.payment.value) return void queue.push(raw);
    if (state.phase.value !== "selling") return sound("refused");
    if (/^https?:.*\/r\//i.test(raw)) return open(raw);
    const product = state.catalogue.value.byBarcode(normalise(raw)) ?? state.catalogue.value.byBarcode(raw);
    if (product) return addProduct(product);
    sound("unknown");
    if (isReadRight(raw)) state.say("bad", _("No product has the code %(code)s.", { code: raw }), _("Search it by name, or ask a manager to add it."));
    else state.say("bad", _("The code %(code)s was read wrongly.", { code: raw }), _("Scan it again."));
  }

  /** A printed command presses no button through a dialog. */
  function obey(command) {
    const isHeard = state.phase.value === "selling" && !state.dialog.value && !state.is_session_over.value;
    if (isHeard && commands(command)) return;
    sound("refused");
    if (isHeard) state.say("bad", _("The till does not know the command %(command)s.", { command }), _("Print the sheet of commands again: it is in the help."));
  }

  /** Scans that came while a dialog was open. */
  function drain() {
    while (queue.length && !state.dialog.value && !state.payment.value) scan(queue.shift());
  }

  function typed(text) {
    if (state.times.value !== null && /^\d+$/.test(text)) state.times.value = (state.times.value + text).slice(-4);
    else if (/^\d+$/.test(text) && !isEmpty(state.cart.value)) figures(text);
    else return false;
    return true;
  }

  let entry = { key: null, base: 0, text: "", at: 0 };
  function figures(text) {
    const cart = state.cart.value;
    const isSame = entry.key === cart.current && entry.base === cart.base && Date.now() - entry.at < 1500;
    entry = { key: cart.current, base: cart.base, text: (isSame ? entry.text + text : text).slice(-4), at: Date.now() };
    const quantity = Number(entry.text);
    if (quantity > 0) putMore(typeQuantity(cart, quantity));
  }

  function clear() {
    const removed = traceOf(state.cart.value);
    if (removed.length) ask("cart_trace", { removed }, { quietly: true });
    state.cart.value = emptyCart();
    state.hush();
  }

  function agreeOn(key, terms) {
    const line = lineOf(state.cart.value, key);
    if (terms.agreed_price && kobo(terms.agreed_price) > kobo(line.unit_price)) {
      return _("The price agreed is above the price on the label.");
    }
    put(agree(state.cart.value, key, terms));
    return "";
  }

  return {
    addProduct,
    scan,
    drain,
    typed,
    clear,
    agreeOn,
    select: (key) => (state.cart.value = select(state.cart.value, key)),
    step: (by) => (state.cart.value = step(state.cart.value, by)),
    setQuantity: (key, quantity) => putMore(setQuantity(state.cart.value, key, quantity)),
    more: (by) => {
      const line = lineOf(state.cart.value, state.cart.value.current);
      if (line) putMore(setQuantity(state.cart.value, line.key, line.quantity + by));
    },
    change: (changes) => (state.cart.value = { ...state.cart.value, ...changes }),
  };
}
