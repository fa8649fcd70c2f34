// A box for a picture: dropped or chosen, it is shown at once; it is uploaded with its form.
for (const box of document.querySelectorAll("[data-picture]")) follow(box);

function follow(box) {
  const [input, shown, state] = ["input[type=file]", ".picture-shown", "[data-state]"].map((name) => box.querySelector(name));
  const remove = box.querySelector(".picture-remove input");
  const before = shown.getAttribute("src");
  input.hasChangeListener = true; // else unfold writes the file's name into a box that is not there
  let preview = "";

  const show = () => {
    if (preview) URL.revokeObjectURL(preview);
    const [file] = input.files;
    const isPicture = Boolean(file?.type.startsWith("image/"));
    state.textContent = file && !isPicture ? box.dataset.noPicture : file?.name ?? "";
    state.classList.toggle("is-fault", Boolean(file) && !isPicture);
    preview = isPicture ? URL.createObjectURL(file) : "";
    const address = preview || before;
    shown.hidden = !address;
    if (address) shown.src = address;
    if (file && remove) remove.checked = false;
    mark();
  };

  const mark = () => {
    box.classList.toggle("has-picture", !shown.hidden);
    box.classList.toggle("is-going", Boolean(remove?.checked));
  };

  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.add("is-over");
    });
  }
  box.addEventListener("dragleave", (event) => {
    if (!box.contains(event.relatedTarget)) box.classList.remove("is-over");
  });
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
  remove?.addEventListener("change", mark);
}

// A picture that misses its box does not open instead of the page.
if (document.querySelector("[data-picture]")) {
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
}
