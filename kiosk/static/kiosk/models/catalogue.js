// Every product of the shop in memory: one lowercase text to search, one map by barcode.

const COLUMNS = [
  "id", "number", "name", "detail", "brand", "category_id", "colour", "swatch", "size", "price", "left", "picture",
  "is_tax_exempt", "barcodes",
];
const AT = Object.fromEntries(COLUMNS.map((name, place) => [name, place]));
const REBUILD_AFTER = 2000;

/** Lowercase, without accents and apostrophes: "Levi’s Café" is found by "levis cafe". */
export function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’`]/g, "");
}

const made = new WeakMap();

/** The row by its names; the same row gives the same product, so that a tile knows it has not changed. */
export function productOf(row) {
  if (!made.has(row)) made.set(row, Object.fromEntries(COLUMNS.map((name, place) => [name, row[place]])));
  return made.get(row);
}

export class Catalogue {
  constructor(rows = [], version = 0) {
    this.version = version;
    this.rowById = new Map();
    this.idByCode = new Map();
    for (const row of rows) this.#keep(row);
    this.#build();
  }

  get size() {
    return this.rowById.size;
  }

  get(id) {
    const row = this.rowById.get(id);
    return row ? productOf(row) : null;
  }

  byBarcode(code) {
    const id = this.idByCode.get(code);
    return id === undefined ? null : this.get(id);
  }

  /** Up to `limit` products that hold every word, in any order, a part of a barcode being a word. */
  search(text, { limit = 60, category_id = null } = {}) {
    const words = fold(text).split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
    const found = [];
    const take = (id) => {
      const row = this.rowById.get(id);
      if (category_id === null || row[AT.category_id] === category_id) found.push(row);
      return found.length < limit;
    };
    if (words.length) this.#scan(words, take);
    else for (const id of this.rowById.keys()) if (!take(id)) break;
    return found.map(productOf);
  }

  /** What changed at the server since; a row whose words stay the same costs next to nothing. */
  apply({ version, products = [], removed = [] }) {
    for (const row of products) this.#change(row);
    for (const id of removed) this.#forget(id);
    this.version = version;
    if (this.late.size > REBUILD_AFTER) this.#build();
  }

  #keep(row) {
    this.rowById.set(row[AT.id], row);
    for (const code of row[AT.barcodes]) this.idByCode.set(code, row[AT.id]);
  }

  #build() {
    this.ids = new Array(this.rowById.size);
    this.starts = new Float64Array(this.rowById.size);
    const parts = new Array(this.rowById.size);
    let place = 0;
    for (const [id, row] of this.rowById) {
      parts[place] = saidOf(row);
      this.ids[place++] = id;
    }
    this.text = fold(parts.join("\n")); // once over the whole is many times quicker than row by row
    for (let at = 0, next = 0; next < place; at = this.text.indexOf("\n", at) + 1) this.starts[next++] = at;
    this.late = new Map(); // id → words that the big text does not (or no longer) hold right; null: gone
  }

  #change(row) {
    const old = this.rowById.get(row[AT.id]);
    if (old) for (const code of old[AT.barcodes]) this.idByCode.delete(code);
    this.#keep(row);
    const words = wordsOf(row);
    if (!old || words !== wordsOf(old)) this.late.set(row[AT.id], words);
  }

  #forget(id) {
    const old = this.rowById.get(id);
    if (!old) return;
    for (const code of old[AT.barcodes]) this.idByCode.delete(code);
    this.rowById.delete(id);
    this.late.set(id, null);
  }

  #scan(words, take) {
    for (const [id, text] of this.late) {
      if (text !== null && words.every((word) => text.includes(word)) && !take(id)) return;
    }
    let at = this.text.indexOf(words[0]);
    while (at !== -1) {
      const place = this.#placeOf(at);
      const end = place + 1 < this.ids.length ? this.starts[place + 1] - 1 : this.text.length;
      const id = this.ids[place];
      if (!this.late.has(id)) {
        const text = words.length > 1 ? this.text.slice(this.starts[place], end) : "";
        if (words.every((word, n) => n === 0 || text.includes(word)) && !take(id)) return;
      }
      at = this.text.indexOf(words[0], end);
    }
  }

  #placeOf(at) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function saidOf(row) {
  const barcodes = row[AT.barcodes];
  const codes = barcodes.length === 1 ? barcodes[0] : barcodes.join(" ");
  const said = `${row[AT.name]} ${row[AT.detail]} ${row[AT.brand]} ${row[AT.colour]} ${row[AT.size]} ${row[AT.number]} ${codes}`;
  return said.includes("\n") ? said.replaceAll("\n", " ") : said; // a row is a line of the big text
}

const wordsOf = (row) => fold(saidOf(row));
