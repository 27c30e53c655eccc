// The fast path: while a hand moves, write the SVG that Plotly made (a line's `d`, a marker's `transform`, a bar's outline) and nothing
// else. Coordinates come from Plotly's own axes; its data and calcdata are updated in place, so that hover stays right in motion.
import { drawBars, simpleBars } from "./bars.js";
import { HeatmapCanvas, simpleHeatmap } from "./heatmap.js";
import { betweenPath, linePath, writePath } from "./lines.js";
import { arrowHeads, drawHeads, drawMarkers, drawWords, simpleMarkers } from "./markers.js";
import { axesOf, pixels } from "./scales.js";

const LONGEST = 50_000; // points; above this a full redraw is no slower
const finite = (value) => (Number.isFinite(value) ? value : undefined); // undefined is Plotly's word for no number

const simpleLine = ({ line, fill = "none", connectgaps }) =>
  (fill === "none" || fill === "tonexty") && line.shape === "linear" && line.simplify === false && !connectgaps;

/** How a scatter trace is drawn, by its mode: the parts of it that this module can draw; null when it is none of them. */
function partsOf(full) {
  if (full.mode === "lines") return simpleLine(full) ? ["line"] : null;
  if (full.mode === "markers") return simpleMarkers(full) && (full.fill ?? "none") === "none" ? ["markers"] : null;
  if (full.mode === "text") return ["words"];
  if (full.mode === "lines+markers" && simpleLine(full)) return arrowHeads(full) ? ["line", "heads"] : simpleMarkers(full) ? ["line", "markers"] : null;
  return null;
}

const SELECTORS = { line: ".lines > path.js-line", markers: "path.point", heads: "path.point", words: "g.textpoint text", bars: "g.point > path" };

export class FastTraces {
  /** `gd` is the element that Plotly drew into. */
  constructor(gd) {
    this.gd = gd;
    this.nodes = new Map();
    this.canvases = new Map();
    gd.on("plotly_afterplot", () => this.nodes.clear()); // Plotly may have made other nodes: keeping ours would leave ghosts
  }

  /** Draw `arrays` (x and y, or z with its `rows`) as trace k at once. False when this trace needs Plotly itself. */
  draw(k, arrays, rows) {
    const full = this.gd._fullData?.[k];
    if (full?.visible === false) return this.#keep(k, arrays);
    const plot = full?.xaxis && axesOf(this.gd, full);
    if (!plot) return false;
    const calc = this.gd.calcdata?.[k];
    if (full.type === "heatmap") return this.#heatmap(k, full, plot, calc, arrays, rows);
    const { x, y } = arrays;
    if (arrays.z || !x?.length || x.length !== y?.length || x.length > LONGEST) return false;
    if (full.type !== "scatter" && full.type !== "bar") return false;
    if (full.error_x?.visible || full.error_y?.visible) return false;
    if (full.visible === true) {
      if (calc?.length !== y.length) return false;
      if (full.type === "bar" ? !this.#bars(k, full, plot, calc, x, y) : !this.#scatter(k, full, plot, calc, x, y)) return false;
    }
    return this.#keep(k, { x, y }); // also for a trace hidden through the legend: it comes back as it should be
  }

  /** What is hidden is not drawn, but shows these arrays when it comes back. */
  #keep(k, arrays) {
    if (arrays.z) return false;
    for (const [name, values] of Object.entries(arrays)) if (values) this.gd.data[k][name] = values;
    return true;
  }

  #scatter(k, full, plot, calc, x, y) {
    const parts = partsOf(full);
    if (!parts) return false;
    const { px, py } = pixels(plot, x, y);
    const write = {
      line: (nodes) => writePath(nodes, linePath(px, py)),
      markers: (nodes) => drawMarkers(nodes, full, px, py),
      heads: (nodes) => drawHeads(nodes, full.marker.size, px, py),
      words: (nodes) => drawWords(nodes, px, py),
    };
    if (!parts.every((part) => write[part](this.#find(k, full, part)))) return false;
    for (let i = 0; i < y.length; i++) Object.assign(calc[i], { x: finite(x[i]), y: finite(y[i]) });
    return true;
  }

  #bars(k, full, plot, calc, x, y) {
    return simpleBars(full) && drawBars(this.#find(k, full, "bars"), calc, plot, this.gd._fullLayout.bargap, x, y);
  }

  #heatmap(k, full, plot, calc, { z, x, y }, rows) {
    if (!z || x || y || !rows || full.visible !== true || !simpleHeatmap(full)) return false;
    // No mark of a trace on its element: an image is known when there is one only.
    const images = this.gd.querySelectorAll(".heatmaplayer image");
    if (images.length !== 1) return false;
    if (!this.canvases.has(k)) this.canvases.set(k, new HeatmapCanvas(this.gd));
    if (!this.canvases.get(k).draw(images[0], full, plot, z, rows)) return false;
    const width = z.length / rows;
    const cells = Array.from({ length: rows }, (_, row) => z.subarray(row * width, (row + 1) * width));
    this.gd.data[k].z = cells;
    calc[0].z = cells;
    return true;
  }

  /** The area between trace k and the one before it, from the data as they are now. */
  fill(k) {
    const [low, high] = [this.gd._fullData?.[k - 1], this.gd._fullData?.[k]];
    if (high?.visible === "legendonly" && low) return true;
    const plot = high?.visible === true && low?.visible === true && axesOf(this.gd, high);
    if (!plot || low.type !== "scatter" || low.yaxis !== high.yaxis) return false;
    const [below, above] = [k - 1, k].map((trace) => pixels(plot, this.gd.data[trace].x, this.gd.data[trace].y));
    const path = betweenPath(below, above);
    return path !== null && writePath(this.#find(k - 1, low, "fill", ".fills path.js-fill"), path);
  }

  #find(k, full, part, selector = SELECTORS[part]) {
    const key = `${k} ${part}`;
    const known = this.nodes.get(key);
    if (known?.[0]?.isConnected) return known;
    const group = part === "bars" ? this.#barGroup(k) : this.gd.querySelector(`.scatterlayer .trace${full.uid}`);
    const nodes = group ? [...group.querySelectorAll(selector)] : [];
    if (nodes.length) this.nodes.set(key, nodes);
    return nodes;
  }

  /** Groups of bars carry no id: they stand in the order of their traces. */
  #barGroup(k) {
    const shown = this.gd._fullData.filter((trace) => trace.type === "bar" && trace.visible === true);
    return this.gd.querySelectorAll(".barlayer > g.trace.bars")[shown.findIndex((trace) => trace.index === k)];
  }
}
