// A scene as small pieces, the farthest first: drawn in this order, what is nearer hides what is farther away (the painter's way).
// Lines are cut into short pieces, so that a long one goes behind a surface and comes out again. It needs no DOM: thumbnails are drawn with it too.
import { flat, shares } from "../../preview/shapes.js";
import { project } from "./projection.js";

/** @typedef {import("./projection.js").Projection} Projection */

/**
 * @typedef {{kind: "facet" | "line" | "dot" | "head", trace: number, near: number, points: number[], level: number, light: number, start: number}} Piece
 * `points`: pixels, x and y in turn. A facet has a `level`, 0 to 1 of the range of its colours (a dot too; -1: no value colours it), and `light`, 0 to 1; a line the length in pixels of what
 * of it comes before (`start`), for its dashes.
 */

const LONGEST = 0.03; // of a piece of a line, in lengths of the box
const CUTS = 64; // pieces that one straight line is cut into
const OUTSIDE = 1e-9; // of a range: a point so far outside is inside
const HEAD = { length: 11, half: 4.2, least: 0.35 }; // of an arrow, in pixels; one that points at the reader is shorter, down to a share
const LIGHT = [-0.36, 0.52, 0.77]; // where the light comes from: left, above, in front
const DARKEST = 0.66; // the light on a facet that lies along the rays
// A line on a surface is drawn, though its middle may be a little farther away than that of the facet that it lies on.
const BEFORE = { least: 0.012, cells: 0.7, dot: 1.3 };

/**
 * The pieces of a scene, the farthest first.
 * @param {Covis.Trace[]} traces the traces of the figure
 * @param {Covis.Arrays[]} arrays x, y and z of each, as the axes show them
 * @param {Projection} projection
 * @param {{cells?: number, skipped?: (k: number) => boolean}} [how] `cells`: how many cells a surface has at most in each direction; `skipped`: traces
 *   that are left out
 * @returns {Piece[]}
 */
export function piecesOf(traces, arrays, projection, { cells = 160, skipped = () => false } = {}) {
  /** @type {Piece[]} */
  const made = [];
  let widest = 0; // the size of the cells of the coarsest surface
  traces.forEach((trace, k) => {
    if (trace.type === "surface" && !skipped(k)) widest = Math.max(widest, facets(k, trace, arrays[k], projection, cells, made));
  });
  const before = Math.max(BEFORE.least, BEFORE.cells * widest);
  traces.forEach((trace, k) => {
    if (trace.type !== "scatter3d" || skipped(k)) return;
    const line = new Line(k, trace, arrays[k], projection, before, made);
    if (trace.mode?.includes("lines")) line.cut();
    else if (trace.mode?.includes("markers")) line.dots();
  });
  return made.sort((one, other) => (one.near < other.near ? -1 : one.near > other.near ? 1 : 0));
}

/** Numbers one after another; those that the program gave are so already. @param {any} values @returns {number[] | Float64Array} */
const row = (values) => (values instanceof Float64Array ? values : flat(values));

/**
 * Whether a number is in a range, whose ends belong to it.
 * @param {Projection} projection
 * @param {number} way
 * @param {number} value
 */
const within = ({ low, size }, way, value) => value - low[way] >= -OUTSIDE * size[way] && value - low[way] <= (1 + OUTSIDE) * size[way];

/**
 * The shares of the way from one point to another between which it is inside the box; null where it is nowhere.
 * @param {Projection} projection
 * @param {number[]} from
 * @param {number[]} to
 * @returns {[number, number] | null}
 */
function insideOf({ low, size }, from, to) {
  let [first, last] = [0, 1];
  for (let way = 0; way < 3; way++) {
    const step = (to[way] - from[way]) / size[way];
    const start = (from[way] - low[way]) / size[way];
    if (step === 0) {
      if (start < -OUTSIDE || start > 1 + OUTSIDE) return null;
      continue;
    }
    const [one, other] = [(-OUTSIDE - start) / step, (1 + OUTSIDE - start) / step];
    first = Math.max(first, Math.min(one, other));
    last = Math.min(last, Math.max(one, other));
  }
  return first <= last ? [first, last] : null;
}

/** One trace of points: dots, or a line that is cut up. */
class Line {
  /**
   * @param {number} k
   * @param {Covis.Trace} trace
   * @param {Covis.Arrays} arrays
   * @param {Projection} projection
   * @param {number} before how much nearer than it is it counts
   * @param {Piece[]} made
   */
  constructor(k, trace, arrays, projection, before, made) {
    this.k = k;
    this.trace = trace;
    this.levels = shares(trace, arrays);
    this.at = [row(arrays.x), row(arrays.y), row(arrays.z)];
    this.projection = projection;
    this.before = before;
    this.made = made;
    this.seen = project(projection, this.at[0], this.at[1], this.at[2]);
    this.far = 0; // pixels of the line so far
  }

