// Category chips and tiles.

import { html, useEffect, useRef } from "../vendor/preact@11.2.0/preact.js";
import { FAVOURITES } from "../models/state.js";
import { _ } from "../models/words.js";
import { Icon } from "./icons.js";

export function Goods({ till }) {
  const { state } = till;
  const goods = state.goods.value;
  const shelf = useRef();
  useEffect(() => void (shelf.current && (shelf.current.scrollTop = 0)), [state.sought.value, state.category.value]);
  const onScroll = (event) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    if (scrollTop + 2 * clientHeight > scrollHeight && goods.length >= state.shown.value) state.more();
  };
  return html`<main class="goods" aria-label=${_("Goods")}>
    <h1 class="unseen">${_("Till")}</h1>
    <${Chips} till=${till} />
    ${goods.length
      ? html`<div class="shelf" ref=${shelf} onScroll=${onScroll}>
          <div class="tiles">${goods.map((product) => html`<${Tile} key=${product.id} till=${till} product=${product} />`)}</div>
        </div>`
      : html`<${Nothing} till=${till} />`}
  </main>`;
}

function Chips({ till }) {
  const { state } = till;
  const chosen = state.sought.value ? undefined : state.category.value;
  const chip = (id, name) => html`<button key=${id} class=${id === chosen ? "on" : ""} aria-pressed=${id === chosen}
    onClick=${() => state.browse({ category: id, query: "" })}>${name}</button>`;
  const categories = [...state.settings.value.categories].sort((a, b) => a[2] - b[2] || a[1].localeCompare(b[1]));
  return html`<nav class="chips" aria-label=${_("Categories")}>
    ${chip(FAVOURITES, _("Favourites"))}${chip(null, _("All"))}${categories.map(([id, name]) => chip(id, name))}
  </nav>`;
}

function Tile({ till, product }) {
  const { state, selling } = till;
  const { name, detail, colour, swatch, size, price, left, picture } = product;
  const words = left > 0 ? _("%(count)s left", { count: left }) : _("sold out");
  return html`<button class=${left > 0 ? "tile" : "tile out"} aria-label=${`${name}, ${detail}, ${state.money(price)}, ${words}`} onClick=${() => selling.addProduct(product)}>
    <div class="swatch" style=${swatch ? { "--swatch": swatch } : {}}>
      ${picture && html`<img src=${picture} alt="" loading="lazy" />`}${size && html`<span>${size}</span>`}
    </div>
    <div><h2>${name}</h2><p>${colour || detail}</p></div>
    <footer><b>${state.money(price, { short: true })}</b><span class=${left <= state.settings.value.few ? "left low" : "left"}>${words}</span></footer>
  </button>`;
}

function Nothing({ till }) {
  const { state } = till;
  const query = state.sought.value.trim();
  if (!query) {
    return html`<div class="empty"><${Icon} name="bag" /><strong>${_("No goods here yet")}</strong>
      <span>${_("Choose another category, or scan a label.")}</span></div>`;
  }
  return html`<div class="empty"><${Icon} name="search" /><strong>${_("Nothing found for “%(text)s”", { text: query })}</strong>
    <span>${_("Try fewer words, a part of the barcode, or another spelling.")}</span>
    ${state.may("catalog.add_product") &&
    html`<a class="button" href=${`/admin/catalog/product/add/?name=${encodeURIComponent(query)}`} target="_blank" rel="noopener">${_("Add it as a new product")}</a>`}
  </div>`;
}
