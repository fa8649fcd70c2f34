import assert from "node:assert/strict";
import { test } from "node:test";
import { createShelf } from "../../../kiosk/static/kiosk/models/storage.js";

/** A disk that takes its time: what was written, in order. */
function slowDisk() {
  const written = [];
  const put = async (store, key, value) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    written.push([key, value]);
  };
  return { written, put };
}

test("quick writes of one name never queue: the disk gets the first and the last, each told when it is kept", async () => {
  const disk = slowDisk();
  const shelf = createShelf(disk);
  await Promise.resolve();

  const first = shelf.write("cart", 1);
  await Promise.resolve();
  const others = [2, 3, 4].map((value) => shelf.write("cart", value));
  await Promise.all([first, ...others]);

  assert.deepEqual(disk.written, [["shelf.cart", 1], ["shelf.cart", 4]]);
});

test("a disk that failed once takes the next write", async () => {
  const disk = slowDisk();
  const shelf = createShelf({ put: (...told) => (told[2] === "lost" ? Promise.reject(new Error("full")) : disk.put(...told)) });

  await assert.rejects(shelf.write("cart", "lost"), { message: "full" });
  await shelf.write("cart", "kept");

  assert.deepEqual(disk.written, [["shelf.cart", "kept"]]);
});
