// The numbers beside the picture, the live numbers in the text, and what a plot says to a screen reader.
// A number that is not finite is described in words; nothing here ever shows NaN.
import { h, setText } from "../dom.js";
import { quantity, significant } from "../state/format.js";
import { kindOf } from "../state/kinds.js";

const NOISE = 1e-12;

/**
 * The readouts as a list of label and value. `refresh(numbers)` takes the program's readouts(c, s).
 * @param {Covis.Readout[]} readouts
 */
export function buildReadouts(readouts) {
  const outputs = readouts.map((readout) => h("output", { "data-readout": readout.label, "aria-live": "off" }));
  const rows = readouts.map((readout, k) => h("div", { class: "covis-readout" }, h("dt", {}, readout.label), h("dd", {}, outputs[k])));
  return {
    outputs: readouts.map(({ label }, k) => ({ label, output: outputs[k] })),
    element: readouts.length ? h("dl", { class: "covis-readouts", "aria-label": "Readouts", tabindex: "0" }, rows) : null,
    /** @param {number[] | null} numbers */
    refresh(numbers) {
      readouts.forEach((readout, k) => setText(outputs[k], quantity(numbers?.[k] ?? null, readout.digits, readout.unit, readout.scale)));
    },
  };
}

/**
 * What a screen reader says by itself: the readouts that have changed, with their labels, once, when the hand rests. A number that is
 * shown is never a live region: while a clock runs it would speak at every frame.
 * @param {{label: string, output: HTMLElement}[]} readouts
 * @param {import("../drawing/plot.js").PlotView[]} views
 */
export function buildAnnouncer(readouts, views) {
  const element = h("p", { class: "covis-unseen covis-announcer", role: "status" });
  /** @type {string[] | undefined} */
  let before; // nothing is said of the state in which the page opens: it is read there
  const parts = () => [
    ...readouts.map(({ label, output }) => `${label}: ${output.textContent}`),
    ...(readouts.length ? [] : views.map((view) => view.description.textContent ?? "")),
    ...views.map((view) => view.gaps.textContent ?? ""),
  ];
  return {
    element,
    /** All rests: say what is new. */
    rested() {
      const now = parts();
      const changed = now.filter((text, k) => before && text && text !== before[k]).map((text) => text.replace(/\.$/, ""));
      before = now;
      if (changed.length) setText(element, `${changed.join("; ")}.`);
    },
  };
}

/**
 * While a clock runs, a plot that cannot be drawn says so on the page and not aloud.
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {boolean} playing
 */
export const quieten = (views, playing) =>
  views.forEach(({ message }) => (playing ? message.setAttribute("aria-live", "off") : message.removeAttribute("aria-live")));

/**
 * Fill the `<output>`s that stand in the document's text: data-value (an entry of values(c, s)) or data-control (a name).
 * @param {ParentNode} container
 * @param {number[] | null} values
 * @param {import("../state/state.js").State} state
 */
export function refreshText(container, values, state) {
  /** @type {NodeListOf<HTMLOutputElement>} */
  const outputs = container.querySelectorAll("output[data-value], output[data-control]");
  for (const output of outputs) {
    const { value = "", control: name = "", digits = 3, unit = "" } = output.dataset;
    const control = state.controls.get(name);
    if (control) setText(output, kindOf(control).words(control, state.values[name]));
    else setText(output, quantity(values?.[Number(value)] ?? null, Number(digits), unit));
  }
}

/**
 * Entry k of an array; 0 where it is nothing but rounding beside the step to its neighbours: the end of sin(2 pi x) at 1.
 * @param {ArrayLike<number>} array
 * @param {number} k
 */
function level(array, k) {
  const steps = [array[k - 1], array[k + 1]].map((beside) => Math.abs(beside - array[k])).filter(Number.isFinite);
  return steps.length && Math.abs(array[k]) < NOISE * Math.min(...steps) ? 0 : array[k];
}

/**
 * A number about a mark as drawn: its first, last, least or greatest value, or the x where it has the least or greatest.
 * @param {ArrayLike<number> | undefined} array
 * @param {string} stat
 * @param {ArrayLike<number> | undefined} xs
 */
export function statistic(array, stat, xs) {
  if (!array?.length) return NaN;
  if (stat === "first") return level(array, 0);
  if (stat === "last") return level(array, array.length - 1);
  const greatest = stat.endsWith("max");
  let best = -1;
  for (let k = 0; k < array.length; k++) {
    if (Number.isFinite(array[k]) && (best < 0 || (greatest ? array[k] > array[best] : array[k] < array[best]))) best = k;
  }
  if (best < 0) return NaN;
  if (!stat.startsWith("at_")) return level(array, best);
  return xs ? level(xs, best) : Number.NaN;
}

/**
 * What a plot shows, as a sentence with the present numbers. `arraysOf(k)` gives mark k's arrays.
 * @param {Covis.Description} parts
 * @param {(k: number) => Covis.Arrays} arraysOf
 * @param {number[] | null} values
 * @param {import("../state/state.js").State} state
 */
export function describe(parts, arraysOf, values, state) {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if ("stat" in part) {
        const arrays = arraysOf(part.mark);
        return quantity(statistic(arrays[part.array], part.stat, arrays.x), part.digits ?? 3, part.unit, part.scale);
      }
      const control = state.controls.get(String(part.value));
      if (control) return kindOf(control).words(control, state.values[part.value]);
      const value = values?.[Number(part.value)] ?? null;
      return part.unit ? quantity(value, part.digits, part.unit) : significant(value, part.digits);
    })
    .join("");
}
