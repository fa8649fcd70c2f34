// The till of a browser: its memory, its line and its screen put together.

import { html, render } from "../vendor/preact@11.2.0/preact.js";
import { createCatalogueSync } from "../models/catalogue-sync.js";
import { createConnection } from "../models/connection.js";
import { createDisplayFeed } from "../models/display-feed.js";
import { createLease } from "../models/lease.js";
import { createOutbox } from "../models/outbox.js";
import { createPins } from "../models/pins.js";
import { createScanner } from "../models/scanner.js";
import { createSession } from "../models/session.js";
import { askToPersist, createShelf, openStorage } from "../models/storage.js";
import { createTill } from "../models/till.js";
import { total } from "../models/totals.js";
import { _ } from "../models/words.js";
import { App, loadOver } from "./app.js";
import { keepShell } from "./install.js";
import { listenToKeys } from "./keyboard.js";
import { sound } from "./sounds.js";

async function open() {
  const storage = await openStorage();
  let session = null;
  const connection = createConnection({ csrf: () => session?.csrf() ?? "" });
  const pins = globalThis.crypto.subtle ? createPins({ storage }) : { seen() {}, check: refuseWithoutCrypto };
  session = createSession({ storage, connection, pins });
  const register = () => session.current.value?.register;
  const outbox = createOutbox({ storage, connection, register: () => register()?.code ?? "" });
  const catalogue = createCatalogueSync({ storage, connection, shop: () => register()?.shop.id ?? null });
  const till = createTill({
    connection, outbox, session, catalogue, total, sound,
    shelf: createShelf(storage),
    lease: createLease(),
    display: createDisplayFeed({ connection }),
    lacks: () => lacks,
    open: (address) => globalThis.open(address, "_blank", "noopener"),
    now: connection.now,
  });
  show(till);
  await outbox.start();
  await till.start();
  await loadOver().catch(() => till.state.say("bad", _("Payment and dialogs did not load."), _("Load the page again when the server answers.")));
  if ((await askToPersist()) === false) till.state.lacks.value = [...lacks, NOT_KEPT];
}

function show(till) {
  render(html`<${App} till=${till} />`, document.getElementById("till"));
  const field = () => document.getElementById("search");
  const focusSearch = () => field()?.focus();
  const onTyped = (keys) => {
    const text = keys.replace(/^\//, ""); // the key that opens the search
    if (till.state.dialog.value || till.state.payment.value || till.state.done.value) return;
    if (till.state.phase.value !== "selling" || till.selling.typed(text) || !/^[\p{L}\d]/u.test(text)) return;
    till.state.browse({ query: till.state.query.value + text });
    focusSearch();
  };
  createScanner({ target: globalThis, onScan: till.selling.scan, onTyped });
  listenToKeys(till, { focusSearch });
}

const lacks = globalThis.isSecureContext
  ? []
  : [_("This address is plain http: the till cannot open without the server, guard against a second tab, or promise to keep unsent sales. Use the https address.")];
const NOT_KEPT = _("The browser has not promised to keep the till’s memory: install the till as an app, or allow storage for this site.");

function refuseWithoutCrypto() {
  const refusal = new Error();
  refusal.sentence = _("A PIN cannot be checked over plain http while the server is away.");
  throw refusal;
}

open().finally(() => keepShell("/sell/")); // a newer shell takes over once all of this one is here
