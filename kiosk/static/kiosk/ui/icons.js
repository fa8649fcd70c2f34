// The few pictures of the till, drawn as lines.

import { html } from "../vendor/preact@11.2.0/preact.js";

const PATHS = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14m5 12 4.5 4.5",
  close: "M6 6l12 12M18 6 6 18",
  back: "M20 6H9l-6 6 6 6h11zM12 10l4 4m0-4-4 4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5",
  people: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M3 19c.5-3 2.8-4.5 6-4.500s5.5 1.5 6 4.500M16 5.300a3.5 3.5 0 0 1 0 6.400M17.5 14.800c2 .6 3.2 2 3.5 4.2",
  receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  bag: "M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1",
  cart: "M4 5h2l2 10h9l2-7H7M10 19.500h.01M16 19.500h.01",
  pause: "M9 6v12M15 6v12",
  drawer: "M4 10h16v8H4zM7 10V6h10v4M10 14h4",
  cash: "M3 7h18v10H3zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  owed: "M9 5c3 0 5 1 5 2.500S12 10 9 10 4 9 4 7.500 6 5 9 5M4 7.500v8C4 17 6 18 9 18M15 12c3 0 5 1 5 2.500S18 17 15 17s-5-1-5-2.500 2-2.500 5-2.500m-5 2.500v3c0 1.500 2 2.500 5 2.500s5-1 5-2.500v-3",
  report: "M5 20V4h14v16zM9 16v-3m3 3V8m3 8v-5",
  card: "M3 6h18v12H3zM3 10h18M7 14.500h4",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  moon: "M19 14.500A8 8 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5",
  help: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M9.8 10a2.3 2.3 0 1 1 3.3 2.100c-.8.4-1.1.8-1.1 1.600M12 16.800h.01",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  house: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  check: "M5 12.500l4.5 4.500L19 7.5",
  print: "M7 9V4h10v5M6 17H4v-8h16v8h-2M7 14h10v6H7z",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  phone: "M8 3h8v18H8zM11.5 18h1",
  chat: "M4 5h16v11H9l-5 4z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  undo: "M9 6 4 11l5 5M4 11h10a5 5 0 0 1 0 10h-2",
  bin: "M4 8h16v4H4zM6 12v8h12v-8M10 16h4",
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
