import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { pieces } from "../../../kiosk/static/kiosk/models/figures.js";
import { _, ngettext, speak } from "../../../kiosk/static/kiosk/models/words.js";

const HERE = new URL("../../../kiosk/static/kiosk/", import.meta.url);
const modules = ["ui", "models"].flatMap((folder) => readdirSync(new URL(folder, HERE)).map((name) => `${folder}/${name}`));
const NAMES = new Set(["WhatsApp", "Nexus", "N", "/customer-display/", "Enter", "Escape", "Tab", "Refusal"]);

test("without a catalogue the till speaks English", () => {
  speak();
  assert.equal(_("Only %(amount)s is open.", { amount: "₦5" }), "Only ₦5 is open.");
  assert.deepEqual([0, 1, 2].map(pieces), ["0 pieces", "1 piece", "2 pieces"]);
});

test("a catalogue changes what is said, plural forms by the rule of its language", () => {
  const forms = Array.from({ length: 200 }, (_count, n) => (n % 10 === 1 && n % 100 !== 11 ? 0 : 1));
  speak({ catalog: { Pay: "Plati", "%(count)s piece": ["%(count)s kos", "%(count)s kosov"] }, forms });
  assert.equal(_("Pay"), "Plati");
  assert.equal(_("Park"), "Park");
  assert.deepEqual([1, 2, 11, 21, 311, 1001].map(pieces), ["1 kos", "2 kosov", "11 kosov", "21 kos", "311 kosov", "1001 kos"]);
  assert.equal(ngettext("%(count)s day", "%(count)s days", 2), "2 days");
  speak();
});

/** The texts of a module: of its html`` templates with every ${…} as "$", of its strings, and of its own calls of gettext. */
function textsOf(source) {
  const told = { templates: [], strings: [] };
  let at = 0;
  function code(end) {
    let before = "";
    while (at < source.length && source[at] !== end) {
      const char = source[at];
      if (source.startsWith("//", at)) at = source.indexOf("\n", at);
      else if (source.startsWith("/*", at)) at = source.indexOf("*/", at) + 2;
      else if (char === '"') string(before);
      else if (char === "`") template(before);
      else if (char === "/" && /[(=,:?&|]\s*$/.test(before)) pattern();
      else if (char === "{") (at++, code("}"), at++);
      else at++;
      before = source.slice(Math.max(0, at - 300), at);
    }
  }
  function string(before) {
    const begin = ++at;
    while (source[at] !== '"') at += source[at] === "\\" ? 2 : 1;
    told.strings.push([before, source.slice(begin, at++)]);
  }
  function pattern() {
    let inClass = false;
    for (at++; inClass || source[at] !== "/"; at++) {
      if (source[at] === "\\") at++;
      else if (source[at] === "[") inClass = true;
      else if (source[at] === "]") inClass = false;
    }
    at++;
  }
  function template(before) {
    let text = "";
    for (at++; source[at] !== "`"; ) {
      if (source.startsWith("${", at)) (at += 2), code("}"), at++, (text += "$");
      else text += source[at++];
    }
    at++;
    (/html$/.test(before) ? told.templates : told.strings).push(/html$/.test(before) ? text : [before, text]);
  }
  code("");
  return told;
}

/** What people would read of it in English, whatever the catalogue says. */
function bareWords(source) {
  const { templates, strings } = textsOf(source);
  const read = (text) => /\p{L}{2}/u.test(text) && !NAMES.has(text);
  const between = templates.flatMap((text) => text.replace(/<[^>]*>/g, "\n").split("\n")).map((text) => text.replace(/\$|&\w+;/g, "").trim());
  const attributes = templates.flatMap((text) => [...text.matchAll(/\s(?:aria-label|title|label|placeholder|submit|alt)="([^"$]+)"/g)].map((match) => match[1]));
  const sentences = strings.filter(([before]) => !/(\b_|gettext)\($|gettext\("[^"]*", $|(Error|RangeError|TypeError)\($|name === $|from $/.test(before));
  const said = sentences.map(([, text]) => text.replaceAll("$", "")).filter((text) => /^\p{Lu}\p{Ll}+( |$)|\p{L}{2,} \p{L}{2,}.*[.?!]$/u.test(text));
  return [...between, ...attributes, ...said].filter(read);
}

for (const name of modules.filter((one) => one.endsWith(".js"))) {
  test(`${name} says nothing past the catalogue`, () => assert.deepEqual(bareWords(readFileSync(new URL(name, HERE), "utf8")), []));
}

test("a bare word of a template, an attribute or a sentence is found", () => {
  const found = bareWords('const a = (x) => html`<p title="Bare title">${x && html`<b>Bare</b>`}${_("Told")}</p>`; say("Nothing was sold."); say(_("Fine."));');
  assert.deepEqual(found.sort(), ["Bare", "Bare title", "Nothing was sold."]);
});
