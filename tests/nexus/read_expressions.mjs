/* Reads expressions (JSON on the input) as the back office does: our rules first, then the CSP build's own parser.
   Prints those that it cannot read. */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { Parser, Tokenizer } from "./vendor/alpinejs-csp@3.17.4/parser.mjs";

const script = readFileSync(new URL("../../nexus/static/nexus/strict-policy.js", import.meta.url), "utf8");
const page = vm.createContext({ htmx: { config: {} }, document: { addEventListener() {} } });
vm.runInContext(script, page);

function complaint(expression) {
  try {
    new Parser(new Tokenizer(page.rewritten(expression)).tokenize()).parse();
    return null;
  } catch (error) {
    return { expression, error: error.message };
  }
}

const expressions = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(expressions.map(complaint).filter(Boolean)));
