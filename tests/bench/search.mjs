// The till's search over as many products as asked: milliseconds of every keystroke, as JSON.
import { Catalogue } from "../../kiosk/static/kiosk/models/catalogue.js";

const count = Number(process.argv[2]);
const KINDS = ["Shirt", "Polo", "Jeans", "Chinos", "Suit", "Jacket", "Joggers", "Sweater", "Socks", "Cap"];
const COLOURS = ["Black", "White", "Navy Blue", "Grey", "Khaki", "Wine", "Olive", "Sand", "Teal", "Rose"];
const SIZES = ["S", "M", "L", "XL", "XXL"];
const rows = Array.from({ length: count }, (_, n) => {
  const colour = COLOURS[n % 10], size = SIZES[n % 5], brand = `Brand ${n % 97}`;
  const name = `${brand} ${KINDS[(n / 50 | 0) % 10]} ${n / 500 | 0}`;
  return [n + 1, n + 1, name, `${colour} · ${size}`, brand, n % 26, colour, "#123456", size, "1000.00", 5, "", false, [`2${String(n).padStart(12, "0")}`]];
});

const begun = performance.now();
const catalogue = new Catalogue(rows, 1);
const build = performance.now() - begun;

const words = ["navy polo brand 12", "xl jeans wine", "brand 96 cap rose", "socks teal m", "000000012345", "nothing like it", "suit 77 black"];
for (const word of words) catalogue.search(word);
const strokes = [];
for (let round = 0; round < 5; round += 1) {
  for (const word of words) {
    for (let end = 1; end <= word.length; end += 1) {
      const start = performance.now();
      catalogue.search(word.slice(0, end));
      strokes.push(performance.now() - start);
    }
  }
}
console.log(JSON.stringify({ build, strokes }));
