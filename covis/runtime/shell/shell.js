// What the shell's pages need from a script: landmarks and a skip link that leads past the head, and cards that move while they are pointed at.
import { swept } from "../preview/hero.js";
import { loadDocument, loadProgram } from "../page/loading.js";
import { watchConnection } from "./connection.js";
import { arrive } from "./navigation.js";
import { Sketch, sketchable, telling } from "../preview/sketch.js";
import { withKinds } from "../controls/controls.js";
import { kindOf } from "../state/kinds.js";
import { snap } from "../state/range.js";
import { State } from "../state/state.js";

/** @type {[string, Record<string, string>][]} */
const LANDMARKS = [
  [".stMain", { role: "group", "aria-label": "The gallery's page" }], // Streamlit's main holds the head and the foot too: ours is the page between them
  ['[class*="st-key-cv_page_"]', { role: "main" }],
  [".st-key-cv_footer", { role: "contentinfo" }],
  [".st-key-cv_masthead", { role: "banner" }],
  ['[class*="st-key-cv_navigation_"]', { role: "navigation", "aria-label": "The gallery" }],
  [".st-key-cv_search", { role: "search", "aria-label": "Visualisations" }],
  [".st-key-cv_pages", { role: "navigation", "aria-label": "Pages" }],
  [".st-key-cv_breadcrumbs", { role: "navigation", "aria-label": "Where this is" }],
  ['[class*="st-key-cv_chips_"]', { role: "group" }],
];
const WAIT = 140; // milliseconds of pointing before a card begins to move
const ROUND = 6000; // milliseconds for one sweep of a card's control

/** @type {Map<string | undefined, Promise<[Covis.Document, Covis.Program]>>} */
const loaded = new Map(); // document's address -> promise of [document, program]

const FIRST = `${new URL(import.meta.url).pathname.split("/covis/")[0]}/`; // the address of the first page

let asked = 0;
/** @param {MutationRecord} record */
const ours = ({ target, addedNodes }) =>
  addedNodes.length > 0 && !(target instanceof Element && target.closest("section.covis, .cv-sample, .cv-sketch"));
new MutationObserver((records) => {
  if (!asked && records.some(ours)) asked = requestAnimationFrame(dress);
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener("click", skip);
document.addEventListener(
  "click",
  ({ target }) => target instanceof Element && target.closest(".st-key-cv_pages a") && document.querySelector(".stMain")?.scrollTo(0, 0),
);
cards();
dress();

function dress() {
  asked = 0;
  arrive();
  endEarly();
  watchConnection();
  for (const [selector, attributes] of LANDMARKS)
    for (const node of document.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes)) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  // Streamlit 1.67 gives links to the first page an address without its path: opened in another tab, they led back to the page they stand on
  for (const link of document.querySelectorAll('.stPageLink a[href=""], .stPageLink a[href^="?"]'))
    link.setAttribute("href", FIRST + link.getAttribute("href"));
  const here = document.querySelector('[class*="st-key-cv_navigation_"]')?.className.match(/cv_navigation_(\w+)/)?.[1];
  for (const link of document.querySelectorAll('[class*="st-key-cv_navigation_"] a')) {
    const page = (link.getAttribute("href") ?? "").split(/[?#]/)[0].split("/").pop() || "browse";
    if (page.replaceAll("-", "_") === here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** The server's first words about the page (web/pages.py) go as soon as Streamlit has drawn its own, in the same frame. */
function endEarly() {
  if (document.querySelector(".stMain h1, .stMain [data-testid=stException]")) document.getElementById("cv-early")?.remove();
}

/**
 * The skip link moves the focus and leaves the address alone: the fragment holds the state of the controls.
 * @param {Event} event
 */
function skip(event) {
  const link = event.target instanceof Element && event.target.closest('.cv-skip, [data-testid="stSkipToContent"]');
  /** @type {HTMLElement | null | false} */
  const goal = link && document.querySelector(".stMain h1");
  if (!goal) return;
  event.preventDefault();
  goal.tabIndex = -1;
  goal.focus();
}

function cards() {
  /** @type {number | undefined} */
  let timer;
  /** @type {{picture: HTMLElement, stop: () => void} | null} */
  let playing = null;
  const leave = () => {
    clearTimeout(timer);
    playing?.stop();
    playing = null;
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const card = event.target instanceof Element ? event.target.closest('[class*="st-key-cv_card_"], [class*="st-key-cv_step_"]') : null;
    /** @type {HTMLElement | null} */
    const picture = card?.querySelector(".cv-picture[data-program]") ?? null;
    if (picture === (playing?.picture ?? null)) return;
    leave();
    if (picture) timer = setTimeout(() => (playing = play(picture)), WAIT);
    if (picture) playing = { picture, stop: () => {} };
  });
  document.addEventListener("pointerleave", leave);
}

/**
 * Draw the card's plot over its still picture and let its control go to and fro, until stop().
 * @param {HTMLElement} picture
 */
function play(picture) {
  const ending = new AbortController();
  const { document: documentUrl, program: programUrl } = picture.dataset;
  if (!loaded.has(documentUrl))
    loaded.set(documentUrl, Promise.all([loadDocument({ documentUrl }).then(withKinds), loadProgram({ programUrl })]));
  loaded
    .get(documentUrl)
    ?.then(([doc, program]) => {
      const control = /** @type {Covis.NumberControl} */ (doc.controls.find((each) => kindOf(each).plays) ?? telling(doc)[0]);
      if (ending.signal.aborted || !control || !sketchable(doc)) return;
      const state = new State(doc.controls);
      const sketch = new Sketch(doc, program);
      sketch.svg.setAttribute("aria-hidden", "true");
      picture.append(sketch.svg);
      picture.classList.add("cv-moves");
      ending.signal.addEventListener("abort", () => {
        sketch.svg.remove();
        picture.classList.remove("cv-moves");
      });
      const begin = performance.now();
      /** @param {number} now */
      const tick = (now) => {
        if (ending.signal.aborted || !picture.isConnected) return;
        const share = (Math.max(0, now - begin) / ROUND) % 1;
        const { between } = kindOf(control);
        const wanted = between ? between(control, share) : swept(control, share);
        state.values[control.name] = control.step && !between ? snap(control, wanted) : wanted;
        sketch.draw(state.numbers());
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    })
    .catch((error) => {
      console.warn(error);
      loaded.delete(documentUrl);
    });
  return { picture, stop: () => ending.abort() };
}
