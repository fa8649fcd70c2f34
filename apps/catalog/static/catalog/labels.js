// The label manager: the preview follows the row and the size, copies are kept as soon as they are typed.
const preview = document.querySelector("[data-preview]");
const size = document.querySelector("select[name=size]");
let product = document.querySelector("[data-product]")?.dataset.product;

const show = () => {
  if (!preview || !product) return;
  preview.querySelector("img").src = preview.dataset.preview.replace("0/label/0", `${product}/label/${size.value}`);
  preview.querySelector("figcaption").textContent =
    document.querySelector(`[data-product="${product}"] a`)?.textContent ?? "";
  for (const field of document.querySelectorAll("[data-size]")) field.value = size.value;
};

size?.addEventListener("change", show);
for (const row of document.querySelectorAll("[data-product]")) {
  const choose = () => {
    if (product === row.dataset.product) return;
    product = row.dataset.product;
    show();
  };
  row.addEventListener("pointerenter", choose);
  row.addEventListener("focusin", choose);
}
for (const form of document.querySelectorAll("[data-autosave]")) {
  form.addEventListener("change", () => form.requestSubmit(form.querySelector("[name=save]")));
}
for (const field of document.querySelectorAll("[data-submits]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
