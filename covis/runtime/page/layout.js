// The parts of the page and their order: presets, picture (plots with the readouts under them), the panel (controls, actions), the questions
// beside the picture, then the text in the full width.
// The title, the credit and the status belong to the page around; children of the root with `data-slot` stay, first.
import { formOfMark } from "../drawing/marks.js";
import { h } from "../dom.js";

/**
 * @param {string} summary
 * @param {boolean} open
 * @param {...(Covis.Content | Covis.Content[])} children
 */
const fold = (summary, open, ...children) => h("details", { class: "covis-fold", open }, h("summary", {}, summary), ...children);

/** @param {Covis.Document} doc */
function intro(doc) {
  if (!doc.objectives.length && !doc.prior_knowledge) return null;
  return h(
    "div",
    { class: "covis-intro" },
    doc.objectives.length > 0 && h("h2", {}, "What you can learn here"),
    doc.objectives.length > 0 &&
      h(
        "ul",
        { class: "covis-objectives" },
        doc.objectives.map((objective) => h("li", { html: objective })),
      ),
    doc.prior_knowledge &&
      h("div", { class: "covis-prior" }, h("strong", {}, "Before you start. "), h("span", { html: doc.prior_knowledge })),
  );
}

/**
 * @param {Covis.Preset[]} presets
 * @param {(preset: Covis.Preset) => void} setPreset
 */
function presetRow(presets, setPreset) {
  const buttons = presets.map((preset) =>
    h("button", { type: "button", class: "covis-chip", "aria-pressed": "false", onclick: () => setPreset(preset) }, preset.name),
  );
  const element = presets.length
    ? h(
        "div",
        { class: "covis-presets", role: "group", "aria-label": "Presets" },
        h("span", { class: "covis-try", "aria-hidden": "true" }, "Try"),
        buttons,
      )
    : null;
  /** @param {(preset: Covis.Preset) => boolean} isNow */
  const mark = (isNow) => buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(isNow(presets[k]))));
  return { element, mark };
}

/** @param {Covis.Fact[]} facts */
function factList(facts) {
  if (!facts.length) return null;
  const items = facts.map((fact) =>
    h(
      "li",
      {},
      h("p", {}, fact.statement),
      fact.mathematics && h("div", { class: "covis-mathematics", html: fact.mathematics }),
      h("p", { class: "covis-source" }, `Source: ${fact.source}`),
    ),
  );
  return fold(`Facts and sources (${facts.length})`, false, h("ul", { class: "covis-facts" }, items));
}

/**
 * A printed equation may be wider than the column: give each a box of its own to scroll in.
 * @param {HTMLElement} root
 */
function boxEquations(root) {
  for (const equation of root.querySelectorAll('math[display="block"]')) {
    const box = h("div", { class: "covis-equation", tabindex: "0", role: "group", "aria-label": "Equation" });
    equation.replaceWith(box);
    box.append(equation);
  }
}

const TWO_COLUMNS = 576; // pixels, as in covis.css
const SIDE_BY_SIDE = 960; // as in picture.css
const MARGIN = 12; // pixels under the last thing on the first screen

/**
 * What a plot wants to be: a square ("plane"), wide, or a low strip (a heatmap over a short axis that has nothing to measure).
 * @param {Covis.Plot} spec
 * @returns {"plane" | "wide" | "strip"}
 */
export function shapeOf(spec) {
  const { layout } = spec.figure;
  if (layout?.yaxis?.scaleanchor || layout?.scene) return "plane";
  const forms = spec.marks.map((_, k) => formOfMark(spec, k));
  if (forms.every((form) => form === "strip")) return "strip";
  return forms.includes("wide") || forms.includes("strip") ? "wide" : "plane";
}

/**
 * How several plots stand together where there is room: beside one another, one beside two, or in a stack.
 * @param {("plane" | "wide" | "strip")[]} shapes
 */
function formOf(shapes) {
  const planes = shapes.filter((shape) => shape === "plane").length;
  if (shapes.length === 1) return "one";
  if (shapes.length === 2) return planes ? "pair" : "stack";
  return shapes.length === 3 && planes === 1 ? "trio" : "stack";
}

/**
 * The plots. Where all find room they stand together; elsewhere they lie side by side, one in view, and a row of names leads to each.
 * @param {HTMLElement} root
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {AbortSignal} signal
 */
