// A scene on a canvas: its box, then its pieces, the farthest first. Plotly's WebGL takes 200 ms a state where there is no graphics card; this takes a few.
import { gapped, liftsOf } from "../breaks.js";
import { patternOf, roleOf } from "../marks.js";
import { colourBar } from "./bar.js";
import { boxOf, paintBox } from "./box.js";
import { outline, widen } from "./outline.js";
import { piecesOf } from "./pieces.js";
import { projectionOf } from "./projection.js";
import { extent, flat, usable } from "../../preview/shapes.js";
import { h } from "../../dom.js";

const MARGIN = { wide: { x: 64, y: 36 }, narrow: { x: 48, y: 28 } }; // pixels round the box, for its numbers and titles
const IN_MOTION = 48; // cells of a surface in each direction; the rest follow when the hand rests
export const SETTLE_AFTER = 120; // milliseconds without a drawing
const SHADES = 32; // of the light on a surface
const LINE = 2.25;
const SEAM = 0.7; // pixels in which a facet and the next lie over each other
/** @type {Record<string, number[]>} */
const DASHES = { solid: [], dash: [9, 9], dot: [2, 5], dashdot: [9, 5, 2, 5], longdash: [16, 6], longdashdot: [16, 5, 2, 5] };
const DOT = 4;

/** @typedef {import("./pieces.js").Piece} Piece */

/**
 * A colour with less light, as it falls on a facet.
 * @param {number[]} rgb
 * @param {number} light
 */
const lit = (rgb, light) => `rgb(${rgb.map((part) => Math.round(part * light)).join()})`;

/** The parts of rgb(r, g, b). @param {string} colour */
const partsOf = (colour) => (colour.match(/[\d.]+/g) ?? ["127", "127", "127"]).slice(0, 3).map(Number);

/**
 * The path round these points.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points x and y in turn
 * @param {number} count of these numbers
 */
function round(context, points, count) {
  context.beginPath();
  context.moveTo(points[0], points[1]);
  for (let k = 2; k < count; k += 2) context.lineTo(points[k], points[k + 1]);
  context.closePath();
}

/** It takes the place of a light drawing, and stays: Plotly never draws it. */
export class SceneDrawing {
  /** @type {Covis.Outputs | null} */
  outputs = null;
  /** @type {Set<number>} the traces that the reader has switched off */
  hidden = new Set();
  /** @type {[number, number]} azimuth and elevation, in degrees */
  view;
  width = 0;
  height = 0;
  density = 1; // of the screen
  /** @type {Covis.Theme} */
  theme;
  /** @type {number | undefined} */
  timer = undefined;
  /** @type {{canvas: HTMLCanvasElement, view: [number, number]} | null} the box, and the view that it is drawn for */
  box = null;
  draws = 0;

  /**
   * @param {Covis.Plot} spec
   * @param {() => Covis.Theme} theme
   */
  constructor(spec, theme) {
    this.spec = spec;
    this.themeNow = theme;
    this.scene = spec.figure.layout.scene ?? {};
    this.view = spec.scene?.view ?? [0, 0];
    this.canvas = h("canvas", { class: "covis-canvas" });
    this.element = h("div", { class: "covis-light covis-space", "aria-hidden": "true" }, this.canvas);
    /** which mark each trace draws */
    this.marks = spec.figure.data.map((_, k) => spec.marks.findIndex((mark) => k >= mark.trace && k < mark.trace + mark.traces));
    /** @type {string[]} the colours of facets */
    this.shades = [];
    /** @type {Covis.Arrays[]} */
    this.arrays = spec.figure.data.map(({ x, y, z }) => ({ x, y, z }));
    // The author's ranges are in the layout; a document without one is drawn as far as its own data go.
    this.ranges = ["x", "y", "z"].map((way) => {
      const found = usable(this.scene[`${way}axis`]?.range);
      return found ?? extent(spec.figure.data.flatMap((trace) => flat(trace[way])));
    });
    this.refreshTheme();
  }

