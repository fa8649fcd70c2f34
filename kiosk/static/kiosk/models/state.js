// What the till knows, as signals. Screens read them; only the acts beside this module write them.

import { computed, signal } from "../vendor/preact@11.2.0/preact.js";
import { emptyCart, isEmpty, piecesOf, ticketOf } from "./cart.js";
import { Catalogue } from "./catalogue.js";
import { kobo, money, text } from "./figures.js";
import { paidSoFar, reckon } from "./payment.js";
import { GAP_MS } from "./scanner.js";

export const FAVOURITES = "favourites";
const PAGE = 48;
const NOTHING = { methods: [], taxes: [], categories: [], cashiers: [], denominations: [], favourites: [], few: 3, loyalty: null };

/** `total` is the function of totals.js. */
export function createState({ total }) {
  const state = {
    phase: signal("starting"), // starting sign_in enrol not_selling shift selling locked other_tab taken_over
    lacks: signal([]), // what this browser or address cannot give: sentences
    session: signal(null),
    is_session_over: signal(false),
    cashier: signal(null), // who sells now: {id, name, initials, permissions, discount_limit}
    shift: signal(null), // {key, number, opened_at, opening_float}
    settings: signal(NOTHING),
    catalogue: signal(new Catalogue()),
    changes: signal(0), // counts what came into the catalogue, so that screens look again
    cart: signal(emptyCart()),
    payment: signal(null),
    done: signal(null),
    thanks: signal(null), // what the customer's screen shows instead of the cart, once a debt is paid
    is_busy: signal(false),
    dialog: signal(null), // {name, …what it needs}
    notice: signal(null), // {tone, sentence, hint, at}
    query: signal(""), // what stands in the field
    sought: signal(""), // what the goods are looked up by
    category: signal(FAVOURITES), // FAVOURITES, null for all, or a category's id
    favourites: signal([]), // keys of what the shop sells most
    shown: signal(PAGE),
    times: signal(null), // figures typed after "*": pieces of the next scan
    sums_of_points: signal(null), // functions of points.js, which comes later
    glow: signal(0), // moves with every change of the current line
    parked_count: signal(0),
    tab: signal("goods"), // phone width: goods or cart
  };
  addDerived(state, total);
  state.say = (tone, sentence, hint = "") => (state.notice.value = { tone, sentence, hint, at: Date.now() });
  state.money = (amount, options = {}) => money(amount, { symbol: state.symbol.value, ...options });
  state.hush = () => (state.notice.value = null);
  state.may = (permission) => state.cashier.value?.permissions.includes(permission) ?? false;
  state.more = () => (state.shown.value += PAGE);
  const seek = createSeeker(state);
  state.browse = (changes) => {
    if ("query" in changes) {
      state.query.value = changes.query;
      seek();
    }
    if ("category" in changes) state.category.value = changes.category;
    state.shown.value = PAGE;
  };
  return state;
}

/** Looks up at once what a hand types. A scan into the field does not stay there, so what may be one waits for a pause. */
function createSeeker({ query, sought }) {
  let last = -Infinity;
  let timer = 0;
  const seek = () => (sought.value = query.value);
  return () => {
    const mayBeScan = query.value.length === 1 || performance.now() - last <= GAP_MS;
    last = performance.now();
    clearTimeout(timer);
    if (mayBeScan) timer = setTimeout(seek, GAP_MS);
    else seek();
  };
}

function addDerived(state, total) {
  state.company = computed(() => state.session.value?.company ?? null);
  state.register = computed(() => state.session.value?.register ?? null);
  state.symbol = computed(() => state.company.value?.currency_symbol ?? "₦");
  const counted = computed(() => count(state, total));
  state.totals = computed(() => counted.value.totals);
  state.fault = computed(() => counted.value.fault); // why the cart cannot be paid as it is, or ""
  state.points = computed(() => counted.value.points); // that are redeemed
  state.earns = computed(() => state.sums_of_points.value?.ahead(state.settings.value.loyalty, state.cart.value, state.totals.value) ?? 0);
  state.to_pay = computed(() => lessGoods(state.totals.value.total, state.cart.value.exchange)); // below zero: goes back
  state.pieces = computed(() => piecesOf(state.cart.value));
  state.is_empty = computed(() => isEmpty(state.cart.value));
  state.goods = computed(() => goodsOf(state));
  state.reckoning = computed(() => {
    const payment = state.payment.value;
    return payment && reckon(payment, state.totals.value.total, state.settings.value.methods);
  });
}

/** What the cart comes to; how many points it takes is known once the goods are added up. */
function count(state, total) {
  const ticket = ticketOf(state.cart.value, termsOf(state));
  const plain = tryTotal(total, ticket);
  const sums = state.sums_of_points.value;
  const rules = state.settings.value.loyalty;
  const points = sums && !plain.fault ? sums.redeemed(rules, state.cart.value, plain.totals) : 0;
  return points ? { ...tryTotal(total, { ...ticket, points_discount: sums.worth(rules, points) }), points } : { ...plain, points };
}
const lessGoods = (total, exchange) => (exchange ? text(kobo(total) - kobo(exchange.amount)) : total);

/** Taxes, and what the cash part is rounded to once the customer pays cash. */
function termsOf(state) {
  const { taxes, methods } = state.settings.value;
  const terms = { taxes, cash_rounding: state.company.value?.cash_rounding ?? "0.00" };
  return { ...terms, ...(state.payment.value && paidSoFar(state.payment.value, methods)) };
}

/** A discount above what is left of its lines is named, and the rest is shown without it; so is more than a receipt holds. */
function tryTotal(total, ticket) {
  try {
    return { totals: total(ticket), fault: "" };
  } catch (refused) {
    if (!refused.sentence) throw refused;
    const bare = refused.code === "too_much" ? { unit_price: "0.00", quantity: 1 } : {};
    const lines = ticket.lines.map((line) => ({ ...line, discount: null, agreed_price: null, ...bare }));
    return { totals: total({ ...ticket, lines, order_discount: null }), fault: refused.sentence };
  }
}

function goodsOf(state) {
  state.changes.value; // read so that a delta shows
  const [catalogue, query, category] = [state.catalogue.value, state.sought.value.trim(), state.category.value];
  const limit = state.shown.value;
  if (query) return catalogue.search(query, { limit });
  if (category !== FAVOURITES) return catalogue.search("", { limit, category_id: category });
  const loved = state.favourites.value.map((id) => catalogue.get(id)).filter(Boolean);
  const others = catalogue.search("", { limit }).filter((product) => !state.favourites.value.includes(product.id));
  return [...loved, ...others].slice(0, limit);
}
