// What lies over the screen: payment, its success, a dialog.

import { html } from "../vendor/preact@11.2.0/preact.js";
import { Gift, LineEditor, OrderDiscount } from "./agreements.js";
import { CustomerDialog } from "./customer.js";
import { Done } from "./done.js";
import { later } from "./later.js";
import { Payment } from "./payment.js";
import { SwitchDialog } from "./people.js";

const Afar = later(async () => (await import("./approve.js")).Afar);

const DIALOGS = {
  approve: later(async () => (await import("./approve.js")).ApproveDialog),
  cash_move: later(async () => (await import("./cash-moves.js")).CashMove),
  close_shift: later(async () => (await import("./closing.js")).CloseShift),
  crediting: later(async () => (await import("./crediting.js")).Crediting),
  customer: CustomerDialog,
  delivery: later(async () => (await import("./delivery.js")).DeliveryDialog),
  gift: Gift,
  help: later(async () => (await import("./help.js")).Help),
  line: LineEditor,
  line_state: later(async () => (await import("./help.js")).LineState),
  order_discount: OrderDiscount,
  owing: later(async () => (await import("./owing.js")).Owing),
  park: later(async () => (await import("./past.js")).ParkDialog),
  pair_display: later(async () => (await import("./help.js")).PairDisplay),
  parked: later(async () => (await import("./past.js")).ParkedDialog),
  points: later(async () => (await import("./points.js")).Points),
  preorders: later(async () => (await import("./preorders.js")).PreordersDialog),
  recent: later(async () => (await import("./recent.js")).RecentDialog),
  returning: later(async () => (await import("./returning.js")).Returning),
  shift_closed: later(async () => (await import("./closing.js")).ShiftClosed),
  shift_report: later(async () => (await import("./shift-report.js")).ShiftReport),
  switch: SwitchDialog,
};

const nothing = () => {};

export function Over({ till }) {
  const { state } = till;
  return html`${state.payment.value && html`<${Payment} till=${till} />`}
    ${state.done.value && html`<${Done} till=${till} />`}
    <${Afar} till=${till} close=${nothing} />
    <${Dialog} till=${till} />`;
}

function Dialog({ till }) {
  const dialog = till.state.dialog.value;
  const Shown = dialog && DIALOGS[dialog.name];
  const close = () => void (till.state.dialog.value === dialog && (till.state.dialog.value = null));
  return Shown ? html`<${Shown} key=${dialog.name} till=${till} dialog=${dialog} close=${close} />` : null;
}
