// A measurement over a plot: points with error bars, the fitted curve, and the residuals under the plot. Drawn as SVG over whatever draws the
// plot, with the page's own colours, so that it is the same with and without Plotly, in the dark, on paper and where colours are forced.
import { h } from "../dom.js";
import { significant } from "../state/format.js";
import { rootMeanSquare } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 96; // pixels of the plot of the residuals
const PAD = 10;
const FAR = 1e5; // pixels
const CAP = 2.5; // half of the bar across the end of an error bar
const MANY = 1500; // points that are drawn small

/**
 * What is drawn, in the units that the axes show. `residuals`: measured less curve; null where nothing can be compared. `line`: the fitted curve.
 * @typedef {{x: Float64Array, y: Float64Array, xError: Float64Array | null, yError: Float64Array | null, residuals: Float64Array | null, line: {x: Float64Array, y: Float64Array} | null, fitted: boolean, unit: string}} Drawn
 */

/**
 * @param {string} name
 * @param {SVGElement} parent
 */
function path(name, parent) {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("class", `covis-measured-${name}`);
  parent.append(element);
  return element;
}

export class Overlay {
  /** @type {Drawn | null} */
  drawn = null;
  before = "";

  /** @param {import("../drawing/plot.js").PlotView} view */
  constructor(view) {
    this.view = view;
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "covis-measured");
    this.svg.setAttribute("aria-hidden", "true"); // the description and the table say the same
    this.bars = path("bars", this.svg);
    this.line = path("line", this.svg);
    this.rims = path("rims", this.svg);
    this.dots = path("dots", this.svg);
    this.title = h("p", { class: "covis-residuals-title" });
    this.plot = document.createElementNS(SVG, "svg");
    this.plot.setAttribute("class", "covis-residuals-plot");
    this.plot.setAttribute("role", "img");
    this.labels = document.createElementNS(SVG, "g");
    this.plot.append(this.labels);
    this.zero = path("zero", this.plot);
    this.sticks = path("bars", this.plot);
    this.residualRims = path("rims", this.plot);
    this.residualDots = path("dots", this.plot);
    this.residuals = h("div", { class: "covis-residuals" }, this.title, this.plot);
    view.stage.append(this.svg);
    view.stage.after(this.residuals);
    this.follow = () => this.#place();
    view.followers.add(this.follow);
  }

  /** @param {Drawn} drawn */
  show(drawn) {
    this.drawn = drawn;
    this.before = "";
    this.#place();
  }

  remove() {
    this.view.followers.delete(this.follow);
    this.svg.remove();
    this.residuals.remove();
  }

  /** Where the axes are now; nothing is done while they stay. */
  #place() {
    const { drawn } = this;
    const frame = this.view.bounds();
    const axes = this.view.axes();
    if (!drawn || !frame || !axes) return;
    const { left, top, width, height } = frame;
    const now = [
      left,
      top,
      width,
      height,
      axes.x.toData(left),
      axes.x.toData(left + width),
      axes.y.toData(top),
      axes.y.toData(top + height),
    ].join();
    if (now === this.before) return;
    this.before = now;
    Object.assign(this.svg.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    /** @param {number} value */
    const px = (value) => pixel(axes.x.toPixel(value) - left);
    /** @param {number} value */
    const py = (value) => pixel(axes.y.toPixel(value) - top);
    for (const svg of [this.svg, this.residuals]) svg.toggleAttribute("data-many", drawn.x.length > MANY);
    const dots = Array.from(drawn.x, (x, i) => dot(px(x), py(drawn.y[i]))).join("");
    this.rims.setAttribute("d", dots);
    this.dots.setAttribute("d", dots);
    this.bars.setAttribute("d", drawn.x.length > MANY && !drawn.yError ? "" : barsOf(drawn, px, py));
    this.line.setAttribute("d", drawn.line ? lineOf(drawn.line, px, py) : "");
    this.#residuals(drawn, px, left, width);
  }

  /**
   * The residuals on the same x axis.
   * @param {Drawn} drawn
   * @param {(value: number) => number} px
   * @param {number} left
   * @param {number} width
   */
  #residuals({ x, yError, residuals, fitted, unit }, px, left, width) {
    this.residuals.hidden = !residuals;
    if (!residuals) return;
    const known = residuals.filter(Number.isFinite);
    const most = residuals.reduce(
      (found, value, i) => (Number.isFinite(value) ? Math.max(found, Math.abs(value) + (yError?.[i] ?? 0)) : found),
      0,
    );
    const top = neat(most);
    /** @param {number} value */
    const py = (value) => pixel(HEIGHT / 2 - ((HEIGHT / 2 - PAD) * value) / top);
    this.title.textContent = `Residuals of the ${fitted ? "fit" : "current curve"}${unit ? ` (${unit})` : ""}`;
    this.plot.setAttribute(
      "aria-label",
      `Measured less ${fitted ? "fit" : "curve"}: ${known.length} residuals, at most ${significant(most)}, root mean square ${significant(rootMeanSquare(known))}${unit && ` ${unit}`}`,
    );
    Object.assign(this.plot.style, { width: `${left + width}px`, height: `${HEIGHT}px` });
    const at = Array.from(x, px).map((value) => value + left);
    const dots = at.map((value, i) => dot(value, py(residuals[i]))).join("");
    this.residualRims.setAttribute("d", dots);
    this.residualDots.setAttribute("d", dots);
    const sides = { x, y: residuals, xError: null, yError };
    this.sticks.setAttribute("d", yError ? barsOf(sides, (value) => px(value) + left, py) : "");
    this.zero.setAttribute("d", [top, 0, -top].map((value) => `M${left} ${py(value)}h${width}`).join(""));
    this.labels.replaceChildren(
      ...[top, 0, -top].map((value) => {
        const label = document.createElementNS(SVG, "text");
        label.setAttribute("x", String(left - 6));
        label.setAttribute("y", String(py(value) + 4));
        label.textContent = significant(value, 2);
        return label;
      }),
    );
  }
}

