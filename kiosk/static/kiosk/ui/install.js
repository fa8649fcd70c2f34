// The shell stays on the device: a worker keeps it, admitted by a policy that knows its one address.

const WORKER = "/sell/worker.js";

/** `scope`: the page that opens without the server. A newer version, once whole, serves from the next load on. */
export async function keepShell(scope) {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(trusted(WORKER), { scope }).catch(() => null);
  registration?.waiting?.postMessage("take_over");
}

function trusted(address) {
  if (!globalThis.trustedTypes) return address;
  const createScriptURL = (asked) => {
    if (asked !== WORKER) throw new TypeError(`Not the till's worker: ${asked}`);
    return asked;
  };
  return trustedTypes.createPolicy("nexus-worker", { createScriptURL }).createScriptURL(address);
}