function plotSection(root, views, signal) {
  const shapes = views.map((view) => shapeOf(view.spec));
  views.forEach(({ element, spec }, k) => {
    element.dataset.shape = shapes[k];
    if (spec.height) element.style.setProperty("--covis-share", `${spec.height}`);
  });
  const row = h(
    "div",
    { class: "covis-row" },
    views.map((view) => view.element),
  );
  const tabs = views.map((view) =>
    h("button", { type: "button", class: "covis-tab", "aria-pressed": "false", onclick: () => show(view) }, view.name),
  );
  /** @param {import("../drawing/plot.js").PlotView} view */
  const show = (view) =>
    row.scrollTo({
      left: view.element.offsetLeft - row.offsetLeft,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
  const mark = () => {
    const now = Math.round(row.scrollLeft / Math.max(1, row.clientWidth));
    tabs.forEach((tab, k) => tab.setAttribute("aria-pressed", String(k === now)));
  };
  row.addEventListener("scroll", mark, { signal, passive: true });
  mark();
  const several = views.length > 1 && h("div", { class: "covis-tabs", role: "group", "aria-label": "Show a plot" }, tabs);
  const section = h(
    "div",
    { class: "covis-plots", role: "group", "aria-label": "Plots", "data-count": Math.min(views.length, 3), "data-form": formOf(shapes) },
    several,
    row,
  );
  let size = "";
  // Only a window or a page of another width changes the plots: were the page's own height to do it, they would grow while they move.
  const arrange = () => {
    const [width, height] = [root.clientWidth, window.innerHeight];
    if (size === `${width} ${height}` || !section.isConnected) return;
    size = `${width} ${height}`;
    section.toggleAttribute("data-together", views.length === 1 || width >= SIDE_BY_SIDE || (width >= TWO_COLUMNS && height >= 640));
    const room = roomOf(root, width < TWO_COLUMNS);
    section.style.setProperty("--covis-room", `${room}px`);
    // Plots beside one another stand on one line: the titles and keys of the others push the first one down.
    const first = (root.querySelector(".covis-area")?.getBoundingClientRect().height ?? 0) / (views[0].spec.height ?? 1);
    const over = first - roomOf(root, width < TWO_COLUMNS);
    if (over > 0) section.style.setProperty("--covis-room", `${room - over}px`);
  };
  const sizes = new ResizeObserver(arrange);
  sizes.observe(root);
  window.addEventListener("resize", arrange, { signal });
  // The words round the plots take another height when their fonts arrive.
  document.fonts.ready.then(() => {
    size = "";
    if (!signal.aborted) arrange();
  });
  signal.addEventListener("abort", () => sizes.disconnect());
  return { section, arrange };
}

/**
 * How many pixels high a plot may be so that it and the first control are on the first screen. The picture sticks to the top while the
 * page scrolls, so its place is that of what does not: the column beside it, or where it stands alone the body.
 * @param {HTMLElement} root
 * @param {boolean} narrow one column: the first control comes under the picture
 */
function roomOf(root, narrow) {
  const slider = root.querySelector(".covis-panel input[type=range]") ? "input[type=range]" : ".covis-control";
  const [body, side, picture, area, first] = [".covis-body", ".covis-side", ".covis-picture", ".covis-area", `.covis-panel ${slider}`].map(
    (name) => root.querySelector(name)?.getBoundingClientRect(),
  );
  if (!body || !side || !picture || !area) return window.innerHeight / 2;
  const top = (narrow ? body.top : side.top) + scrolledBy(root) + area.top - picture.top;
  const under = narrow && first ? picture.bottom - area.bottom + (first.bottom - side.top) + presetsHeight(root) : 0;
  return Math.floor(window.innerHeight - top - under - MARGIN);
}

/** @param {HTMLElement} root */
const presetsHeight = (root) => {
  const presets = /** @type {HTMLElement | null} */ (root.querySelector(".covis-presets"));
  return presets ? presets.offsetHeight + Number.parseFloat(getComputedStyle(presets).marginTop) : 0;
};

/** How far the page is scrolled: the window, or the nearest box around the root that scrolls. @param {HTMLElement} root */
function scrolledBy(root) {
  for (let box = root.parentElement; box; box = box.parentElement)
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY))
      return box.scrollTop - box.getBoundingClientRect().top;
  return window.scrollY;
}

/** What the page around put into the root for itself, with `data-slot`. @param {HTMLElement} root */
export const slotsOf = (root) => [...root.children].filter((child) => child instanceof HTMLElement && "slot" in child.dataset);