  /**
   * @param {"line" | "dot" | "head"} kind
   * @param {number} near
   * @param {number[]} points
   * @param {number} [start]
   * @param {number} [level]
   */
  #add(kind, near, points, start = 0, level = 0) {
    const before = this.before * (kind === "line" ? 1 : BEFORE.dot);
    this.made.push({ kind, trace: this.k, near: near + before, points, level, light: 1, start });
  }

  /** @param {number} i */
  #point(i) {
    return [this.at[0][i], this.at[1][i], this.at[2][i]];
  }

  /** @param {number} i */
  #known(i) {
    return Number.isFinite(this.seen[3 * i] + this.seen[3 * i + 1] + this.seen[3 * i + 2]);
  }

  /** @param {number} i */
  #inside(i) {
    const { projection, at } = this;
    return within(projection, 0, at[0][i]) && within(projection, 1, at[1][i]) && within(projection, 2, at[2][i]);
  }

  dots() {
    const { seen, levels } = this;
    for (let i = 0; 3 * i < seen.length; i++)
      if (this.#known(i) && this.#inside(i)) this.#add("dot", seen[3 * i + 2], [seen[3 * i], seen[3 * i + 1]], 0, levels?.[i] ?? -1);
  }

  /** The pieces of the line: several short steps together, a long one in parts; and the heads of arrows, where a point has a size. */
  cut() {
    const { seen, projection } = this;
    const long = [0, 1, 2].map((way) => projection.edges[way] / projection.size[way]); // lengths of the box for 1 of each range
    const [xs, ys, zs] = this.at;
    const sizes = this.trace.marker?.size;
    /** @type {{points: number[], near: number, count: number, length: number, start: number} | null} */
    let piece = null;
    const finish = () => {
      if (piece && piece.points.length > 2) this.#add("line", piece.near / piece.count, piece.points, piece.start);
      piece = null;
    };
    for (let i = 0; 3 * i + 3 < seen.length; i++) {
      if (!this.#known(i) || !this.#known(i + 1)) {
        finish();
        continue;
      }
      let [first, last] = [0, 1];
      if (!this.#inside(i) || !this.#inside(i + 1)) {
        const part = insideOf(projection, this.#point(i), this.#point(i + 1));
        if (!part) {
          finish();
          continue;
        }
        [first, last] = part;
      }
      const x0 = seen[3 * i];
      const y0 = seen[3 * i + 1];
      const n0 = seen[3 * i + 2];
      const dx = seen[3 * i + 3] - x0;
      const dy = seen[3 * i + 4] - y0;
      const dn = seen[3 * i + 5] - n0;
      const pixels = Math.hypot(dx, dy);
      const length = Math.hypot((xs[i + 1] - xs[i]) * long[0], (ys[i + 1] - ys[i]) * long[1], (zs[i + 1] - zs[i]) * long[2]);
      if (Array.isArray(sizes) && sizes[i + 1] > 0) last = Math.min(last, this.#head(i, length, pixels, last));
      const parts = Math.min(CUTS, Math.max(1, Math.ceil((length * (last - first)) / LONGEST)));
      for (let part = 0; part < parts && last > first; part++) {
        const from = first + ((last - first) * part) / parts;
        const to = first + ((last - first) * (part + 1)) / parts;
        if (piece && from > 0 && part === 0) finish(); // it came in from outside
        piece ??= { points: [x0 + from * dx, y0 + from * dy], near: n0 + from * dn, count: 1, length: 0, start: this.far + from * pixels };
        piece.points.push(x0 + to * dx, y0 + to * dy);
        piece.near += n0 + to * dn;
        piece.count += 1;
        piece.length += length * (to - from);
        if (piece.length >= LONGEST || to < 1) finish();
      }
      if (last < 1) finish();
      this.far += pixels;
    }
    finish();
  }

  /**
   * The head of an arrow from point i to the next; the share of the way at which its line ends.
   * @param {number} i
   * @param {number} length in lengths of the box
   * @param {number} pixels
   * @param {number} last the share of the way up to which it is inside the box
   */
  #head(i, length, pixels, last) {
    const { seen } = this;
    if (last < 1 || !(length > 0)) return 1;
    const short = Math.max(HEAD.least, Math.min(1, pixels / (length * this.projection.scale)));
    const size = Math.min(HEAD.length, Math.max(HEAD.length / 2, 0.6 * length * this.projection.scale));
    const [x, y] = [seen[3 * i + 3], seen[3 * i + 4]];
    const [u, v] = pixels > 1e-9 ? [(x - seen[3 * i]) / pixels, (y - seen[3 * i + 1]) / pixels] : [0, -1];
    const [back, half] = [size * short, (HEAD.half * size) / HEAD.length];
    this.#add("head", seen[3 * i + 5], [
      ...[x, y],
      ...[x - back * u - half * v, y - back * v + half * u],
      ...[x - back * u + half * v, y - back * v - half * u],
    ]);
    return pixels > 0 ? Math.max(0, 1 - (0.8 * back) / pixels) : 1;
  }
}

/**
 * The points of a grid that are drawn: the first, the last, and so many between.
 * @param {number} count
 * @param {number} cells
 */
