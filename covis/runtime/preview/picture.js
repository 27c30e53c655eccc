// A light picture of a plot as plain data: which SVG shapes there are, and their paths for given arrays. It needs no DOM and no Plotly.
// The compiler runs this in V8 for a document's thumbnail; sketch.js makes nodes of it for cards that move and for the first page.
import { asText, at, colourOf, extent, flat, gap, heads, joined, numbers, scaleColour, shape, shares, strength, usable } from "./shapes.js";
import { contourPath, levelsOf } from "../drawing/direct/contours.js";
import { inSpace } from "./space.js";

const EDGE = 14; // pixels round a picture without axes
const AXES = { left: 44, right: 10, top: 26, bottom: 40 }; // pixels round one with axes
const CELLS = 40; // a grid has at most so many cells in each direction
const LEVELS = 24; // colours of a grid; cells of one colour are one path
const FAR = 20; // plots away: a point beyond it is drawn there, because renderers lose precision with large numbers

/** Which kinds of traces are drawn here. */
const KINDS = new Set(["scatter", "bar", "heatmap", "contour", "surface", "scatter3d", "scatterpolar"]);

/** Whether every trace of a plot can be drawn. @param {Covis.Plot} plot */
export const drawable = (plot) => plot.figure.data.every((trace) => KINDS.has(trace.type));

export class Picture {
  /** @type {number} pixels of the plot itself */
  width;
  /** @type {number} */
  height;
  edge = AXES; // what lies round it
  ownEdge = /** @type {Picture["edge"] | null} */ (null); // what lies round it where it is not the usual
  /** @type {{x: [number, number], y: [number, number]}} */
  range;
  /** @type {(value: number) => number} from data to pixels; not-a-number where there is no pixel */
  x;
  /** @type {(value: number) => number} */
  y;

  /**
   * @param {Covis.Plot} plot
   * @param {{axes?: boolean, colours?: number}} [options] `axes`: there is room for numbers round the plot; without them it fills a
   *   thumbnail's frame. `colours`: how many colours the scale of grids has
   */
  constructor(plot, { axes = false, colours = 5 } = {}) {
    this.colours = colours;
    this.plot = plot;
    this.axes = axes;
    this.layout = plot.figure.layout;
    this.traces = plot.figure.data.map((trace, k) => {
      const place = plot.marks.findIndex((each) => k >= each.trace && k < each.trace + each.traces);
      const mark = place < 0 ? undefined : plot.marks[place];
      return { ...trace, mark, place, role: mark?.color ?? "muted", colour: colourOf(trace, mark) };
    });
    this.most = Math.max(...this.traces.map(({ r }) => Math.max(0, ...extent(numbers(r)).map(Math.abs))), Number.MIN_VALUE);
    this.scratch = {};
    this.resize(320, 200);
  }

  /**
   * @param {number} width in pixels
   * @param {number} height in pixels
   */
  resize(width, height) {
    this.edge = this.ownEdge ?? (this.axes ? AXES : { left: EDGE, right: EDGE, top: EDGE, bottom: EDGE });
    this.width = width - this.edge.left - this.edge.right;
    this.height = height - this.edge.top - this.edge.bottom;
    const { xaxis = {}, yaxis = {} } = this.layout;
    let x = usable(xaxis.range) ?? [0, 1];
    let y = usable(yaxis.range) ?? [0, 1];
    if (yaxis.scaleanchor) {
      const unit = Math.max((x[1] - x[0]) / this.width, (y[1] - y[0]) / this.height);
      /**
       * @param {[number, number]} range
       * @param {number} pixels
       * @returns {[number, number]}
       */
      const wide = ([low, high], pixels) => [(low + high - unit * pixels) / 2, (low + high + unit * pixels) / 2];
      [x, y] = [wide(x, this.width), wide(y, this.height)];
    }
    /**
     * @param {Covis.Axes} axis
     * @param {[number, number]} range
     * @param {number} from
     * @param {number} to
     * @returns {(value: number) => number}
     */
    const place =
      ({ type }, [low, high], from, to) =>
      (value) => {
        const share = ((type === "log" ? Math.log10(value) : value) - low) / (high - low);
        return Number.isFinite(share) ? from + Math.min(FAR, Math.max(-FAR, share)) * (to - from) : Number.NaN;
      };
    this.range = { x, y };
    this.x = place(xaxis, x, 0, this.width);
    this.y = place(yaxis, y, this.height, 0);
  }