  /** The colours may have changed: the next drawing has the new ones. */
  refreshTheme() {
    this.theme = this.themeNow();
    this.shades = [];
    this.box = null;
    if (this.outputs) this.paint();
  }

  /** @param {HTMLElement} area the element that it is drawn over */
  resize({ clientWidth: width, clientHeight: height }) {
    if (!width || !height) return;
    const density = window.devicePixelRatio || 1;
    this.element.style.blockSize = `${height}px`;
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.canvas.style.inlineSize = `${width}px`;
    this.canvas.style.blockSize = `${height}px`;
    [this.width, this.height, this.density] = [width, height, density];
    this.box = null;
    this.paint();
  }

  /** @param {Covis.Outputs} outputs */
  draw(outputs) {
    this.outputs = outputs;
    const lifts = liftsOf(this.spec, outputs);
    for (const { trace, array, output } of this.spec.bindings) {
      const broken = lifts.get(trace);
      const logarithmic = this.scene[`${array}axis`]?.type === "log";
      const values = logarithmic ? Float64Array.from(outputs[output], Math.log10) : outputs[output];
      this.arrays[trace][array] = broken ? gapped(values, broken) : values;
    }
    this.move();
  }

  /** Draw now, and with every facet when the hand rests. */
  move() {
    this.paint(IN_MOTION);
    clearTimeout(this.timer);
    const fine = this.spec.figure.data.some(({ type, z }) => type === "surface" && Math.max(z.length, z[0]?.length) > IN_MOTION + 1);
    if (fine) this.timer = setTimeout(() => this.paint(), SETTLE_AFTER);
  }

  /**
   * Leave traces out, or draw them again.
   * @param {number[]} traces
   * @param {boolean} away
   */
  hide(traces, away) {
    for (const trace of traces) this.hidden[away ? "add" : "delete"](trace);
    if (this.outputs) this.paint();
  }

  /** There is no flat pair of axes. @returns {null} */
  bounds() {
    return null;
  }

  /** No handle moves in space. @returns {null} */
  axes() {
    return null;
  }

  /** How the box is seen on the canvas as it is. */
  projection() {
    const { x, y } = this.width < 420 ? MARGIN.narrow : MARGIN.wide;
    const edges = /** @type {import("./projection.js").Three} */ (this.spec.scene?.edges ?? [1, 1, 1]);
    const seen = projectionOf(this.view, this.ranges, edges, Math.max(1, this.width - 2 * x), Math.max(1, this.height - 2 * y));
    seen.middle[0] += x;
    seen.middle[1] += y;
    return seen;
  }

  /** @param {number} k a trace */
  away(k) {
    if (this.hidden.has(k)) return true;
    const { show } = this.spec.marks[this.marks[k]] ?? {};
    if (typeof show !== "number" || !this.outputs) return this.spec.figure.data[k].visible === false;
    return this.outputs[show][0] === 0;
  }

  /** @param {number} [cells] of a surface in each direction at most */
  paint(cells) {
    const context = this.canvas.getContext("2d");
    if (!context || !this.width) return;
    this.draws++;
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
    this.paintOn(context, cells);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} [cells]
   */
  paintOn(context, cells) {
    const projection = this.projection();
    context.clearRect(0, 0, this.width, this.height);
    context.drawImage(this.#box(projection), 0, 0, this.canvas.width / this.density, this.canvas.height / this.density);
    const pieces = piecesOf(this.spec.figure.data, this.arrays, projection, { cells, skipped: (k) => this.away(k) });
    context.lineJoin = "round";
    for (let i = 0; i < pieces.length; ) {
      const { kind, trace } = pieces[i];
      context.globalAlpha = this.spec.figure.data[trace].opacity ?? 1;
      if (kind === "line") i = this.#lines(context, pieces, i);
      else this[kind](context, pieces[i++]);
    }
    context.globalAlpha = 1;
    const { marker } = this.spec.figure.data.find((trace) => trace.marker?.colorbar) ?? {};
    if (marker) colourBar(context, this.width, this.theme, marker);
  }

  /**
   * The box as it is seen from here: only another view, size or theme changes it.
   * @param {import("./projection.js").Projection} projection
   */
  #box(projection) {
    if (this.box?.view === this.view) return this.box.canvas;
    const canvas = this.box?.canvas ?? h("canvas");
    [canvas.width, canvas.height] = [this.canvas.width, this.canvas.height]; // this clears it, too
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(this.density, this.density);
    paintBox(context, boxOf(projection, this.view, this.scene, this.ranges), this.theme, this);
    this.box = { canvas, view: this.view };
    return canvas;
  }

