// A picture of a document's first plot that moves, with no Plotly: for the first page and for cards. picture.js says what is drawn, in SVG;
// here it becomes nodes of the page, moved by the document's own program. Colours are the tokens, so light and dark follow.
import { fitted, roomAlong, ROW } from "./titles.js";
import { gapped, liftsOf, outputsOf } from "../drawing/breaks.js";
import { h } from "../dom.js";
import { powerOfTen, significant } from "../state/format.js";
import { kindOf } from "../state/kinds.js";
import { Picture, drawable } from "./picture.js";
import { shape } from "./shapes.js";
import { inSpace } from "./space.js";

const SVG = "http://www.w3.org/2000/svg";
const TITLE = 0.85; // rem: the letters of an axis' title, as css/light.css has them

/**
 * A shape as a node.
 * @param {import("./shapes.js").Shape} part
 * @returns {SVGElement}
 */
function node({ tag, props, children }) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) made.setAttribute(name, String(value));
  made.append(...children.map((child) => (typeof child === "string" ? child : node(child))));
  return /** @type {SVGElement} */ (made);
}

/** How many colours the page's scale of grids has. */
function scaleColours() {
  const style = getComputedStyle(document.documentElement);
  let count = 0;
  while (style.getPropertyValue(`--covis-scale-${count}`)) count++;
  return count;
}

/**
 * Whether the first plot can be drawn here.
 * @param {Covis.Document} doc
 */
export const sketchable = (doc) => drawable(doc.plots[0]);

/**
 * The controls that a hand should try first: sliders, those that most presets set before the others.
 * @param {Covis.Document} doc
 * @returns {Covis.NumberControl[]}
 */
export function telling(doc) {
  /** @param {Covis.Control} control */
  const named = (control) => doc.presets.filter((preset) => control.name in preset.controls).length;
  const sliding = doc.controls.filter((control) => kindOf(control).slides).sort((one, other) => named(other) - named(one));
  return /** @type {Covis.NumberControl[]} */ (sliding);
}

/**
 * Whole steps through an axis' range: about `wanted` of them, each 1, 2 or 5 times a power of ten.
 * @param {number} low
 * @param {number} high
 * @param {number} wanted
 */
export function ticks(low, high, wanted) {
  const raw = Math.abs(high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  const first = Math.ceil(Math.min(low, high) / step - 1e-9);
  const last = Math.floor(Math.max(low, high) / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(10)));
}

/**
 * Where an axis has labels, and what they say: powers of ten on a logarithmic one that is longer than a decade or so.
 * @param {Covis.Axes} axis
 * @param {[number, number]} range as Plotly has it
 * @param {number} wanted how many, about
 * @returns {[number, string][]}
 */
export function labels({ type }, [low, high], wanted) {
  /** @param {number} value @returns {[number, string]} */
  const plain = (value) => [
    value,
    Math.abs(value) >= 1e6 || (value && Math.abs(value) < 1e-4) ? significant(value, 2) : String(value).replace("-", "−"),
  ];
  if (type !== "log") return ticks(low, high, wanted).map(plain);
  if (Math.abs(high - low) < 1.5) return ticks(10 ** low, 10 ** high, wanted).map(plain);
  const powers = ticks(low, high, wanted).filter(Number.isInteger);
  return powers.map((power) =>
    power >= -2 && power <= 3 ? plain(Number((10 ** power).toPrecision(1))) : [10 ** power, powerOfTen(power)],
  );
}

/** What an axis' title says without its markup. @param {Covis.Axes} axis */
export const titleOf = ({ title, visible }) => (visible === false ? "" : (title?.text ?? "").replace(/<[^<>]*>/g, ""));

/**
 * A title as shapes, a row each.
 * @param {{rows: string[], size: number}} title
 * @param {string} transform to the middle of its first row
 */
const inRows = ({ rows, size }, transform) =>
  rows.map((row, k) =>
    shape("text", { transform, y: k * ROW * size, class: "cv-sketch-title", style: `font-size: ${size}px`, "text-anchor": "middle" }, row),
  );

/** One plot as nodes of the page. */
export class Drawing {
  /** @type {Picture["edge"] | null} the pixels round the plot, where they are not the usual ones */
  edge = null;
  /** the characters of the longest label of the vertical axis */
  widest = 0;

  /**
   * `axes`: numbers and a grid round the plot; without them it fills a thumbnail's frame. `upright`: the titles of the axes stand along
   * them, as Plotly has them.
   * @param {Covis.Plot} spec
   * @param {{axes?: boolean, upright?: boolean, label: string}} options
   */
  constructor(spec, { axes = false, upright = false, label }) {
    this.axes = axes;
    this.upright = upright;
    this.spec = spec;
    this.picture = new Picture(this.spec, { axes, colours: scaleColours() });
    this.traces = this.picture.traces;
    this.frame = node(shape("g", { class: "cv-sketch-frame" }));
    this.ground = node(shape("g"));
    this.inside = node(shape("svg", { overflow: axes ? "hidden" : "visible" }));
    this.svg = node(shape("svg", { class: "cv-sketch", role: "img", "aria-label": label }));
    this.svg.append(this.frame, this.inside);
    this.nodes = this.traces.map((_, k) => (this.picture.solid ? [] : this.picture.shapes(k).map(node)));
    this.inside.append(this.ground, ...this.picture.order.flatMap((k) => this.nodes[k]));
    this.resize(320, 200);
  }