  /** The traces in the order of drawing: grids lie below everything, then areas; the first mark is what it is about, so it lies on top. */
  get order() {
    /** @param {number} k */
    const level = (k) => (this.traces[k].type === "heatmap" ? 0 : this.traces[k].fill && this.traces[k].fill !== "toself" ? 1 : 2);
    return this.traces
      .map((_, k) => k)
      .reverse()
      .sort((one, other) => level(one) - level(other) || this.traces[other].place - this.traces[one].place);
  }

  /** Whether it is in three dimensions: space.js gives all that is in it, and no trace has shapes of its own. */
  get solid() {
    return Boolean(this.layout.scene);
  }

  /** What lies below the marks in a picture without axes: the line y = 0, or the circle of a polar plot. @returns {import("./shapes.js").Shape[]} */
  ground() {
    const ink = { fill: "none", stroke: "var(--covis-muted)", "stroke-opacity": 0.45 };
    if (this.axes || this.solid) return [];
    if (this.traces.some(({ type }) => type === "scatterpolar"))
      return [shape("circle", { cx: at(this.width / 2), cy: at(this.height / 2), r: at(this.height / 2), ...ink })];
    const zero = this.y(0);
    return zero > 0 && zero < this.height ? [shape("path", { d: `M0,${at(zero)}h${at(this.width)}`, ...ink })] : [];
  }

  /**
   * The shapes of trace k, without their paths. Their number does not depend on the state.
   * @param {number} k
   * @returns {import("./shapes.js").Shape[]}
   */
  shapes(k) {
    const { type, mode = "", fill, fillcolor, line, marker, opacity = 1, colour, colorscale, mark } = this.traces[k];
    const stroke = { fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-linejoin": "round", opacity };
    if (type === "heatmap")
      return Array.from({ length: LEVELS }, (_, level) =>
        shape("path", {
          fill: scaleColour(level / (LEVELS - 1), this.colours, mark?.own_colors ? colorscale : null),
          opacity,
          "shape-rendering": "crispEdges",
        }),
      );
    if (type === "contour") return [shape("path", { ...stroke, "stroke-width": 1.25 })];
    const valued = shares(this.traces[k], {}) !== null;
    if (type === "bar") return valued ? this.#levels((shade) => ({ fill: shade, opacity })) : [shape("path", { fill: colour, opacity })];
    if (fill === "tonexty") return [shape("path", { fill: colour, opacity: strength(fillcolor) })];
    if (mode.includes("lines")) {
      /** @type {Record<string, string>} */
      const dash = line?.dash && line.dash !== "solid" ? { "stroke-dasharray": line.dash === "dot" ? "2 5" : "7 5" } : {};
      /** @type {Record<string, string | number>} */
      const inside = fill === "toself" ? { fill: colour, "fill-opacity": strength(fillcolor) } : {};
      const made = shape("path", { ...stroke, ...inside, "stroke-width": line?.width === 0 ? 0 : 2.5, ...dash });
      return marker?.angleref === "previous" ? [made, shape("path", { fill: colour, opacity })] : [made];
    }
    const size = typeof marker?.size === "number" ? Math.min(12, marker.size) : 8;
    const dot = { fill: "none", stroke: colour, "stroke-width": size, "stroke-linecap": "round", opacity };
    return valued ? this.#levels((shade) => ({ ...dot, stroke: shade })) : [shape("path", dot)];
  }

  /**
   * A shape for each level of the page's scale of colours.
   * @param {(shade: string) => Record<string, string | number>} props
   */
  #levels(props) {
    return Array.from({ length: LEVELS }, (_, level) => shape("path", props(scaleColour(level / (LEVELS - 1), this.colours, null))));
  }