  /** @param {number} k a trace */
  colour(k) {
    return this.theme.roles[roleOf(this.spec, this.marks[k])] ?? this.theme.roles.a;
  }

  /**
   * The pieces of one line that follow one another, in one stroke: where they overlap, a line that is see-through is no darker.
   * @param {CanvasRenderingContext2D} context
   * @param {Piece[]} pieces
   * @param {number} i
   */
  #lines(context, pieces, i) {
    const { trace } = pieces[i];
    const dash = this.theme.forced ? patternOf(this.spec, this.marks[trace]).dash : this.spec.figure.data[trace].line?.dash;
    const pattern = DASHES[dash ?? "solid"] ?? DASHES.dash;
    const dashed = pattern.length > 0;
    context.lineCap = dashed ? "butt" : "round";
    context.lineWidth = LINE;
    context.strokeStyle = this.colour(trace);
    context.setLineDash(pattern);
    context.lineDashOffset = pieces[i].start;
    context.beginPath();
    let end = i;
    while (end < pieces.length && pieces[end].kind === "line" && pieces[end].trace === trace && !(dashed && end > i)) {
      const { points } = pieces[end++];
      context.moveTo(points[0], points[1]);
      for (let k = 2; k < points.length; k += 2) context.lineTo(points[k], points[k + 1]);
    }
    context.stroke();
    context.setLineDash([]);
    return end;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Piece} piece
   */
  facet(context, { trace, points, level, light }) {
    const shade = (trace * (SHADES + 1) + Math.round(level * SHADES)) * (SHADES + 1) + Math.round(light * SHADES);
    let fill = this.shades[shade];
    if (!fill) {
      const own = this.spec.marks[this.marks[trace]]?.color;
      fill = this.theme.forced ? this.theme.ground : lit(own ? partsOf(this.colour(trace)) : this.#scale(level), light);
      this.shades[shade] = fill;
    }
    const count = this.theme.forced ? 0 : widen(points, SEAM / 2);
    context.fillStyle = fill;
    round(context, count ? outline : points, count || points.length);
    context.fill();
    if (count) return;
    context.strokeStyle = this.theme.forced ? this.theme.ink : fill;
    context.lineWidth = SEAM;
    context.stroke();
  }

  /** The colour at a level, as its parts. @param {number} level */
  #scale(level) {
    const { scale } = this.theme;
    const place = level * (scale.length - 1);
    const k = Math.min(scale.length - 2, Math.floor(place));
    const [one, other] = [partsOf(scale[k][1]), partsOf(scale[k + 1][1])];
    return one.map((part, j) => part + (place - k) * (other[j] - part));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Piece} piece
   */
  dot(context, { trace, points, level }) {
    context.beginPath();
    context.arc(points[0], points[1], DOT, 0, 2 * Math.PI);
    context.fillStyle = level < 0 ? this.colour(trace) : lit(this.#scale(level), 1);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = level < 0 ? this.theme.ground : this.theme.soft;
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Piece} piece
   */
  head(context, { trace, points }) {
    round(context, points, points.length);
    context.fillStyle = this.colour(trace);
    context.fill();
  }

  dispose() {
    clearTimeout(this.timer);
  }
}
