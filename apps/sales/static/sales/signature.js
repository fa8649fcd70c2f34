// A signature drawn with a finger, a pen or a mouse: what the canvas shows goes along with its form as a PNG.

const INK = "#18211d";
const WIDTH = 4;

for (const form of document.querySelectorAll("form[data-signed]")) follow(form);

function follow(form) {
  const canvas = form.querySelector("[data-canvas]");
  const drawn = form.querySelector("[data-drawn]");
  form.querySelector("input[type=file]").hasChangeListener = true; // else unfold writes the file's name into a box that is not there
  const pen = canvas.getContext("2d");
  Object.assign(pen, { strokeStyle: INK, lineWidth: WIDTH, lineCap: "round", lineJoin: "round" });
  let isDown = false;
  let isSigned = false;

  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDown = isSigned = true;
    pen.beginPath();
    pen.moveTo(...placeOf(event));
    pen.lineTo(...placeOf(event));
    pen.stroke();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...placeOf(one));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (isDown = false));

  form.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    isSigned = false;
  });
  form.addEventListener("submit", () => (drawn.value = isSigned ? canvas.toDataURL("image/png") : ""));
}
