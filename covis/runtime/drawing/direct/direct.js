// The fast path: while a hand moves, write the SVG that Plotly made (a line's `d`, a marker's `transform`, a bar's outline) and nothing
// else. Coordinates come from Plotly's own axes; its data and calcdata are updated in place, so that hover stays right in motion.
import { drawBars, simpleBars } from "./bars.js";
import { ContourLines, simpleContours } from "./contours.js";
import { HeatmapCanvas, simpleHeatmap } from "./heatmap.js";
import { betweenPath, closedPath, linePieces, writePath, writePieces } from "./lines.js";
import { arrowHeads, drawHeads, drawMarkers, drawWords, FINE, shadesOf, simpleMarkers } from "./markers.js";
import { put } from "../marks.js";
import { axesOf, pixels, polarAxesOf, polarPixels, scale } from "./scales.js";

const LONGEST = 50_000; // points; above this a full redraw is no slower
/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : undefined); // undefined is Plotly's word for no number

/** @typedef {"line" | "inside" | "markers" | "heads" | "words"} Part */

/** @param {Covis.Trace} full */
const simpleLine = ({ type, line, fill = "none", connectgaps }) =>
  (fill === "none" || fill === "tonexty" || fill === "toself") &&
  line.shape === "linear" &&
  (line.simplify === false || type === "scatterpolar") &&
  !connectgaps;

/**
 * How a scatter trace is drawn, by its mode: the parts of it that this module can draw; null when it is none of them.
 * @param {Covis.Trace} full
 * @returns {Part[] | null}
 */
function partsOf(full) {
  if (full.mode === "lines") return simpleLine(full) ? (full.fill === "toself" ? ["inside", "line"] : ["line"]) : null;
  if (full.mode === "markers") return simpleMarkers(full) && (full.fill ?? "none") === "none" ? ["markers"] : null;
  if (full.mode === "text") return ["words"];
  if (full.mode === "lines+markers" && simpleLine(full))
    return arrowHeads(full) ? ["line", "heads"] : simpleMarkers(full) ? ["line", "markers"] : null;
  return null;
}

/** @type {Record<Part | "bars", string>} */
const SELECTORS = {
  line: ".lines > path.js-line",
  inside: ".fills > g:first-child > path.js-fill",
  markers: "path.point",
  heads: "path.point",
  words: "g.textpoint text",
  bars: "g.point > path",
};

const AT_REST = new Set(["scatter", "scatterpolar", "contour"]);
/** @param {any} rows */
const flat = (rows) => Float64Array.from(Array.from(rows).flatMap((row) => Array.from(row, Number)));

/**
 * Rows of a grid as Plotly keeps them.
 * @param {Float64Array} z
 * @param {number} rows
 */
const inRows = (z, rows) => Array.from({ length: rows }, (_, row) => z.subarray((row * z.length) / rows, ((row + 1) * z.length) / rows));

export class FastTraces {
  /**
   * `gd` is the element that Plotly drew into, `moving` the traces that may move.
   * @param {Covis.PlotlyElement} gd
   * @param {Iterable<number>} moving
   * @param {Map<number, Set<number>>} lifts trace -> the points after which its line is broken
   */
  constructor(gd, moving, lifts) {
    this.gd = gd;
    this.moving = [...moving];
    this.lifts = lifts;
    /** @type {Map<string, Element[]>} */
    this.nodes = new Map();
    /** @type {Map<number, HeatmapCanvas>} */
    this.canvases = new Map();
    /** @type {Map<number, ContourLines>} */
    this.contours = new Map();
    gd.on("plotly_afterplot", () => this.#rest());
    this.#rest();
  }

  /**
   * Plotly has drawn. It may have made other nodes: keeping ours would leave ghosts. And what Plotly draws in another way than we do
   * (many points as many nodes, contour lines smoothed, a line across a pole) is drawn by us at rest too, so that nothing twitches when a hand begins or ends.
   * @returns {void}
   */
  #rest() {
    this.nodes.clear();
    for (const contour of this.contours.values()) contour.forget();
    for (const k of new Set([...this.moving, ...this.lifts.keys()])) {
      const full = this.gd._fullData[k];
      if (full?.visible !== true || !(AT_REST.has(full.type) || full.marker?.colorbar)) continue; // a shade is rounded as in motion
      const { x, y, r, theta, z } = this.gd.data[k];
      if (full.type === "contour") this.#show(k, full, this.gd.calcdata[k], { z: z && flat(z) }, z?.length);
      else this.#show(k, full, this.gd.calcdata[k], { x, y, r, theta });
    }
  }

