/* Keeps the shell of till and display under one version, so that they open without the server.
   The server heads this file with `self.SHELL = {version, files, pages}`; commands and answers are never kept. */
const AS_KEPT = { ignoreVary: true };
const CACHE = `nexus-shell-${self.SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keep_shell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget_others());
});

self.addEventListener("message", (event) => {
  if (event.data === "take_over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const page = request.mode === "navigate" && self.SHELL.pages.find((path) => path === address.pathname);
  if (page) event.respondWith(kept_first(page, request));
  else if (self.SHELL.files.includes(address.pathname)) event.respondWith(kept_first(address.pathname, request));
  else if (address.pathname.startsWith("/media/")) event.respondWith(picture(request));
});

/** Asked without cookies: an answer that came after signing in would put the older CSRF cookie back. */
async function keep_shell() {
  const cache = await caches.open(CACHE);
  const wanted = [...self.SHELL.files, ...self.SHELL.pages];
  await cache.addAll(wanted.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
}

async function forget_others() {
  for (const name of await caches.keys()) {
    if (name.startsWith("nexus-shell-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function kept_first(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, AS_KEPT)) ?? (await caches.match(path, AS_KEPT)) ?? fetch(request);
}

/** Pictures of products: the kept one at once, else from the server, and kept from then on. */
async function picture(request) {
  const cache = await caches.open("nexus-pictures");
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
