// The customer's screen of a browser: paired to a register, then it only listens.

import { html, render } from "../vendor/preact@11.2.0/preact.js";
import { createConnection } from "../models/connection.js";
import { createDisplayView } from "../models/display-view.js";
import { createPairing } from "../models/pairing.js";
import { Display } from "./display.js";
import { keepShell } from "./install.js";

const pairing = createPairing();
const connection = createConnection({ path: "/ws/display/", http: "", beats: false });
const view = createDisplayView({ connection });

render(html`<${Display} view=${view} pairing=${pairing} online=${connection.online} />`, document.getElementById("display"));
keepShell("/customer-display/");
view.start();
for (const ending of ["signed_out", "not_enrolled"]) connection.on(ending, () => (pairing.is_wanted.value = true));
pairing.load();
