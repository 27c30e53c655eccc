// The parts of the page and their order: presets, picture (plots with the readouts under them), the panel (controls, actions), then reading.
// The title, the credit and the status belong to the page around; children of the root with `data-slot` stay, first.
import { h } from "../dom.js";

const fold = (summary, open, ...children) => h("details", { class: "covis-fold", open }, h("summary", {}, summary), ...children);

function intro(doc) {
  if (!doc.objectives.length && !doc.prior_knowledge) return null;
  return h(
    "div",
    { class: "covis-intro" },
    doc.objectives.length > 0 && h("h2", {}, "What you can learn here"),
    doc.objectives.length > 0 && h("ul", { class: "covis-objectives" }, doc.objectives.map((objective) => h("li", { html: objective }))),
    doc.prior_knowledge && h("div", { class: "covis-prior" }, h("strong", {}, "Before you start. "), h("span", { html: doc.prior_knowledge })),
  );
}

function presetRow(presets, setPreset) {
  const buttons = presets.map((preset) => h("button", { type: "button", class: "covis-chip", "aria-pressed": "false", onclick: () => setPreset(preset) }, preset.name));
  const element = presets.length ? h("div", { class: "covis-presets", role: "group", "aria-label": "Presets" }, h("span", { class: "covis-try", "aria-hidden": "true" }, "Try"), buttons) : null;
  return { element, mark: (isNow) => buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(isNow(presets[k])))) };
}

function factList(facts) {
  if (!facts.length) return null;
  const items = facts.map((fact) =>
    h("li", {}, h("p", {}, fact.statement), fact.mathematics && h("div", { class: "covis-mathematics", html: fact.mathematics }), h("p", { class: "covis-source" }, `Source: ${fact.source}`)),
  );
  return fold(`Facts and sources (${facts.length})`, false, h("ul", { class: "covis-facts" }, items));
}

/** A printed equation may be wider than the column: give each a box of its own to scroll in. */
function boxEquations(root) {
  for (const equation of root.querySelectorAll('math[display="block"]')) {
    const box = h("div", { class: "covis-equation", tabindex: "0", role: "group", "aria-label": "Equation" });
    equation.replaceWith(box);
    box.append(equation);
  }
}

const TWO_COLUMNS = 576; // pixels, as in covis.css
const SIDE_BY_SIDE = 960; // as in picture.css
const SWEPT = new Set(["curve", "bars", "band", "heatmap"]);

/** What a plot wants to be: a square ("plane"), wide, or a low strip (a heatmap over a short axis that has nothing to measure). */
export function shapeOf({ marks, figure }) {
  const kinds = marks.map((mark) => mark.kind.toLowerCase());
  if (figure.layout?.yaxis?.scaleanchor || figure.layout?.scene) return "plane";
  if (kinds.every((kind) => kind === "heatmap") && (figure.data[0]?.y?.length ?? 9) <= 2) return "strip";
  return kinds.some((kind) => SWEPT.has(kind) || kind === "trace") ? "wide" : "plane";
}

/** How several plots stand together where there is room: beside one another, one beside two, or in a stack. */
function formOf(shapes) {
  const planes = shapes.filter((shape) => shape === "plane").length;
  if (shapes.length === 1) return "one";
  if (shapes.length === 2) return planes ? "pair" : "stack";
  return shapes.length === 3 && planes === 1 ? "trio" : "stack";
}

/** The plots. Where all find room they stand together; elsewhere they lie side by side, one in view, and a row of names leads to each. */
function plotSection(root, views, signal) {
  const shapes = views.map((view) => shapeOf(view.spec));
  views.forEach((view, k) => (view.element.dataset.shape = shapes[k]));
  const row = h("div", { class: "covis-row" }, views.map((view) => view.element));
  const tabs = views.map((view) => h("button", { type: "button", class: "covis-tab", "aria-pressed": "false", onclick: () => show(view) }, view.name));
  const show = (view) => row.scrollTo({ left: view.element.offsetLeft - row.offsetLeft, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const mark = () => {
    const now = Math.round(row.scrollLeft / Math.max(1, row.clientWidth));
    tabs.forEach((tab, k) => tab.setAttribute("aria-pressed", String(k === now)));
  };
  row.addEventListener("scroll", mark, { signal, passive: true });
  mark();
  const several = views.length > 1 && h("div", { class: "covis-tabs", role: "group", "aria-label": "Show a plot" }, tabs);
  const section = h("section", { class: "covis-plots", "aria-label": "Plots", "data-count": Math.min(views.length, 3), "data-form": formOf(shapes) }, several, row);
  const arrange = () => {
    const [width, height] = [root.clientWidth, window.innerHeight];
    section.toggleAttribute("data-together", views.length === 1 || width >= SIDE_BY_SIDE || (width >= TWO_COLUMNS && height >= 640));
  };
  const sizes = new ResizeObserver(arrange);
  sizes.observe(root);
  window.addEventListener("resize", arrange, { signal });
  signal.addEventListener("abort", () => sizes.disconnect());
  arrange();
  return section;
}

/** What the page around put into the root for itself, with `data-slot`. */
export const slotsOf = (root) => [...root.children].filter((child) => "slot" in child.dataset);

/** Build everything into the root. `acts`: {preset, reset, copy, save}. Returns the parts that change later. */
export function buildLayout(root, doc, { controls, readouts, views, questions, table, acts, signal }) {
  const presets = presetRow(doc.presets, acts.preset);
  const action = (text, onclick) => h("button", { type: "button", class: "covis-button covis-quiet", onclick }, text);
  const note = h("p", { class: "covis-note", role: "status" });
  const actions = h("div", { class: "covis-actions" }, action("Reset", acts.reset), action("Copy link", acts.copy), action("Download data (CSV)", acts.save));
  const panel = h("div", { class: "covis-panel" }, controls.element, actions, note);
  const text = h("div", { class: "covis-text", html: doc.text });
  const wide = root.clientWidth >= TWO_COLUMNS;
  const words = h("div", { class: "covis-words" }, fold("Read: the idea, the model and its limits", wide, text), factList(doc.facts), table.element);
  const reading = h("div", { class: "covis-reading" }, intro(doc), questions, words);
  const plots = plotSection(root, views, signal);
  const picture = h("div", { class: "covis-picture" }, plots, readouts.element);
  root.replaceChildren(...slotsOf(root), h("div", { class: "covis-body" }, presets.element, picture, h("div", { class: "covis-side" }, panel, reading)));
  boxEquations(root);
  letGo(picture, words, signal);
  return { panel, plots, text, note, presets, texts: [text, ...root.querySelectorAll(".covis-objectives, .covis-prior, .covis-questions")] };
}

/** In one column the picture lets go of the top when the reader has come to the text: it needs the room. */
function letGo(picture, words, signal) {
  const observer = new IntersectionObserver((entries) => picture.toggleAttribute("data-left", entries.at(-1).isIntersecting), { rootMargin: "0px 0px -30% 0px" });
  observer.observe(words);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** The panel stays in view while the text scrolls, unless it would fill the window. */
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
