// The picture on the first page: one visualisation of the gallery, drawn light, with a slider or two that move it at once.
import { freshId, h, setText } from "../dom.js";
import { quantity } from "../state/format.js";
import { loadDocument, loadProgram } from "../page/loading.js";
import { Sketch, legend, telling } from "./sketch.js";
import { withKinds } from "../controls/controls.js";
import { increment, snap } from "../state/range.js";
import { kindOf } from "../state/kinds.js";
import { State } from "../state/state.js";

const MOST = { controls: 2, readouts: 2 };
const KNOWN = "covis_known=1; path=/; max-age=31536000; samesite=lax"; // on the next visit the gallery comes first; it says nothing else
const SWEEP = 4200; // milliseconds that it moves by itself, once, until a hand comes

/**
 * attach({data: {document, program}, parentElement}) -> clean-up. Called again for the same document it does nothing.
 * @param {{data: {document: string, program: string}, parentElement: HTMLElement}} component
 * @returns {(() => void) | undefined}
 */
export function attach({ data, parentElement }) {
  /** @type {(HTMLElement & {covisStop?: () => void}) | null} */
  const root = parentElement.querySelector(".cv-sample");
  if (!root) return;
  if (root.dataset.document === data.document) return root.covisStop;
  root.covisStop?.();
  root.dataset.document = data.document;
  const ending = new AbortController();
  root.covisStop = () => {
    ending.abort();
    delete root.dataset.document;
  };
  /** @param {string} path */
  const from = (path) => new URL(path, location.origin).href;
  Promise.all([loadDocument({ documentUrl: from(data.document) }).then(withKinds), loadProgram({ programUrl: from(data.program) })])
    .then(([doc, program]) => ending.signal.aborted || build(root, doc, program, ending.signal))
    .catch((error) => console.error(error)); // the still picture stays
  return root.covisStop;
}

/**
 * @param {HTMLElement} root
 * @param {Covis.Document} doc
 * @param {Covis.Program} program
 * @param {AbortSignal} signal
 */
function build(root, doc, program, signal) {
  const state = new State(doc.controls);
  const sketch = new Sketch(doc, program, {
    axes: true,
    label: `${doc.title}: ${doc.plots[0].title || "the plot"}, as the sliders below set it`,
  });
  const values = h("dl", { class: "cv-sample-readouts" });
  const numbers = doc.readouts.slice(0, MOST.readouts).map((readout) => {
    const value = h("dd");
    values.append(h("div", {}, h("dt", {}, readout.label), value));
    return (/** @type {number} */ given) => setText(value, quantity(given, readout.digits, readout.unit, readout.scale));
  });
  let frame = 0;
  const redraw = () => {
    frame = 0;
    const numbersNow = sketch.draw(state.numbers());
    numbers.forEach((show, k) => show(numbersNow[k]));
    root.dataset.ready = "true";
  };
  const sliders = telling(doc)
    .slice(0, MOST.controls)
    .map((control) => slider(control, state, () => (frame ||= requestAnimationFrame(redraw))));
  const plot = h("div", { class: "cv-sample-plot" });
  plot.append(sketch.svg);
  root.replaceChildren(
    plot,
    legend(sketch),
    h(
      "div",
      { class: "cv-sample-sliders" },
      sliders.map(({ node }) => node),
    ),
    values,
  );
  const sizes = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width < 60) return;
    sketch.resize(contentRect.width, contentRect.height);
    redraw();
  });
  sizes.observe(plot);
  document.cookie = KNOWN;
  signal.addEventListener("abort", () => sizes.disconnect());
  if (sliders.length && !matchMedia("(prefers-reduced-motion: reduce)").matches) sweep(root, sliders[0], signal);
}

/**
 * @param {Covis.NumberControl} control
 * @param {State} state
 * @param {() => void} changed
 */
function slider(control, state, changed) {
  const id = freshId("hero");
  const value = h("output", { for: id, "aria-live": "off" });
  const input = h("input", {
    id,
    type: "range",
    min: control.low,
    max: control.high,
    step: increment(control),
    value: control.start,
    name: control.name,
  });
  /** @param {number} wanted */
  const set = (wanted) => {
    state.values[control.name] = snap(control, wanted);
    input.value = state.values[control.name];
    const text = kindOf(control).words(control, state.values[control.name]);
    setText(value, text);
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--cv-share", String((state.values[control.name] - control.low) / (control.high - control.low)));
    changed();
  };
  input.addEventListener("input", () => set(Number(input.value)));
  set(control.start);
  return { control, input, set, node: h("div", { class: "cv-sample-slider" }, h("label", { for: id }, control.label), value, input) };
}

/**
 * The first slider goes through its range and back to its start, once, and gives way to any hand.
 * @param {HTMLElement} root
 * @param {{control: Covis.NumberControl, set: (value: number) => void}} slider
 * @param {AbortSignal} signal
 */
function sweep(root, { control, set }, signal) {
  const stop = new AbortController();
  for (const kind of ["pointerdown", "keydown", "focusin"]) root.addEventListener(kind, () => stop.abort(), { signal });
  const begin = performance.now() + 900;
  /** @param {number} now */
  const tick = (now) => {
    if (stop.signal.aborted || signal.aborted) return;
    const share = Math.min(1, Math.max(0, (now - begin) / SWEEP));
    if (now > begin) set(share === 1 ? control.start : swept(control, share));
    if (share < 1) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/**
 * The value of a control at `share` of a sweep: from its start to the far end, to the near one, and back.
 * @param {Covis.NumberControl} control
 * @param {number} share
 */
export function swept({ low, high, start }, share) {
  const [far, near] = high - start > start - low ? [high, low] : [low, high];
  /** @param {number} part */
  const ease = (part) => (1 - Math.cos(Math.PI * part)) / 2;
  if (share < 0.45) return start + (far - start) * ease(share / 0.45);
  if (share < 0.85) return far + (near - far) * ease((share - 0.45) / 0.4);
  return near + (start - near) * ease((share - 0.85) / 0.15);
}
