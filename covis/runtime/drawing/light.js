// A plot drawn without Plotly: what a page shows at once, moving with the controls, until Plotly is there and draws the same.
// The shapes are those of the light previews (preview/); axes, margins and colours are as Plotly will have them.
import { h } from "../dom.js";
import { Drawing } from "../preview/sketch.js";
import { drawable } from "../preview/picture.js";
import { keepsColours, roleOf, tracesOfMark } from "./marks.js";
import { margins, NARROW } from "./sizes.js";
import { ROW } from "../preview/titles.js";

const LETTER = 7; // pixels of a figure in a label, about
const TITLE = 22; // pixels that the title of the vertical axis takes

/**
 * The plot with the role of every mark stated; an author's own colours stay.
 * @param {Covis.Plot} spec
 * @returns {Covis.Plot}
 */
const coloured = (spec) => ({
  ...spec,
  marks: spec.marks.map((mark, k) =>
    tracesOfMark(spec, k).every((i) => keepsColours(spec, k, i)) ? mark : { ...mark, color: roleOf(spec, k) },
  ),
});

export class LightDrawing {
  /** @type {Covis.Outputs | null} */
  outputs = null;
  /** @type {Drawing | null} null for a plot that only Plotly can draw */
  drawing = null;
  /** @type {Set<number>} the traces that the reader has switched off */
  hidden = new Set();

  /** @param {Covis.Plot} spec */
  constructor(spec) {
    const { layout = {} } = spec.figure;
    this.flat = !Object.keys(layout).some((key) => /^(scene|polar)/.test(key));
    if (drawable(spec)) this.drawing = new Drawing(coloured(spec), { axes: this.flat, upright: true, label: "" });
    this.element = h(
      "div",
      { class: "covis-light", "aria-hidden": "true" },
      this.drawing ? this.drawing.svg : h("p", {}, "This picture appears when the plotting library has arrived."),
    );
    this.drawing?.svg.removeAttribute("role");
    this.drawing?.svg.removeAttribute("aria-label");
  }

  /**
   * Take the size of the element that Plotly will draw into.
   * @param {HTMLElement} area
   */
  resize({ clientWidth: width, clientHeight: height }) {
    if (!this.drawing || !width || !height) return;
    this.element.style.blockSize = `${height}px`;
    if (this.flat) {
      const { l, r, t, b } = margins(width < NARROW);
      this.drawing.edge = { left: l, right: r, top: t, bottom: b };
      this.drawing.resize(width, height);
      const { rows, size } = this.drawing.titleAlong("y");
      const needed = LETTER * this.drawing.widest + 10 + (rows[0] ? TITLE + (rows.length - 1) * ROW * size : 0);
      if (needed > l) this.drawing.edge.left = needed;
      const under = this.drawing.titleAlong("x");
      this.drawing.edge.bottom += (under.rows.length - 1) * ROW * under.size;
    }
    this.drawing.resize(width, height);
    if (this.outputs) this.draw(this.outputs);
  }

  /** @param {Covis.Outputs} outputs */
  draw(outputs) {
    this.outputs = outputs;
    this.drawing?.show(outputs, this.hidden);
  }

  /**
   * Leave traces out, or draw them again.
   * @param {number[]} traces
   * @param {boolean} away
   */
  hide(traces, away) {
    for (const trace of traces) this.hidden[away ? "add" : "delete"](trace);
    if (this.outputs) this.draw(this.outputs);
  }

  /** Where the axes are, in pixels. */
  bounds() {
    if (!this.drawing || !this.flat) return null;
    const { edge, width, height } = this.drawing.picture;
    return { left: edge.left, top: edge.top, width, height };
  }

  /** @returns {Covis.PixelAxes | null} the first pair of axes in pixels; null in space and in polar coordinates */
  axes() {
    if (!this.drawing || !this.flat) return null;
    const { edge, width, height, range, layout, x, y } = this.drawing.picture;
    /**
     * @param {[number, number]} limits as Plotly has them: powers of ten on a logarithmic axis
     * @param {boolean} log
     * @param {number} share
     */
    const value = ([low, high], log, share) => (log ? 10 ** (low + share * (high - low)) : low + share * (high - low));
    return {
      x: {
        toPixel: (number) => edge.left + x(number),
        toData: (pixel) => value(range.x, layout.xaxis?.type === "log", (pixel - edge.left) / width),
        reversed: range.x[0] > range.x[1],
      },
      y: {
        toPixel: (number) => edge.top + y(number),
        toData: (pixel) => value(range.y, layout.yaxis?.type === "log", (edge.top + height - pixel) / height),
        reversed: range.y[0] > range.y[1],
      },
    };
  }
}
