// Ticks all columns, those that the list shows, or none.
for (const group of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const wanted = { all: () => true, shown: (box) => box.defaultChecked, none: () => false };
  group.querySelector("[hidden]").hidden = false;
  group.addEventListener("click", ({ target }) => {
    const tick = wanted[target.dataset?.tick];
    if (tick) boxes.forEach((box) => (box.checked = tick(box)));
  });
}