  /**
   * @param {number} width in pixels
   * @param {number} height in pixels
   */
  resize(width, height) {
    this.picture.ownEdge = this.edge;
    this.picture.resize(width, height);
    const { edge } = this.picture;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [name, value] of Object.entries({ x: edge.left, y: edge.top, width: this.picture.width, height: this.picture.height }))
      this.inside.setAttribute(name, String(value));
    this.ground.replaceChildren(...this.picture.ground().map(node));
    if (this.axes) this.#ruled();
  }

  #ruled() {
    const { edge, width, height, range, layout } = this.picture;
    const { left, top } = edge;
    const { xaxis = {}, yaxis = {} } = layout;
    /** @type {import("./shapes.js").Shape[]} */
    const parts = [];
    for (const [at, words] of xaxis.visible === false ? [] : labels(xaxis, range.x, Math.max(2, width / 90))) {
      const x = left + this.picture.x(at);
      parts.push(
        shape("path", { d: `M${x},${top}v${height}` }),
        shape("text", { x, y: top + height + 17, "text-anchor": "middle" }, words),
      );
    }
    const numbers = yaxis.visible === false ? [] : labels(yaxis, range.y, Math.max(2, height / 55));
    this.widest = Math.max(0, ...numbers.map(([, words]) => words.length));
    for (const [at, words] of numbers) {
      const y = top + this.picture.y(at);
      parts.push(shape("path", { d: `M${left},${y}h${width}`, ...(at === 0 ? { class: "cv-sketch-zero" } : {}) }));
      parts.push(shape("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, words));
    }
    const title = { class: "cv-sketch-title" };
    if (this.upright) {
      const [x, y] = [left + width / 2, top + height / 2];
      const [under, beside] = [this.titleAlong("x"), this.titleAlong("y")];
      const first = top + height + edge.bottom - 3 - (under.rows.length - 1) * ROW * under.size;
      parts.push(...inRows(under, `translate(${x},${first})`), ...inRows(beside, `translate(13,${y}) rotate(-90)`));
    } else {
      parts.push(shape("text", { x: left + width, y: top + height + 34, "text-anchor": "end", ...title }, titleOf(xaxis)));
      parts.push(shape("text", { x: left - 36, y: 14, ...title }, titleOf(yaxis)));
    }
    this.frame.replaceChildren(...parts.map(node));
  }

  /**
   * The title of an axis as it fits along it.
   * @param {"x" | "y"} letter
   */
  titleAlong(letter) {
    const { edge, width, height, layout } = this.picture;
    const style = getComputedStyle(document.documentElement);
    const room =
      letter === "x"
        ? roomAlong(edge.left, width, edge.left + width + edge.right)
        : roomAlong(edge.top, height, edge.top + height + edge.bottom);
    const size = TITLE * Number.parseFloat(style.fontSize);
    return fitted(titleOf(layout[`${letter}axis`] ?? {}), room, size, style.getPropertyValue("--covis-font"));
  }

  /**
   * Draw what the program gave for the plot.
   * @param {Covis.Outputs} outputs
   * @param {Set<number>} [hidden] traces that are left out
   */
  show(outputs, hidden = new Set()) {
    /** @type {Covis.Arrays[]} */
    const arrays = this.traces.map((trace) => ({ ...trace }));
    const lifts = liftsOf(this.spec, outputs);
    for (const { trace, array, output } of this.spec.bindings) {
      const broken = lifts.get(trace);
      arrays[trace][array] = broken ? gapped(outputs[output], broken) : outputs[output];
    }
    /** @param {number} k */
    const wanted = (k) => {
      const { mark, visible = true } = this.traces[k];
      return !hidden.has(k) && (typeof mark?.show === "number" ? outputs[mark.show][0] !== 0 : visible === true);
    };
    if (this.picture.solid) {
      this.inside.replaceChildren(...inSpace(this.picture, arrays, (k) => !wanted(k)).map(node));
      return;
    }
    this.traces.forEach((_, k) => {
      const paths = wanted(k) ? this.picture.paths(k, arrays) : [];
      this.nodes[k].forEach((each, i) => each.setAttribute("d", paths[i] ?? ""));
    });
  }
}

/** A document's first plot, moved by its program. */
export class Sketch extends Drawing {
  /**
   * @param {Covis.Document} doc
   * @param {Covis.Program} program
   * @param {{axes?: boolean, label?: string}} [options]
   */
  constructor(doc, program, { axes = false, label = doc.title } = {}) {
    super(doc.plots[0], { axes, label });
    this.program = program;
  }

  /**
   * Draw the state `controls` (numbers, by name).
   * @param {Covis.Numbers} controls
   * @returns {number[]} the numbers of the readouts
   */
  draw(controls) {
    const shared = this.program.prepare(controls);
    this.show(outputsOf(this.program, 0, controls, shared));
    return this.program.readouts(controls, shared);
  }
}

/**
 * The names of the marks in their colours, for those that have one.
 * @param {Sketch} sketch
 */
export function legend(sketch) {
  const named = sketch.traces.filter((trace) => trace.name && trace.showlegend !== false);
  return h(
    "ul",
    { class: "cv-sketch-legend" },
    named.slice(0, 4).map((trace) => h("li", { style: `--cv-role: var(--covis-${trace.role})` }, trace.name)),
  );
}