  /**
   * The paths of the shapes of trace k, in their order. `arrays` are those of every trace; a Float64Array or a document's list each.
   * @param {number} k
   * @param {Covis.Arrays[]} arrays
   * @returns {string[]}
   */
  paths(k, arrays) {
    const trace = this.traces[k];
    const { type, mode = "", fill, marker } = trace;
    const of = arrays[k];
    if (type === "heatmap") return this.#cells(trace, of);
    if (type === "contour") return [this.#contours(trace, of)];
    if (type === "scatterpolar") return [this.#polar(trace, of, mode)];
    if (!of.x || !of.y) return this.shapes(k).map(() => "");
    const points = this.#points(of);
    const ends = type === "bar" ? this.#ends(of, points) : [];
    /** @type {(wanted: (_: unknown, i: number) => boolean) => string} */
    const drawn = (wanted) =>
      type === "bar" ? this.#bars(points.filter(wanted), ends.filter(wanted)) : joined(points.filter(wanted), mode);
    const levels = shares(trace, of);
    if (levels)
      return Array.from({ length: LEVELS }, (_, level) => drawn((_, i) => Math.min(LEVELS - 1, Math.floor(levels[i] * LEVELS)) === level));
    if (type === "bar") return [drawn(() => true)];
    if (fill === "tonexty") {
      if (!arrays[k - 1]) return [""];
      const back = this.#points(arrays[k - 1]).reverse();
      return [`${joined(points, "lines")}${joined(back, "lines").replaceAll("M", "L")}Z`.replace(/^(Z|L.*)$/, "")];
    }
    const line = fill === "toself" ? joined(points, mode).replaceAll(/M[^M]+/g, "$&Z") : joined(points, mode);
    return marker?.angleref === "previous" ? [line, heads(points, marker.size)] : [line];
  }

  /** @param {Covis.Arrays} arrays @returns {[number, number][]} */
  #points({ x, y }) {
    const ys = numbers(y);
    return numbers(x)
      .slice(0, ys.length)
      .map((value, i) => [this.x(value), this.y(ys[i])]);
  }

  /**
   * Where bars begin and end along x, in pixels.
   * @param {Covis.Arrays} arrays
   * @param {[number, number][]} points
   * @returns {[number, number][]}
   */
  #ends({ x, offset, width }, points) {
    const [places, before, wide] = [numbers(x), numbers(offset), numbers(width)];
    if (wide.length) return places.map((place, i) => [this.x(place + before[i]), this.x(place + before[i] + wide[i])]);
    const room = gap(points.map(([place]) => place)) || Math.abs(this.x(1) - this.x(0)) || 0; // as Plotly has them
    const half = Math.max(0.75, (room * (1 - (this.layout.bargap ?? 0.2))) / 2);
    return points.map(([place]) => [place - half, place + half]);
  }

