// What the till says, in the language of its page: the English texts are the keys of a gettext catalogue (domain djangojs),
// and the names of these functions are those that `makemessages -d djangojs` looks for.

let translations = {};
let plural = null;

/** `catalog`: text → translation, or its plural forms; `forms`: which of them 0, 1, 2 … 199 pieces take. */
export function speak({ catalog = {}, forms = null } = {}) {
  translations = catalog;
  plural = forms;
}

/** The text as it is said here, with `%(name)s` filled from `values`. */
export function _(text, values = null) {
  return filled(translations[text] ?? text, values);
}

/** The same for a number of things; `%(count)s` is filled by itself. */
export function ngettext(one, many, count, values = {}) {
  const said = translations[one]?.[formOf(count)] ?? (count === 1 ? one : many);
  return filled(said, { count, ...values });
}

/** Rules of languages look at the last two figures of large numbers only. */
const formOf = (count) => plural?.[count < 200 ? count : 100 + (count % 100)] ?? (count === 1 ? 0 : 1);

const filled = (text, values) => (values ? text.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]) : text);

// Read ahead of every other module, from the page itself: so it is there without the server as well.
const told = globalThis.document?.querySelector("meta[name=words]")?.content;
if (told) speak(JSON.parse(told));