/** @param {number} value */
const pixel = (value) => (Number.isFinite(value) ? Math.round(Math.max(-FAR, Math.min(FAR, value)) * 10) / 10 : Number.NaN);

/**
 * A round dot: a line of no length with round ends.
 * @param {number} x
 * @param {number} y
 */
const dot = (x, y) => (Number.isFinite(x) && Number.isFinite(y) ? `M${x} ${y}h0` : "");

/**
 * @param {Pick<Drawn, "x" | "y" | "xError" | "yError">} drawn
 * @param {(value: number) => number} px
 * @param {(value: number) => number} py
 */
function barsOf({ x, y, xError, yError }, px, py) {
  const parts = [];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [px(x[i]), py(y[i])];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    if (yError) {
      const [low, high] = [py(y[i] - yError[i]), py(y[i] + yError[i])].map((value) => (Number.isFinite(value) ? value : FAR)); // below a logarithmic axis
      parts.push(`M${a} ${low}V${high}M${a - CAP} ${low}h${2 * CAP}M${a - CAP} ${high}h${2 * CAP}`);
    }
    if (xError) {
      const [low, high] = [px(x[i] - xError[i]), px(x[i] + xError[i])].map((value) => (Number.isFinite(value) ? value : -FAR));
      parts.push(`M${low} ${b}H${high}M${low} ${b - CAP}v${2 * CAP}M${high} ${b - CAP}v${2 * CAP}`);
    }
  }
  return parts.join("");
}

/**
 * @param {{x: Float64Array, y: Float64Array}} line
 * @param {(value: number) => number} px
 * @param {(value: number) => number} py
 */
function lineOf({ x, y }, px, py) {
  let pen = "M";
  let d = "";
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [px(x[i]), py(y[i])];
    if (Number.isFinite(a) && Number.isFinite(b)) d += `${pen}${a} ${b}`;
    pen = Number.isFinite(a) && Number.isFinite(b) ? "L" : "M";
  }
  return d;
}

/** A round number that is not below it. @param {number} most */
function neat(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 1.5, 2, 3, 5, 10].map((times) => times * power).find((value) => value >= most) ?? 10 * power;
}
