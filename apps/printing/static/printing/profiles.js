// Choosing a printer's model fills in what the model says; fields that depend on others hear of it.
const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = value;
    else field.value = value;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  }
};

for (const choice of document.querySelectorAll("[data-profiles]")) {
  const profiles = JSON.parse(choice.dataset.profiles);
  choice.addEventListener("change", () => choice.value && fill(choice.form, profiles[choice.value]));
}
