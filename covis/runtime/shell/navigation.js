// Where a page begins: every other page at its top, and Back at the place that was left. Streamlit scrolls in `.stMain`, which the browser
// does not restore. The server writes the place that it has drawn into the page (`data-place`), so a place is only left or entered when
// its content is there, not when the address changes.

const KEY = "covis.places"; // in the session's storage: place -> how far it was scrolled
const SETTLE = 1500; // milliseconds for which a restored place is held while the page still grows
const REMEMBERED = 60; // places
const BASE = new URL(import.meta.url).pathname.split("/covis/")[0] ?? "";

/** @type {Record<string, number>} */
let scrolled = read();
let current = "";
let popped = ["reload", "back_forward"].includes(loadedBy());
let restoring = 0; // the number of the animation frame that holds a restored place

addEventListener("popstate", () => (popped = true));
document.addEventListener("click", () => (popped = false), { capture: true });
for (const event of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(event, release, { capture: true, passive: true });
document.addEventListener("scroll", keep, { capture: true, passive: true });

/** To be called whenever the page may have changed. */
export function arrive() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-place]"))?.dataset.place ?? "";
  if (!place || place === current) return;
  const first = current === "";
  current = place;
  release();
  const wanted = popped ? (scrolled[place] ?? 0) : 0;
  popped = false;
  if (wanted) restore(wanted);
  else if (!first) main()?.scrollTo(0, 0);
}

/** @param {number} wanted */
function restore(wanted) {
  const until = performance.now() + SETTLE;
  const hold = () => {
    const box = main();
    if (box && Math.abs(box.scrollTop - wanted) > 1) box.scrollTo(0, wanted);
    restoring = performance.now() < until ? requestAnimationFrame(hold) : 0;
  };
  restoring = requestAnimationFrame(hold);
}

function release() {
  cancelAnimationFrame(restoring);
  restoring = 0;
}

/** @param {Event} event */
function keep({ target }) {
  if (restoring || popped || !(target instanceof Element) || target !== main() || place() !== current) return;
  delete scrolled[current]; // the newest is the last
  scrolled[current] = Math.round(target.scrollTop);
  const places = Object.entries(scrolled);
  if (places.length > REMEMBERED) scrolled = Object.fromEntries(places.slice(-REMEMBERED));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(scrolled));
  } catch {} // full, or switched off: then it is remembered until the page is loaded again
}

/** The place that the address names, in the form of the server's `data-place`. */
function place() {
  const name = location.pathname.slice(BASE.length).replaceAll("/", "");
  const parameters = new URLSearchParams(location.search);
  return [name, ...["v", "c", "p"].map((key) => parameters.get(key) ?? "")].join("/");
}

function main() {
  return document.querySelector(".stMain");
}

function loadedBy() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming ? entry.type : "";
}

/** @returns {Record<string, number>} */
function read() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found ? found : {};
  } catch {
    return {};
  }
}
