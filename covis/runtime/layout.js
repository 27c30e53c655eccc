// The parts of the page and their order: objectives, plots, the panel (controls, presets, readouts, actions), then reading.
// The title, the credit and the status belong to the page around; children of the root with `data-slot` stay, first.
import { h } from "./dom.js";

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

/** What the page around put into the root for itself, with `data-slot`. */
export const slotsOf = (root) => [...root.children].filter((child) => "slot" in child.dataset);

/** Build everything into the root. `acts`: {preset, reset, copy, save}. Returns the parts that change later. */
export function buildLayout(root, doc, { controls, readouts, views, questions, table, acts }) {
  const presets = presetRow(doc.presets, acts.preset);
  const action = (text, onclick) => h("button", { type: "button", class: "covis-button covis-quiet", onclick }, text);
  const note = h("p", { class: "covis-note", role: "status" });
  const actions = h("div", { class: "covis-actions" }, action("Reset", acts.reset), action("Copy link", acts.copy), action("Download data (CSV)", acts.save));
  const panel = h("div", { class: "covis-panel" }, controls.element, presets.element, readouts.element, actions, note);
  const text = h("div", { class: "covis-text", html: doc.text });
  const wide = root.clientWidth >= 704;
  const reading = h("div", { class: "covis-reading" }, questions, fold("Read: the idea, the model and its limits", wide, text), factList(doc.facts), table.element);
  const plots = h("section", { class: "covis-plots", "aria-label": "Plots", "data-count": Math.min(views.length, 3) }, views.map((view) => view.element));
  root.replaceChildren(...slotsOf(root), h("div", { class: "covis-body" }, intro(doc), plots, h("div", { class: "covis-side" }, panel, reading)));
  boxEquations(root);
  return { panel, plots, text, note, presets, texts: [text, ...root.querySelectorAll(".covis-objectives, .covis-prior, .covis-questions")] };
}

/** The panel stays in view while the text scrolls, unless it would fill the window. */
export function keepInView(panel, signal) {
  const measure = () => panel.toggleAttribute("data-tall", panel.offsetHeight > window.innerHeight * 0.62);
  const observer = new ResizeObserver(measure);
  observer.observe(panel);
  window.addEventListener("resize", measure, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}
