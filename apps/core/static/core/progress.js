// Follows background work until it is over, then shows the page anew.
const PAUSE = 700;

const follow = async (bar) => {
  const answer = await fetch(bar.dataset.progress, { headers: { Accept: "application/json" } });
  if (answer.redirected || answer.status === 403) return location.reload();
  const told = answer.ok ? await answer.json() : {};
  if (told.is_over) return location.reload();
  show(bar, told);
  return again(bar);
};

const show = (bar, { percent, done, total, stage }) => {
  const [meter, count] = [bar.querySelector("progress"), bar.querySelector("[data-count]")];
  if (stage) bar.querySelector("[data-stage]").textContent = stage;
  count.textContent = total ? `${done.toLocaleString()} / ${total.toLocaleString()}` : "";
  if (total) meter.value = percent;
  else meter.removeAttribute("value");
};

// A server that is starting again answers nothing for a while: it is asked again.
const again = (bar) => setTimeout(() => follow(bar).catch(() => again(bar)), PAUSE);

for (const bar of document.querySelectorAll("[data-progress]")) again(bar);
