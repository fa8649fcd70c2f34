// The till's own memory, written so that a power cut loses nothing that was said to be kept.

const VERSION = 1;
export const STORES = ["kept", "sales", "outbox", "counters"];

/** Opens the till's database. All stores have keys of their own, given with each write. */
export async function openStorage(name = "nexus-till", { factory = globalThis.indexedDB } = {}) {
  const asked = factory.open(name, VERSION);
  asked.onupgradeneeded = () => {
    for (const store of STORES) {
      if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store);
    }
  };
  const database = await answerOf(asked);
  database.onversionchange = () => database.close();
  return storageOver(database);
}

function storageOver(database) {
  /** All of `work`'s writes or none, and on the disk before it answers. `work` may only await what `tx` gives. */
  async function transact(stores, work) {
    const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
    const ended = endOf(transaction);
    ended.catch(() => {}); // it is awaited below; a failing `work` must not leave it unheard
    let answer;
    try {
      answer = await work(writer(transaction));
    } catch (error) {
      abort(transaction);
      throw error;
    }
    await ended;
    return answer;
  }

  const read = (store) => database.transaction(store, "readonly").objectStore(store);
  return {
    transact,
    get: (store, key) => answerOf(read(store).get(key)),
    all: (store) => answerOf(read(store).getAll()),
    put: (store, key, value) => transact([store], (tx) => tx.put(store, key, value)),
    remove: (store, key) => transact([store], (tx) => tx.remove(store, key)),
    close: () => database.close(),
  };
}

function writer(transaction) {
  const store = (name) => transaction.objectStore(name);
  return {
    get: (name, key) => answerOf(store(name).get(key)),
    all: (name) => answerOf(store(name).getAll()),
    put: (name, key, value) => answerOf(store(name).put(value, key)),
    remove: (name, key) => answerOf(store(name).delete(key)),
  };
}

/** Small things by name: the open cart, the shift. The last write of a name wins, in order:
 * what waits for the disk gives way to a newer value of its name, so that quick scans never queue. */
export function createShelf(storage) {
  const waiting = new Map();
  let last = Promise.resolve();

  function write(name, value) {
    const same = waiting.get(name);
    if (same) return (same.value = value), same.written;
    const one = { value, written: null };
    one.written = last.then(() => {
      waiting.delete(name);
      return storage.put("kept", `shelf.${name}`, one.value);
    });
    waiting.set(name, one);
    last = one.written.catch(() => {});
    return one.written;
  }

  const read = async (name) => (await storage.get("kept", `shelf.${name}`)) ?? null;
  return { read, write };
}

/** Whether the browser promised not to clear this site's memory: true, false, or null where it cannot say. */
export async function askToPersist(manager = globalThis.navigator?.storage) {
  if (!manager?.persist) return null;
  return (await manager.persisted()) || manager.persist();
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function endOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The transaction was undone."));
  });
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error; // it had ended by itself
  }
}
