/* Before the first paint: light or dark as chosen at this till, else as the system is set. */
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => localStorage.getItem("nexus-theme");
  const show = () => (document.documentElement.dataset.theme = kept() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("nexus-theme", show);
  show();
})();