  /**
   * @param {[number, number][]} points
   * @param {[number, number][]} ends
   */
  #bars(points, ends) {
    const zero = this.y(0);
    const ground = Number.isFinite(zero) ? Math.min(this.height, Math.max(0, zero)) : this.height;
    return points
      .map(([x, y], i) => (x - x + y - y === 0 ? `M${at(ends[i][0])},${at(ground)}H${at(ends[i][1])}V${at(y)}H${at(ends[i][0])}Z` : ""))
      .join("");
  }

  /**
   * The places where the cells of a grid begin and end, and which values stand for them.
   * @param {number[]} values
   * @param {(value: number) => number} place
   * @param {number} most pixels of the plot in this direction
   */
  #cut(values, place, most) {
    const step = Math.max(1, Math.ceil(values.length / CELLS));
    const chosen = values.map((_, i) => i).filter((i) => i % step === 0);
    const middles = chosen.map((i) => place(values[i]));
    const edges = middles.slice(1).map((middle, i) => (middle + middles[i]) / 2);
    const [first, last] = [place(values[0]), place(values[values.length - 1])];
    const inside = [first, ...edges, last].map((value) => Math.round(Math.min(most, Math.max(0, value))));
    return { chosen, edges: inside };
  }

  /** @param {Covis.Trace} trace @param {Covis.Arrays} arrays */
  #cells(trace, arrays) {
    const paths = Array(LEVELS).fill("");
    const [xs, ys, z] = [numbers(arrays.x), numbers(arrays.y), flat(arrays.z)];
    const [columns, rows] = [this.#cut(xs, this.x, this.width), this.#cut(ys, this.y, this.height)];
    const found = extent(z);
    const [low, high] = [trace.zmin ?? found[0], trace.zmax ?? found[1]];
    rows.chosen.forEach((row, j) => {
      const levels = columns.chosen.map((column) => {
        const share = (z[row * xs.length + column] - low) / (high - low || 1);
        return Number.isNaN(share) ? -1 : Math.min(LEVELS - 1, Math.max(0, Math.floor(share * LEVELS)));
      });
      const [top, bottom] = [rows.edges[j], rows.edges[j + 1]];
      for (let i = 0; i < levels.length; ) {
        let end = i + 1;
        while (end < levels.length && levels[end] === levels[i]) end++;
        if (levels[i] >= 0) paths[levels[i]] += `M${columns.edges[i]},${top}H${columns.edges[end]}V${bottom}H${columns.edges[i]}Z`;
        i = end;
      }
    });
    return paths;
  }

  /** @param {Covis.Trace} trace @param {Covis.Arrays} arrays */
  #contours({ contours = {} }, arrays) {
    const z = flat(arrays.z);
    const [low, high] = extent(z);
    const levels = contours.size > 0 ? levelsOf(contours) : Array.from({ length: 9 }, (_, k) => low + ((k + 1) * (high - low)) / 10);
    /** @param {number} value */
    const tenth = (value) => Math.round(value * 10) / 10;
    const [px, py] = [numbers(arrays.x).map((value) => tenth(this.x(value))), numbers(arrays.y).map((value) => tenth(this.y(value)))];
    return levels.map((level) => contourPath(z, px, py, level, this.scratch)).join("");
  }

  /**
   * @param {Covis.Trace} trace
   * @param {Covis.Arrays} arrays
   * @param {string} mode
   */
  #polar({ thetaunit }, arrays, mode) {
    const { radialaxis = {}, angularaxis = {} } = this.layout.polar ?? {};
    const most = usable(radialaxis.range)?.[1] ?? this.most;
    const turn = angularaxis.direction === "clockwise" ? -1 : 1;
    const start = ((angularaxis.rotation ?? (turn < 0 ? 90 : 0)) * Math.PI) / 180;
    const theta = numbers(arrays.theta).map((angle) => start + turn * (thetaunit === "radians" ? angle : (angle * Math.PI) / 180));
    const size = this.height / 2;
    /** @type {[number, number][]} */
    const points = numbers(arrays.r).map((r, i) => [
      this.width / 2 + ((size * r) / most) * Math.cos(theta[i]),
      this.height / 2 - ((size * r) / most) * Math.sin(theta[i]),
    ]);
    return joined(points, mode || "lines");
  }
}

/**
 * The still picture of a plot, as the document's own data has it.
 * @param {Covis.Plot} plot
 * @param {string} title
 * @param {string} style the colours, as CSS
 * @returns {string} SVG
 */
export function still(plot, title, style) {
  const picture = new Picture(plot, { colours: new Set(style.match(/--covis-scale-\d+/g)).size });
  const arrays = plot.figure.data;
  /** @param {number} k */
  const seen = (k) => KINDS.has(arrays[k].type) && (arrays[k].visible ?? true) === true;
  const flatMarks = picture.order
    .filter((k) => !picture.solid && seen(k))
    .flatMap((k) => {
      /** @type {string[]} */
      const paths = picture.paths(k, arrays);
      return picture.shapes(k).map((each, i) => shape(each.tag, { d: paths[i], ...each.props }));
    })
    .filter(({ props }) => props.d && props["stroke-width"] !== 0);
  const marks = picture.solid ? inSpace(picture, arrays, (k) => !seen(k)) : flatMarks;
  const inside = shape("g", { transform: `translate(${EDGE},${EDGE})` }, ...picture.ground(), ...marks);
  const head = { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 320 200", role: "img" };
  return asText(shape("svg", head, shape("title", {}, title), shape("style", {}, style), inside));
}