function chosen(count, cells) {
  const step = Math.max(1, Math.ceil((count - 1) / cells));
  const places = Array.from({ length: Math.ceil((count - 1) / step) }, (_, i) => i * step);
  return [...places, count - 1];
}

/**
 * Add the facets of a surface. Returns the size of its cells as a share of the box.
 * @param {number} k
 * @param {Covis.Trace} trace
 * @param {Covis.Arrays} arrays
 * @param {Projection} projection
 * @param {number} cells
 * @param {Piece[]} made
 */
function facets(k, trace, arrays, projection, cells, made) {
  const [zs, gx, gy] = [row(arrays.z), row(arrays.x), row(arrays.y)];
  const [width, height] = gx.length === zs.length ? [Array.from(trace.z[0]).length, trace.z.length] : [gx.length, gy.length];
  if (width * height !== zs.length || width < 2 || height < 2) return 0;
  const [xs, ys] = gx.length === zs.length ? [gx, gy] : [new Float64Array(zs.length), new Float64Array(zs.length)];
  const whole = new Uint8Array(zs.length); // 1: inside the box
  for (let i = 0; i < zs.length; i++) {
    if (xs !== gx) [xs[i], ys[i]] = [gx[i % width], gy[Math.floor(i / width)]];
    if (within(projection, 0, xs[i]) && within(projection, 1, ys[i]) && within(projection, 2, zs[i])) whole[i] = 1;
  }
  const seen = project(projection, xs, ys, zs);
  const [columns, rows] = [chosen(width, cells), chosen(height, cells)];
  const { cmin = 0, cmax = 1 } = trace;
  for (let r = 0; r + 1 < rows.length; r++) {
    for (let c = 0; c + 1 < columns.length; c++) {
      const i = rows[r] * width + columns[c];
      const j = rows[r] * width + columns[c + 1];
      const m = rows[r + 1] * width + columns[c + 1];
      const n = rows[r + 1] * width + columns[c];
      const near = (seen[3 * i + 2] + seen[3 * j + 2] + seen[3 * m + 2] + seen[3 * n + 2]) / 4;
      const height_ = (zs[i] + zs[j] + zs[m] + zs[n]) / 4;
      if (!Number.isFinite(near + height_)) continue;
      const points =
        whole[i] + whole[j] + whole[m] + whole[n] === 4
          ? [seen[3 * i], seen[3 * i + 1], seen[3 * j], seen[3 * j + 1], seen[3 * m], seen[3 * m + 1], seen[3 * n], seen[3 * n + 1]]
          : clipped(projection, [i, j, m, n], [xs, ys, zs]);
      if (points.length < 6) continue;
      const level = Math.min(1, Math.max(0, (height_ - cmin) / (cmax - cmin || 1)));
      made.push({ kind: "facet", trace: k, near, points, level, light: lit(seen, i, j, m, n, projection.scale), start: 0 });
    }
  }
  return 1 / Math.min(columns.length, rows.length);
}

/**
 * How much light falls on a facet with these corners, on whichever side is seen.
 * @param {Float64Array} seen
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} scale
 */
function lit(seen, a, b, c, d, scale) {
  const x1 = seen[3 * c] - seen[3 * a];
  const y1 = seen[3 * a + 1] - seen[3 * c + 1];
  const z1 = scale * (seen[3 * c + 2] - seen[3 * a + 2]);
  const x2 = seen[3 * d] - seen[3 * b];
  const y2 = seen[3 * b + 1] - seen[3 * d + 1];
  const z2 = scale * (seen[3 * d + 2] - seen[3 * b + 2]);
  const u = y1 * z2 - z1 * y2;
  const v = z1 * x2 - x1 * z2;
  const w = x1 * y2 - y1 * x2;
  const facing = Math.sign(w) * (LIGHT[0] * u + LIGHT[1] * v + LIGHT[2] * w);
  return DARKEST + (1 - DARKEST) * Math.max(0, facing / (Math.sqrt(u * u + v * v + w * w) || 1));
}

/**
 * The part of a facet that is inside the box, cut off at one face after the other.
 * @param {Projection} projection
 * @param {number[]} corners
 * @param {ArrayLike<number>[]} at
 */
function clipped(projection, corners, at) {
  let polygon = corners.map((i) => at.map((values) => values[i]));
  for (let way = 0; way < 3; way++) {
    for (const side of [-1, 1]) {
      const limit = projection.low[way] + (side > 0 ? projection.size[way] : 0);
      /** @param {number[]} point */
      const over = (point) => side * (point[way] - limit);
      polygon = polygon.flatMap((point, k) => {
        const next = polygon[(k + 1) % polygon.length];
        const [here, there] = [over(point), over(next)];
        const kept = here <= 0 ? [point] : [];
        if (here < 0 === there < 0 || here === there) return kept;
        const share = here / (here - there);
        return [...kept, point.map((value, j) => value + share * (next[j] - value))];
      });
    }
  }
  const [xs, ys, zs] = [0, 1, 2].map((way) => polygon.map((point) => point[way]));
  const seen = project(projection, xs, ys, zs);
  return polygon.flatMap((_, k) => [seen[3 * k], seen[3 * k + 1]]);
}
