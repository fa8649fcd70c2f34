"use strict";
/* The back office under a policy without eval and inline styles. Alpine runs as its CSP build, which knows a small
   language only: here stand the names that its expressions may reach, and how the few that it cannot read are rewritten.
   A test parses every expression of the installed unfold after these rules. */
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0; // a snapshot would carry style attributes
htmx.config.attributesToSettle = ["class", "width", "height"]; // a refused dialog would be given its old styles
htmx.config.refreshOnHistoryMiss = true; // so going back loads the page

const windowForExpressions = {
  location: {
    get pathname() { return location.pathname; },
    get search() { return location.search; },
    get hash() { return location.hash; },
    get href() { return location.href; },
    set href(address) { location.href = address; },
  },
};

const namesForExpressions = {
  window: windowForExpressions,
  localStorage: {
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
  },
  getCurrentTab: () => getCurrentTab(),
  sortRecords: (event) => sortRecords(event),
  moveRecords: (event) => moveRecords(event),
  picture: (element) => `url(${JSON.stringify(element.dataset.bg)})`,
  freshKey: () => Date.now() + Math.random(),
  clearOrBlur(input) {
    if (input.value === "") input.blur();
    else input.value = "";
  },
  nameArrayInput(row) {
    const input = row.getElementsByTagName("input")[0];
    if (input.name.includes("__prefix__")) input.name = row.parentElement.getElementsByTagName("input")[0].name;
  },
  followSelect2(id, name, state) {
    const select = django.jQuery(`#${id}`);
    select.on("change", () => { state[name] = select.val(); });
  },
};

const rewrites = [
  [/^\s*activeTab = ([^;]*);\s*\$watch\('sidebarDesktopOpen'[\s\S]*$/, "activeTab = $1"],
  [/^if \(!\$event\.metaKey && !\$event\.ctrlKey\) (selectItem\(.*\))$/, "!$event.metaKey && !$event.ctrlKey && $1"],
  [/^openSearchResults = false; if \(\$refs\.searchInput[\s\S]*$/, "[openSearchResults = false, clearOrBlur($refs.searchInput)]"],
  [/^items\.push\(\{ key: new Date\(\)\.getTime\(\)\}\)$/, "items.push({ key: freshKey() })"],
  [/^if \(\$el\.getElementsByTagName\('input'\)\[0\][\s\S]*$/, "nameArrayInput($el)"],
  [
    /^const \$ = django\.jQuery; \$\(function \(\) \{ const select = \$\('#([^']+)'\); select\.on\('change', \(ev\) => \{ (\w+) = select\.val\(\); \}\); \}\);$/,
    "followSelect2('$1', '$2', $$data)",
  ],
  [/^'width: ' \+ changeListWidth \+ 'px'$/, "{width: changeListWidth + 'px'}"],
  [/^([^;{}]+);\s*([^;{}]+);?\s*$/, "[$1, $2]"], // a; b
];

function rewritten(expression) {
  const found = rewrites.find(([pattern]) => pattern.test(expression));
  return found ? expression.replace(found[0], found[1]) : expression;
}

/* Enter opens the first row when none was walked to, and does nothing before anything was found. */
function paletteThatOpensTheFirst() {
  const stock = searchCommand(), open = stock.selectItem;
  return Object.assign(stock, {
    selectItem(...how) {
      if (!this.items?.length) return;
      this.currentIndex = this.currentIndex || 1;
      open.apply(this, how);
    },
  });
}

document.addEventListener("alpine:init", () => {
  const stockTheme = theme;
  Alpine.data("theme", (choice) => Object.assign(stockTheme(choice), namesForExpressions));
  Alpine.data("searchForm", () => searchForm());
  Alpine.data("searchDropdown", () => searchDropdown());
  Alpine.data("searchCommand", () => paletteThatOpensTheFirst());
  Alpine.mapAttributes(({ name, value }) => ({
    name,
    value: value && /^(x-|@|:)/.test(name) ? rewritten(value) : value,
  }));
});

/* The rewritten expression loses unfold's $watch, which remembers whether the sidebar is open. */
document.addEventListener("alpine:initialized", () => {
  Alpine.effect(() => {
    const open = Alpine.$data(document.body).sidebarDesktopOpen;
    localStorage.setItem("sidebarDesktopOpen", open ? "1" : "0");
  });
});

/* unfold re-parses rows with innerHTML: style attributes that Alpine and Select2 wrote go, they are set again. */
document.addEventListener(
  "click",
  (event) => {
    const pressed = event.target.closest?.(".add-row, .delete-template");
    const formset = pressed?.closest(".formset");
    if (!formset) return;
    const rows = pressed.closest(".add-row") ? ".empty-form [style]" : ".form-group [style]";
    for (const element of formset.querySelectorAll(rows)) element.removeAttribute("style");
  },
  true,
);
