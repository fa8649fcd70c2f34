// From the cart to a finished sale: once, whatever is pressed twice and whatever the server does.

import { emptyCart, isEmpty, reprice, saleOf } from "./cart.js";
import { kobo, money, percent } from "./figures.js";
import { drop, methodOf, needsServer, newPayment, press, reckon, take, tenderAtHand, whyNot, withDeposits } from "./payment.js";
import { _ } from "./words.js";

const WAIT_MS = 4000;
const credits = () => import("./credits.js");

/** `approve({action, limit, subject, why})` gives an approval or null. */
export function createPaying(state, { outbox, ask, online, approve, sound, now }) {
  const methods = () => state.settings.value.methods;
  const total = () => state.totals.value.total;
  const format = (amount) => money(amount, { symbol: state.symbol.value });
  const set = (changes) => {
    if (state.notice.value?.tone === "bad") state.hush(); // what was refused is being mended
    state.payment.value = { ...state.payment.value, ...changes };
  };

  async function open() {
    if (state.phase.value !== "selling" || isEmpty(state.cart.value) || state.payment.value) return;
    if (state.fault.value) return refuse(state.fault.value, _("Change the line, or take the discount away."));
    if (!(await isAllowed())) return;
    state.hush();
    state.payment.value = await firstPayment();
    if (total() === "0.00") set({ method_id: null });
  }

  /** With the deposit, then what goods in hand pay, then what the customer is owed. */
  async function firstPayment() {
    const { customer, exchange: goods, preorder } = state.cart.value;
    const begun = withDeposits(newPayment(methods()), preorder?.deposits ?? [], total(), methods());
    const payment = goods ? (await exchanging()).withGoods(begun, goods, total(), methods()) : begun;
    return online.value && customer?.credits?.length ? (await credits()).withCredits(payment, customer, total(), methods()) : payment;
  }

  /** Discounts above the limit and gifts need an approver's PIN before anything is paid. */
  async function isAllowed() {
    const cart = state.cart.value;
    const hasGift = cart.gift_reason || cart.lines.some((line) => line.gift_reason);
    if (hasGift && !state.may("sales.give_gift") && !(await isApproved("gift", "", _("Goods shall be given away as a gift.")))) return false;
    const given = state.totals.value.discount_percent;
    if (kobo(given) <= kobo(state.cashier.value.discount_limit) || cart.preorder) return true; // what was promised, the server knows
    const limit = state.cashier.value.discount_limit;
    return isApproved("discount", given, _("%(given)s % off is above your limit of %(limit)s %.", { given: percent(given), limit: percent(limit) }));
  }

  async function isApproved(action, limit, why, subject = state.cart.value.key) {
    const { key } = state.cart.value;
    const holds = (one) => one.action === action && (!limit || kobo(one.limit) >= kobo(limit));
    if (state.cart.value.approvals.some(holds)) return true;
    const approval = await approve({ action, limit, why, subject });
    if (!approval || state.cart.value.key !== key) return false;
    state.cart.value = { ...state.cart.value, approvals: [...state.cart.value.approvals, approval] };
    return true;
  }

  async function finish() {
    if (state.is_busy.value || !state.payment.value) return;
    if (state.cart.value.preorder && !online.value) return refuse(_("A pre-order is picked up with the server, and it cannot be reached."), _("Park the sale until it is back."));
    if (state.points.value && !online.value) return refuse(_("Points need the server, and it cannot be reached."), _("Wait for it, or take the points off."));
    if (state.cart.value.exchange && !online.value) return refuse(_("An exchange needs the server, and it cannot be reached."), _("Wait for it, or take the goods in hand off."));
    if (isCredit() && !online.value) return refuse(_("Store credit needs the server, and it cannot be reached."), _("Wait for it, or take the credit off."));
    const tender = tenderAtHand(state.payment.value, total(), methods());
    if (tender) {
      const why = whyNot(tender, state.payment.value, total(), methods(), format);
      if (why) return refuse(why);
      state.payment.value = take(state.payment.value, tender);
    }
    if (state.reckoning.value.is_settled) return book();
    if (!state.payment.value.is_part) return;
    if (!state.cart.value.customer) return refuse(_("A part payment needs a customer."), _("Choose the customer first."));
    if (!online.value) return refuse(_("A part payment needs the server, and it cannot be reached."), _("Take the whole amount, or park the sale."));
    await book();
  }

  const isCredit = () => needsServer(state.payment.value.tenders, methods());

  function refuse(sentence, hint = "") {
    sound("refused");
    state.say("bad", sentence, hint);
  }

  async function book() {
    state.is_busy.value = true;
    const sale = saleBody();
    try {
      const needs_server = isCredit() || state.points.value > 0;
      answered(await (sale.exchange ? swap(sale) : outbox.finish_sale(sale, { wait_ms: WAIT_MS, needs_server })));
    } finally {
      state.is_busy.value = false;
    }
  }

  const exchanging = () => import("./exchanging.js");
  const swap = async (sale) => (await exchanging()).exchange(sale, { ask, approve, state });

  function saleBody() {
    return {
      ...saleOf(state.cart.value, state.points.value),
      sold_at: now().toISOString(),
      shift_key: state.shift.value.key,
      catalogue_version: state.catalogue.value.version,
      is_offline: !online.value,
      epoch: state.register.value.epoch,
      cashier_id: state.cashier.value.id,
      tenders: state.payment.value.tenders,
      total: total(),
      print: true,
    };
  }

  function answered(answer) {
    if (answer.outcome === "refused") return turnedDown(answer.refusal);
    const paid = { ...state.reckoning.value, ...answer.besides };
    const sold = { cart: state.cart.value, totals: state.totals.value, points: state.points.value, ...paid };
    const tenders = state.payment.value.tenders;
    state.done.value = { ...sold, tenders, receipt: answer.receipt ?? null, provisional_number: answer.provisional_number ?? "" };
    state.payment.value = null;
    state.cart.value = emptyCart();
    state.hush();
    sound("done");
  }

  function turnedDown(refusal) {
    if (refusal.code === "no_answer") return refuse(refusal.sentence, _("Press again to ask once more: nothing is done twice."));
    sound("refused");
    if (refusal.code === "credit_unusable") correct(state.payment.value.tenders, refusal.details);
    if (refusal.code === "points_unusable") state.cart.value = state.sums_of_points.value.corrected(state.cart.value, refusal.details);
    state.payment.value = null;
    if (refusal.code === "session_ended") return void (state.is_session_over.value = true);
    if (refusal.code === "approval_needed") return askFor(refusal);
    if (refusal.code === "approval_invalid") state.cart.value = { ...state.cart.value, approvals: [] };
    if (refusal.code === "price_changed") state.cart.value = reprice(state.cart.value, refusal.details.lines ?? []);
    state.say("bad", refusal.sentence, _("Nothing was sold yet: the cart is as it was."));
  }

  const correct = async (tenders, told) => (await credits()).correct(state, tenders, told);

  /** The server wants an approver where the till did not know it. */
  async function askFor({ details, sentence }) {
    const limit = details.percent ?? "";
    if (await isApproved(details.action, limit, sentence, details.subject)) state.say("good", _("Approved. Press Pay again."));
  }

  /** What would come back of the cash at hand, or null. */
  function changeAhead() {
    const tender = tenderAtHand(state.payment.value, total(), methods());
    if (!tender || !state.payment.value.entry || methodOf(methods(), tender.method_id).kind !== "cash") return null;
    const { change } = reckon(take(state.payment.value, tender), total(), methods());
    return change === "0.00" ? null : { amount: tender.amount, change };
  }

  /** Whether the next press books the sale, or takes one tender of several. */
  function willSettle() {
    const tender = tenderAtHand(state.payment.value, total(), methods());
    const after = tender ? take(state.payment.value, tender) : state.payment.value;
    return state.payment.value.is_part || reckon(after, total(), methods()).is_settled;
  }

  return {
    open,
    finish,
    changeAhead,
    willSettle,
    close: () => !state.is_busy.value && (state.payment.value = null),
    choose: (method_id) => set({ method_id, entry: "", reference: "" }),
    partly: () => set({ is_part: !state.payment.value.is_part, entry: "" }),
    enter: (entry) => set({ entry }),
    refer: (reference) => set({ reference }),
    type: (entry) => set({ entry: press("", entry.replace(/[^\d.]/g, "")) }),
    press: (key) => set({ entry: press(state.payment.value.entry, key) }),
    spend: async (number) => set((await credits()).spent(state, number)),
    drop: (place) => set(drop(state.payment.value, place)),
    next: () => (state.done.value = null),
  };
}
