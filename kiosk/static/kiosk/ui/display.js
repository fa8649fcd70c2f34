// What the customer sees: welcome, the cart as it grows, how to pay, thanks. Never a phone number or an address.

import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact@11.2.0/preact.js";
import { kobo, money, percent, pieces, text } from "../models/figures.js";
import { _, ngettext } from "../models/words.js";
import { Field, Form } from "./form.js";
import { useNextFrame, useRows } from "./rows.js";

export function Display({ view, pairing, online }) {
  const { state } = view.current.value;
  const company = pairing.company.value;
  const symbol = company?.currency_symbol ?? "₦";
  const format = useMemo(() => (amount) => money(amount, { symbol }), [symbol]);
  if (!state && pairing.is_wanted.value) return html`<${Pair} pairing=${pairing} />`;
  return html`${screenOf(state, company, format)}
    ${!online.value && html`<span class="display-lost" role="status">${_("reconnecting …")}</span>`}`;
}

function screenOf(state, company, format) {
  if (!state || state.stage === "idle") return html`<${Idle} company=${company} />`;
  if (state.stage === "thanks") return html`<${Thanks} state=${state} format=${format} />`;
  return html`<${Sale} state=${state} format=${format} />`;
}

function Idle({ company }) {
  const heading = company ? _("Welcome to %(company)s", { company: company.name }) : _("Welcome");
  const messages = (company?.messages ?? []).filter((text) => text !== heading);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((n) => n + 1), 8000);
    return () => clearInterval(timer);
  }, []);
  return html`<main class="display-idle">
    ${company?.logo && html`<img src=${company.logo} alt="" />`}
    <h1>${heading}</h1>
    <p>${messages.length ? messages[turn % messages.length] : ""}</p>
  </main>`;
}

function Thanks({ state, format }) {
  const hasChange = state.change !== "0.00";
  return html`<main class="display-idle">
    <h1>${state.customer ? _("Thank you, %(name)s", { name: state.customer }) : _("Thank you")}</h1>
    ${hasChange ? html`<div class="change">${state.back ? _("You get back") : _("Your change")}<b>${format(state.change)}</b></div>` : html`<p>${_("%(total)s paid. See you soon.", { total: format(state.total) })}</p>`}
    ${state.earned > 0 && html`<p>${ngettext("You earned %(count)s point.", "You earned %(count)s points.", state.earned, { count: state.earned.toLocaleString("en") })}</p>`}
  </main>`;
}

function Sale({ state, format }) {
  return html`<main class="display">
    <section class="items" aria-label=${_("Your goods")}>
      <h1>${state.customer ? _("Welcome, %(name)s", { name: state.customer }) : _("Welcome")}</h1>
      <${Lines} lines=${state.lines} current=${state.current} format=${format} />
    </section>
    <${Sum} state=${state} format=${format} />
  </main>`;
}

function Lines({ lines, current, format }) {
  const list = useRef();
  useNextFrame(() => list.current.querySelector(".now")?.scrollIntoView({ block: "nearest" }), [current, lines.length]);
  const rowOf = (line) => [line.key, line.key === current, line.quantity, line.name, line.detail, termsOf(line, format), line.sum, format];
  const rows = useRows(lines.map(rowOf), (key, isNow, quantity, name, detail, terms, sum) => html`<li key=${key} class=${isNow ? "now" : ""}>
    <span>${quantity}</span><div>${name}<small>${[detail, terms].filter(Boolean).join(" · ")}</small></div><b class="figure">${format(sum)}</b></li>`);
  return html`<ul ref=${list}>${rows}</ul>`;
}

function termsOf({ is_gift: isGift, discount }, format) {
  if (isGift) return _("our gift");
  if (!discount) return "";
  return _("%(amount)s off", { amount: discount.kind === "percent" ? `${percent(discount.value)} %` : format(discount.value) });
}

function Sum({ state, format }) {
  const { totals, payment } = state;
  const discount = text(totals.discount.reduce((sum, amount) => sum + kobo(amount), 0n));
  const row = (label, amount, kind = "") => html`<div class=${kind}><span>${label}</span><span class="figure">${amount}</span></div>`;
  const isExchange = (totals.back ?? "0.00") !== "0.00";
  const rest = isExchange ? kobo(totals.total) - kobo(totals.back) : 0n;
  const account = payment && payment.open !== "0.00" ? payment.bank : null;
  return html`<section class="sum" aria-live="polite">
    ${account ? html`<${Bank} account=${account} amount=${format(payment.open)} />` : html`<p class="top">${payment ? _("Please pay at the counter.") : ""}</p>`}
    ${row(pieces(totals.pieces), format(totals.gross))}
    ${discount !== "0.00" && row(_("Discount"), format(`-${discount}`))}
    ${(totals.points ?? "0.00") !== "0.00" && row(_("Points redeemed"), format(`-${totals.points}`))}
    ${totals.delivery !== "0.00" && row(_("Delivery"), format(totals.delivery))}
    ${totals.tax !== "0.00" && row(_("%(tax)s included", { tax: totals.tax_name || _("Tax") }), format(totals.tax))}
    ${state.earns > 0 && row(_("Points to earn"), state.earns.toLocaleString("en"), "earns")}
    <div class="all"><span>${_("Total")}</span><b class="figure">${format(totals.total)}</b></div>
    ${isExchange && row(_("Goods brought back"), format(`-${totals.back}`))}
    ${payment?.tenders.map((tender) => row(tender.name, format(tender.amount)))}
    ${isExchange && !payment && row(rest < 0n ? _("You get back") : _("To pay"), format(text(rest < 0n ? -rest : rest)), "rest")}
    ${payment && (isExchange || payment.tenders.length > 0) && payment.open !== "0.00" && row(_("Still to pay"), format(payment.open), "rest")}
    ${payment && rest < 0n && row(_("You get back"), format(text(-rest)), "rest")}
  </section>`;
}

function Bank({ account, amount }) {
  return html`<div class="bank"><p>${_("Transfer")}<strong>${amount}</strong></p><p>${_("to account")}<strong>${account.number}</strong></p><p>${account.bank} · ${account.name}</p></div>`;
}

function Pair({ pairing }) {
  const act = async ({ code }) => {
    const refused = await pairing.pair(code.trim());
    if (!refused) location.reload();
    return refused;
  };
  return html`<div class="gate"><main class="card">
    <div class="house"><span>N</span>${_("Customer display")}</div><h1>${_("Which register is this screen for?")}</h1>
    <p class="quiet">${_("On the till’s own machine nothing is to be done. Elsewhere type the code that the till shows under “Customer display”.")}</p>
    <${Form} act=${act} submit=${_("Pair this screen")} label=${_("Pair")}><${Field} label=${_("Code")} name="code" isFirst=${true} autocapitalize="characters" /><//>
  </main></div>`;
}