  /**
   * Draw `arrays` (x and y, r and theta, or z with its `rows`) as trace k at once. False when this trace needs Plotly itself.
   * @param {number} k
   * @param {Record<string, any>} arrays
   * @param {number} [rows]
   * @returns {boolean}
   */
  draw(k, arrays, rows) {
    const full = this.gd._fullData?.[k];
    if (!full) return false;
    const calc = this.gd.calcdata?.[k];
    if (full.visible === true && !this.#show(k, full, calc, arrays, rows)) return false;
    return this.#keep(k, arrays, rows); // also for a trace hidden through the legend: it comes back as it should be
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {any[]} calc
   * @param {Record<string, any>} arrays
   * @param {number} [rows]
   * @returns {boolean}
   */
  #show(k, full, calc, arrays, rows) {
    if (full.type === "scatterpolar") return this.#polar(k, full, calc, arrays);
    const plot = full.xaxis && axesOf(this.gd, full);
    if (!plot) return false;
    if (full.type === "heatmap") return this.#heatmap(k, full, plot, calc, arrays, rows);
    if (full.type === "contour") return this.#contour(k, full, plot, calc, arrays, rows);
    const { x, y } = arrays;
    if (arrays.z || !x?.length || x.length !== y?.length || x.length > LONGEST || calc?.length !== y.length) return false;
    if (full.error_x?.visible || full.error_y?.visible) return false;
    if (full.type === "bar") return this.#bars(k, full, plot, calc, arrays);
    if (full.type !== "scatter" || !this.#scatter(k, full, pixels(plot, x, y), arrays)) return false;
    for (let i = 0; i < y.length; i++) {
      calc[i].x = finite(x[i]);
      calc[i].y = finite(y[i]);
      if (arrays["marker.color"]) calc[i].mc = arrays["marker.color"][i];
    }
    return true;
  }

  /**
   * Plotly's data: what it draws next, and what `snapshot` reads.
   * @param {number} k
   * @param {Record<string, any>} arrays
   * @param {number} [rows]
   */
  #keep(k, arrays, rows) {
    for (const [name, values] of Object.entries(arrays))
      if (values) put(this.gd.data[k], name, name === "z" ? inRows(values, rows ?? 0) : values);
    return true;
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {{px: Covis.Pixels, py: Covis.Pixels}} places
   * @param {Record<string, any>} [arrays] what stands in the words of a label (customdata), and the values that colour points (marker.color)
   */
  #scatter(k, full, { px, py }, arrays = {}) {
    const parts = partsOf(full);
    if (!parts) return false;
    /** @type {Record<Part, (nodes: Element[]) => boolean>} */
    const write = {
      line: (nodes) => writePieces(nodes, linePieces(px, py, this.lifts.get(k))),
      inside: (nodes) => writePath(nodes, closedPath(px, py)),
      markers: (nodes) => drawMarkers(nodes, full, px, py, this.#colours(k, arrays)),
      heads: (nodes) => drawHeads(nodes, full.marker.size, px, py),
      words: (nodes) => drawWords(nodes, px, py, full.texttemplate, arrays.customdata ?? this.gd.data[k].customdata),
    };
    return parts.every((part) => write[part](this.#find(k, full, part)));
  }

  /**
   * The values that colour the markers of trace k: those of this state, or those that Plotly has.
   * @param {number} k
   * @param {Record<string, any>} arrays
   */
  #colours(k, arrays) {
    return arrays["marker.color"] ?? this.gd.data[k].marker?.color;
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {any[]} calc
   * @param {Record<string, any>} arrays
   */
  #polar(k, full, calc, { r, theta }) {
    const plot = polarAxesOf(this.gd, full);
    if (!plot || !r?.length || r.length !== theta?.length || r.length > LONGEST || calc?.length !== r.length) return false;
    const places = polarPixels(plot, full.thetaunit, r, theta);
    if (!this.#scatter(k, full, places)) return false;
    for (let i = 0; i < r.length; i++) Object.assign(calc[i], { r: finite(r[i]), theta: places.angles[i], x: places.x[i], y: places.y[i] });
    return true;
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {Covis.Axes} plot
   * @param {any[]} calc
   * @param {Record<string, any>} arrays
   */
  #bars(k, full, plot, calc, { x, y, offset, width, ...more }) {
    const own = this.gd.data[k];
    const bars = { x, y, offset: offset ?? own.offset, width: width ?? own.width };
    const shade = shadesOf(full.marker, this.#colours(k, more), FINE);
    return simpleBars(full) && drawBars(this.#find(k, full, "bars"), calc, plot, this.gd._fullLayout.bargap, bars, shade);
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {Covis.Axes} plot
   * @param {any[]} calc
   * @param {Record<string, any>} arrays
   * @param {number} [rows]
   */
  #heatmap(k, full, plot, calc, { z, x, y }, rows) {
    if (!z || x || y || !rows || !simpleHeatmap(full)) return false;
    // No mark of a trace on its element: an image is known when there is one only.
    const images = this.gd.querySelectorAll(".heatmaplayer image");
    if (images.length !== 1) return false;
    if (!this.canvases.has(k)) this.canvases.set(k, new HeatmapCanvas(this.gd));
    if (!this.canvases.get(k)?.draw(images[0], full, plot, z, rows)) return false;
    calc[0].z = inRows(z, rows);
    return true;
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {Covis.Axes} plot
   * @param {any[]} calc
   * @param {Record<string, any>} arrays
   * @param {number} [rows]
   */
  #contour(k, full, plot, calc, { z, x, y }, rows) {
    if (!z || x || y || !rows || !simpleContours(full) || !this.#lines(k, full, plot, z)) return false;
    calc[0].z = inRows(z, rows);
    return true;
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {Covis.Axes} plot
   * @param {Float64Array} z
   */
  #lines(k, full, plot, z) {
    const group = [...this.gd.querySelectorAll(".contourlayer > g.contour")].find((each) => each.__data__?.[0]?.trace?.index === k);
    const { x, y } = this.gd.calcdata[k]?.[0] ?? {};
    if (!group || !x || x.length * y.length !== z.length) return false;
    if (!this.contours.has(k)) this.contours.set(k, new ContourLines());
    const [px, py] = [Array.from(x, scale(plot.xaxis)), Array.from(y, scale(plot.yaxis))];
    this.contours.get(k)?.draw(group, full, /** @type {number[]} */ (px), /** @type {number[]} */ (py), z);
    return true;
  }

  /**
   * The area between trace k and the one before it, from the data as they are now.
   * @param {number} k
   * @returns {boolean}
   */
  fill(k) {
    const [low, high] = [this.gd._fullData?.[k - 1], this.gd._fullData?.[k]];
    if (high?.visible === "legendonly" && low) return true;
    const plot = high?.visible === true && low?.visible === true && axesOf(this.gd, high);
    if (!plot || low.type !== "scatter" || low.yaxis !== high.yaxis) return false;
    const [below, above] = [k - 1, k].map((trace) => pixels(plot, this.gd.data[trace].x, this.gd.data[trace].y));
    const path = betweenPath(below, above);
    return path !== null && writePath(this.#find(k - 1, low, "fill", ".fills path.js-fill"), path);
  }

  /**
   * @param {number} k
   * @param {Covis.Trace} full
   * @param {Part | "bars" | "fill"} part
   * @param {string} [selector]
   * @returns {Element[]}
   */
  #find(k, full, part, selector = part === "fill" ? "" : SELECTORS[part]) {
    const key = `${k} ${part}`;
    const known = this.nodes.get(key);
    if (known?.[0]?.isConnected) return known;
    const group = part === "bars" ? this.#barGroup(k) : this.gd.querySelector(`.scatterlayer .trace${full.uid}`); // polar plots have one too
    const nodes = group ? [...group.querySelectorAll(selector)] : [];
    if (nodes.length) this.nodes.set(key, nodes);
    return nodes;
  }

  /**
   * Groups of bars carry no id: they stand in the order of their traces.
   * @param {number} k
   * @returns {Element | undefined}
   */
  #barGroup(k) {
    const shown = this.gd._fullData.filter((/** @type {Covis.Trace} */ trace) => trace.type === "bar" && trace.visible === true);
    return this.gd.querySelectorAll(".barlayer > g.trace.bars")[shown.findIndex((/** @type {Covis.Trace} */ trace) => trace.index === k)];
  }
}
