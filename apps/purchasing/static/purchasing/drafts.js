// Keeps a form as it is typed. It looks at the form instead of listening: list boxes change without telling.
const PAUSE = 1000;

const typed = (form) => {
  const fields = new FormData(form);
  fields.delete("csrfmiddlewaretoken");
  return new URLSearchParams(fields).toString();
};

const follow = (form) => {
  const said = form.querySelector("[data-draft-state]");
  let [kept, seen, busy, left] = [typed(form), typed(form), false, false];

  const say = (words, isFault = false) => {
    said.textContent = words;
    said.classList.toggle("is-fault", isFault);
  };

  const keep = async (now) => {
    busy = true;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.type === "opaqueredirect") return say(form.dataset.signedOut, true);
      const told = await answer.json();
      say(told.said, !answer.ok);
      kept = now; // a refusal is not asked for again before something else is typed
    } catch {
      say(form.dataset.unreachable, true);
    } finally {
      busy = false;
    }
  };

  const look = () => {
    const now = typed(form);
    if (now === seen && now !== kept && !busy && !left) keep(now);
    seen = now;
  };

  setInterval(look, PAUSE);
  form.addEventListener("submit", () => { left = true; });
  addEventListener("pagehide", () => {
    if (!left && typed(form) !== kept) navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
};

for (const form of document.querySelectorAll("form[data-draft]")) follow(form);
