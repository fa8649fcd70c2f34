// A cashier with a scanner, within the till's page.
(() => {
  const PAUSE_MS = 200; // five scans a second are more than hands can do
  const GAP_MS = 8;
  const lines = () => document.querySelectorAll(".lines > li").length;
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Keys carry the time at which they were struck, as those of a real scanner do when the page is late for them. */
  function press(key, struck = performance.now()) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: struck });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }

  function lineAfter(before) {
    return new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (lines() === before) return;
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document.getElementById("till"), { childList: true, subtree: true });
    });
  }

  async function framesUntilDrawn(before) {
    for (let frames = 1; ; frames += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (lines() > before) return frames;
    }
  }

  /** For each code: Enter's moment since 1970, ms from there to the line in the document, and the frame that drew it. */
  async function calmly(codes) {
    const told = [];
    for (const code of codes) {
      const before = lines();
      for (const key of code) press(key);
      const line = lineAfter(before);
      const entered = performance.now();
      press("Enter", entered);
      const frames = await framesUntilDrawn(before);
      told.push([performance.timeOrigin + entered, (await line) - entered, frames]);
      await wait(PAUSE_MS);
    }
    return told;
  }

  /** One scan after the other without a pause; gives the pieces that the cart then holds. */
  async function hurriedly(codes) {
    let next = performance.now();
    for (const key of codes.flatMap((code) => [...code, "Enter"])) {
      while (performance.now() < next) await wait(next - performance.now());
      press(key, next);
      next += GAP_MS;
    }
    await wait(PAUSE_MS);
    return [...document.querySelectorAll(".quantity b")].reduce((sum, count) => sum + Number(count.textContent), 0);
  }

  return { calmly, hurriedly };
})()
