// What waits for an answer, live: a socket says that something changed, the cards are then fetched anew.

const page = document.querySelector(".waiting");
const place = page.querySelector(".waiting-cards");
const line = page.querySelector(".waiting-line");
const ENDED = new Set([4401, 4403]);
const LONGEST_MS = 15_000;
const BEAT_MS = 30_000;
const title = document.title;
let socket = null;
let attempt = 0;
let heard = 0;

connect();
setInterval(count, 1_000);
setInterval(beat, BEAT_MS);
document.addEventListener("visibilitychange", () => document.hidden || look());
page.addEventListener("submit", keepOnce);
place.addEventListener("toggle", (event) => event.target.open && event.target.querySelector("input").focus(), true);
count();

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}${page.dataset.live}`);
  socket.onopen = () => (attempt = 0);
  socket.onmessage = ({ data }) => told(JSON.parse(data));
  socket.onclose = ({ code }) => {
    live(false);
    if (ENDED.has(code)) return location.reload(); // the sign-in page says the rest
    setTimeout(connect, Math.random() * Math.min(LONGEST_MS, 500 * 2 ** attempt++));
  };
}

/** A phone that slept has a socket that only looks open. */
function beat() {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (Date.now() - heard > 2 * BEAT_MS) socket.close();
  else socket.send("{}");
}

async function told({ keys }) {
  heard = Date.now();
  live(true);
  const shown = keysShown();
  if (keys.length === shown.length && keys.every((key) => shown.includes(key))) return;
  await look();
  if (keys.some((key) => !shown.includes(key))) navigator.vibrate?.([120, 80, 120]);
}

/** Fetches the cards; one in whose note somebody types stays as it is. */
async function look() {
  const answer = await fetch(page.dataset.cards, { credentials: "same-origin", redirect: "error" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  for (const card of fresh.querySelectorAll(".waiting-card")) {
    const old = place.querySelector(`[data-key="${card.dataset.key}"]`);
    if (old?.querySelector("details[open]")) card.replaceWith(old);
  }
  place.replaceChildren(...fresh.childNodes);
  count();
}

function keysShown() {
  return [...place.querySelectorAll(".waiting-card")].map((card) => card.dataset.key);
}

/** What is left of each card's time; who answers later is refused by the server all the same. */
function count() {
  const now = Date.now();
  for (const card of place.querySelectorAll(".waiting-card")) {
    card.dataset.until ??= now + card.dataset.seconds * 1_000;
    const left = Math.max(0, Math.ceil((card.dataset.until - now) / 1_000));
    card.querySelector(".waiting-left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    card.classList.toggle("is-urgent", left <= 60);
    if (!left && !card.dataset.over) {
      card.dataset.over = "1";
      look();
    }
  }
  const waiting = keysShown().length;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

function live(isLive) {
  line.classList.toggle("is-live", isLive);
  line.querySelector("span").textContent = isLive ? page.dataset.on : page.dataset.off;
}

/** Tapped twice it is sent once. */
function keepOnce(event) {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
}
