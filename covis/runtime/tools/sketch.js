// Before an answer opens, the learner draws the curve that they expect, on the axes themselves: with a mouse or a finger on the picture, or with
// the keyboard on nine sliders, one for each place along the axis. The drawing stays while the picture moves, so that both are seen.
import { h } from "../dom.js";
import { significant } from "../state/format.js";

const COLUMNS = 41; // places along the axis that the drawing has
const EVERY = 5; // how many of them there are from slider to slider
const SVG = "http://www.w3.org/2000/svg";

export class Sketch {
  /** @type {(number | null)[]} in the units that the axis shows */
  ys = Array(COLUMNS).fill(null);
  last = -1; // the column under the hand

  /**
   * @param {import("../drawing/plot.js").PlotView} view with Plotly's drawing
   * @param {Covis.Mark} mark the curve that is drawn
   * @param {HTMLElement} host where the sliders go
   */
  constructor(view, mark, host) {
    this.view = view;
    const { x } = view.area.data[mark.trace];
    const axes = this.#axes();
    const [from, to] = [axes.x.toPixel(x[0]), axes.x.toPixel(x[x.length - 1])];
    this.xs = Array.from({ length: COLUMNS }, (_, k) => axes.x.toData(from + ((to - from) * k) / (COLUMNS - 1)));
    this.path = document.createElementNS(SVG, "path");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "covis-sketch");
    this.svg.setAttribute("aria-hidden", "true"); // the sliders say the same
    this.svg.append(this.path);
    view.stage.append(this.svg);
    this.svg.addEventListener("pointerdown", (event) => this.#begin(event));
    this.svg.addEventListener("pointermove", (event) => this.#draw(event));
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => (this.last = -1));
    this.sliders = this.#sliders();
    const again = h("button", { type: "button", class: "covis-button covis-quiet", onclick: () => this.#clear() }, "Start again");
    host.replaceChildren(
      h("p", {}, `Draw on “${view.name}” with a mouse or a finger, or move the points with the keyboard.`),
      h("div", { class: "covis-sketch-points", role: "group", "aria-label": `What you expect of ${mark.name}` }, this.sliders),
      again,
    );
    this.refresh = () => this.#refresh();
    view.followers.add(this.refresh);
    this.#refresh();
    this.see();
  }

  /** Bring its plot into view. */
  see() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.view.element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  get drawn() {
    return this.ys.some((y) => y !== null);
  }

  /** The answer is open: the drawing stays, and lies in nobody's way. */
  fix() {
    this.svg.classList.add("covis-fixed");
  }

  remove() {
    this.view.followers.delete(this.refresh);
    this.svg.remove();
  }

  /** Plotly's axes: the place of the plot, and pixels both ways. */
  #axes() {
    const { xaxis, yaxis } = this.view.area._fullLayout;
    return {
      .../** @type {Covis.PixelAxes} */ (this.view.axes()),
      left: xaxis._offset,
      top: yaxis._offset,
      wide: xaxis._length,
      high: yaxis._length,
    };
  }

  /** A slider for every few columns, as high as the axis. */
  #sliders() {
    const { y, top, high } = this.#axes();
    const [low, most] = [y.toData(top + high), y.toData(top)];
    const { xaxis } = this.view.area._fullLayout;
    const axis = xaxis.title?.text || "x";
    /** @param {number} k */
    const slider = (k) => {
      const input = h("input", {
        type: "range",
        class: "covis-sketch-point",
        min: Math.min(low, most),
        max: Math.max(low, most),
        step: Math.abs(most - low) / 100,
        value: (low + most) / 2,
        "aria-label": `At ${axis} = ${significant(this.xs[k])}`,
        "aria-valuetext": "not drawn",
        oninput: () => this.#set(k, input.valueAsNumber),
      });
      return input;
    };
    return Array.from({ length: (COLUMNS - 1) / EVERY + 1 }, (_, i) => slider(i * EVERY));
  }

  /**
   * A point was moved with its slider: straight lines lead to its neighbours.
   * @param {number} k
   * @param {number} value
   */
  #set(k, value) {
    this.ys[k] = value;
    for (const other of [k - EVERY, k + EVERY]) this.#between(other, k);
    this.#refresh();
  }

  /**
   * The columns between two that are drawn, on a straight line.
   * @param {number} a
   * @param {number} b
   */
  #between(a, b) {
    const [first, last] = [this.ys[a], this.ys[b]];
    if (typeof first !== "number" || typeof last !== "number") return;
    const step = Math.sign(b - a);
    for (let k = a + step; k !== b; k += step) this.ys[k] = first + ((last - first) * (k - a)) / (b - a);
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    this.svg.setPointerCapture(event.pointerId);
    this.last = -1;
    this.#draw(event, true);
    event.preventDefault();
  }

  /**
   * @param {PointerEvent} event
   * @param {boolean} [first]
   */
  #draw(event, first = false) {
    if (!first && this.last < 0) return;
    const { x, y, left, top, high } = this.#axes();
    const box = this.svg.getBoundingClientRect();
    const at = x.toPixel(this.xs[0]);
    const step = (x.toPixel(this.xs[COLUMNS - 1]) - at) / (COLUMNS - 1);
    const column = Math.max(0, Math.min(COLUMNS - 1, Math.round((event.clientX - box.left + left - at) / step)));
    this.ys[column] = y.toData(top + Math.max(0, Math.min(high, event.clientY - box.top)));
    if (this.last >= 0 && this.last !== column) this.#between(this.last, column);
    this.last = column;
    this.#refresh();
  }

  #clear() {
    this.ys.fill(null);
    this.#refresh();
  }

  /** Show the drawing where the axes are now. */
  #refresh() {
    if (!this.view.drawer) return;
    const { x, y, left, top, wide, high } = this.#axes();
    Object.assign(this.svg.style, { left: `${left}px`, top: `${top}px`, width: `${wide}px`, height: `${high}px` });
    const points = this.xs.flatMap((value, k) => {
      const level = this.ys[k];
      return level === null ? [] : [`${(x.toPixel(value) - left).toFixed(1)} ${(y.toPixel(level) - top).toFixed(1)}`];
    });
    this.path.setAttribute("d", points.length ? `M${points.join("L")}` : "");
    this.sliders.forEach((slider, i) => {
      const level = this.ys[i * EVERY];
      if (level !== null) slider.valueAsNumber = level;
      slider.setAttribute("aria-valuetext", level === null ? "not drawn" : significant(level));
      slider.toggleAttribute("data-drawn", level !== null);
    });
  }
}