/**
 * Build everything into the root. `acts`: {preset, reset, compare, measurement, teach, share}. Returns the parts that change later.
 * @param {HTMLElement} root
 * @param {Covis.Document} doc
 * @param {{controls: {element: HTMLElement}, readouts: {element: HTMLElement | null}, views: import("../drawing/plot.js").PlotView[], questions: HTMLElement | null, table: {element: HTMLElement}, announcer: {element: HTMLElement},
 * acts: {preset: (preset: Covis.Preset) => void, reset: () => void, compare: () => void, measurement: () => void, teach: () => void, share: () => void}, signal: AbortSignal}} parts
 */
export function buildLayout(root, doc, { controls, readouts, views, questions, table, announcer, acts, signal }) {
  const presets = presetRow(doc.presets, acts.preset);
  /**
   * @param {string} text
   * @param {() => void} onclick
   * @param {string} [title]
   */
  const action = (text, onclick, title) => h("button", { type: "button", class: "covis-button covis-quiet", title, onclick }, text);
  const note = h("p", { class: "covis-note", role: "status" });
  const actions = h(
    "div",
    { class: "covis-actions" },
    action("Reset", acts.reset),
    action("Compare", acts.compare, "Freeze the present curves, and go on"),
    action("Measurement", acts.measurement, "Lay a measurement of your own over the curves, and fit them to it (M)"),
    action("Teach", acts.teach, "Fill the screen, for a lecture (F)"),
    action("Share", acts.share, "Link, QR code, picture, data, citation"),
  );
  const panel = h("div", { class: "covis-panel" }, controls.element, actions, note);
  const printed = h("p", { class: "covis-printed" });
  const text = h("div", { class: "covis-text", html: doc.text });
  const wide = root.clientWidth >= TWO_COLUMNS;
  const words = h(
    "div",
    { class: "covis-words" },
    fold("Read: the idea, the model and its limits", wide, text),
    factList(doc.facts),
    table.element,
  );
  const reading = h("div", { class: "covis-reading" }, intro(doc), questions);
  const { section: plots, arrange } = plotSection(root, views, signal);
  const picture = h("div", { class: "covis-picture" }, plots, printed, readouts.element);
  root.replaceChildren(
    ...slotsOf(root),
    // the controls come before the picture for keys and screen readers: a dozen tools and handles do not lie before the first slider
    h(
      "div",
      { class: "covis-body" },
      presets.element,
      h("div", { class: "covis-side" }, panel, reading),
      h("div", { class: "covis-beside" }, picture),
      words,
    ),
    announcer.element,
  );
  for (const output of root.querySelectorAll("output")) output.setAttribute("aria-live", "off"); // the announcer speaks (readouts.js)
  boxEquations(root);
  arrange();
  letGo(picture, words, signal);
  keepClear(picture, root, signal);
  return {
    panel,
    plots,
    text,
    note,
    printed,
    presets,
    texts: [text, ...root.querySelectorAll(".covis-objectives, .covis-prior, .covis-questions")],
  };
}

/**
 * In one column the picture lets go of the top when the reader has come to the text: it needs the room.
 * @param {HTMLElement} picture
 * @param {HTMLElement} words
 * @param {AbortSignal} signal
 */
function letGo(picture, words, signal) {
  const observer = new IntersectionObserver((entries) => picture.toggleAttribute("data-left", entries[entries.length - 1].isIntersecting), {
    rootMargin: "0px 0px -30% 0px",
  });
  observer.observe(words);
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * In one column the picture lies over what scrolls: it says how high it is, so that what takes the focus stops below it, and where it
 * would take most of the window (a phone on its side, a page at 400%) it goes with the page. In two columns so does one that is higher
 * than the window.
 * @param {HTMLElement} picture
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
function keepClear(picture, root, signal) {
  const measure = () => {
    picture.toggleAttribute("data-tall", picture.offsetHeight > window.innerHeight * 0.6);
    picture.toggleAttribute("data-over", picture.offsetHeight > window.innerHeight);
    root.style.setProperty("--covis-picture", `${picture.offsetHeight}px`);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(picture);
  window.addEventListener("resize", measure, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * The panel stays in view while the text scrolls, unless it would fill the window.
 * @param {HTMLElement} panel
 * @param {AbortSignal} signal
 */
export function keepInView(panel, signal) {
  const measure = () => {
    const tall = panel.toggleAttribute("data-tall", panel.offsetHeight > window.innerHeight * 0.62);
    panel.parentElement?.style.setProperty("--covis-panel", tall ? "0px" : `${panel.offsetHeight}px`); // what comes into view beside it stops below it
  };
  const observer = new ResizeObserver(measure);
  observer.observe(panel);
  window.addEventListener("resize", measure, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}
