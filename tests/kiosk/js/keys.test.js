import assert from "node:assert/strict";
import test from "node:test";

import { newKey } from "../../../kiosk/static/kiosk/models/keys.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a key is a UUID 4, with and without the browser's own maker", () => {
  assert.match(newKey(), UUID);
  assert.match(newKey({ getRandomValues: (bytes) => crypto.getRandomValues(bytes) }), UUID);
});
