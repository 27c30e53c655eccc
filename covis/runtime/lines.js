// The fast path: while a hand moves, write the SVG that Plotly made (a line's `d`, a marker's `transform`) and nothing else.
// Coordinates come from Plotly's own axis objects; its data and calcdata are updated in place, so that hover stays right.

const NUMERIC = new Set(["linear", "log"]);
const FAR = 1e6; // pixels; beyond it SVG renderers lose precision
const LONGEST = 50_000; // points; above this a full redraw is no slower
const MOST_MARKERS = 200;

/** A function from data to pixels along one axis, as Plotly's c2p rounds it; undefined where there is no pixel. */
function scale(axis) {
  const slope = axis._m;
  const offset = axis._b;
  const pixel = (value) => Math.max(-FAR, Math.min(FAR, Math.round((offset + slope * value) * 100) / 100));
  if (axis.type !== "log") return (value) => (Number.isFinite(value) ? pixel(value) : undefined);
  return (value) => {
    if (!Number.isFinite(value)) return undefined;
    return value > 0 ? pixel(Math.log10(value)) : axis.c2p(value, true); // Plotly draws lines to its clip value there
  };
}

const simpleLine = (full) =>
  full.mode === "lines" && (full.fill ?? "none") === "none" && full.line.shape === "linear" && full.line.simplify === false && !full.connectgaps;
const simpleMarkers = (full) => full.mode === "markers" && typeof full.marker.size === "number" && (full.fill ?? "none") === "none";

export class FastTraces {
  /** `gd` is the element that Plotly drew into. */
  constructor(gd) {
    this.gd = gd;
    this.nodes = new Map();
    gd.on("plotly_afterplot", () => this.nodes.clear()); // Plotly may have made other nodes: keeping ours would leave ghosts
  }

  /** Draw arrays x and y as trace k at once. False when this trace needs Plotly itself. */
  draw(k, x, y) {
    const full = this.gd._fullData?.[k];
    if (!full || full.type !== "scatter" || full.error_x?.visible || full.error_y?.visible) return false;
    const line = simpleLine(full);
    if (!line && !simpleMarkers(full)) return false;
    const plot = this.gd._fullLayout._plots[full.xaxis + full.yaxis];
    if (!plot || [plot.xaxis, plot.yaxis].some((axis) => !NUMERIC.has(axis.type) || axis.autorange)) return false;
    if (x.length !== y.length || x.length > LONGEST) return false;
    const calc = this.gd.calcdata?.[k];
    if (full.visible === true) {
      if (calc?.length !== y.length) return false;
      const nodes = this.#find(k, full, line ? "path.js-line" : "path.point");
      const [toX, toY] = [scale(plot.xaxis), scale(plot.yaxis)];
      if (!nodes.length || !(line ? this.#line(nodes, x, y, toX, toY) : this.#markers(nodes, x, y, toX, toY))) return false;
      for (let i = 0; i < y.length; i++) {
        calc[i].x = Number.isFinite(x[i]) ? x[i] : undefined; // undefined is Plotly's word for no number
        calc[i].y = Number.isFinite(y[i]) ? y[i] : undefined;
      }
    }
    this.gd.data[k].x = x; // also for a trace hidden through the legend: it comes back as it should be
    this.gd.data[k].y = y;
    return true;
  }

  #find(k, full, selector) {
    const known = this.nodes.get(k);
    if (known?.[0]?.isConnected) return known;
    const group = this.gd.querySelector(`.scatterlayer .trace${full.uid}`);
    const nodes = group ? [...group.querySelectorAll(selector)] : [];
    if (nodes.length) this.nodes.set(k, nodes);
    return nodes;
  }

  /** All pieces between gaps go into the first node; the others, which Plotly had for its own pieces, are emptied. */
  #line(nodes, x, y, toX, toY) {
    let path = "";
    let pen = "M";
    for (let i = 0; i < y.length; i++) {
      const px = toX(x[i]);
      const py = toY(y[i]);
      if (px === undefined || py === undefined) pen = "M";
      else {
        path += `${pen}${px},${py}`;
        pen = "L";
      }
    }
    nodes[0].setAttribute("d", path || "M0,0");
    for (let i = 1; i < nodes.length; i++) if (nodes[i].getAttribute("d") !== "M0,0") nodes[i].setAttribute("d", "M0,0");
    return true;
  }

  /** Plotly removes the node of a point that has no place, so only a full set of finite points can be moved. */
  #markers(nodes, x, y, toX, toY) {
    if (nodes.length !== y.length || y.length > MOST_MARKERS) return false;
    const moves = [];
    for (let i = 0; i < y.length; i++) {
      const px = toX(x[i]);
      const py = toY(y[i]);
      if (px === undefined || py === undefined) return false;
      moves.push(`translate(${px},${py})`);
    }
    nodes.forEach((node, i) => node.setAttribute("transform", moves[i]));
    return true;
  }
}
