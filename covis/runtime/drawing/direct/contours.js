// Contour lines, written directly: marching squares over the grid, joined into lines. Plotly's own path is smoothed and traced again at
// every redraw, 20 to 40 ms; these are the lines of the grid itself, in motion and at rest, in one path of ours beside Plotly's.

const NS = "http://www.w3.org/2000/svg";
const MOST = 200; // levels; more than that is a slip
const WIDE = 3; // Plotly's least unit of a dash, in pixels
/** @type {Record<string, string | ((unit: number) => string)>} */
const DASHES = { solid: "", dash: (unit) => `${3 * unit}px,${3 * unit}px`, dot: (unit) => `${unit}px,${unit}px` };

// For each way in which the corners of a cell lie above (1: bottom left, 2: bottom right, 4: top right, 8: top left), the pairs of its
// sides (0 bottom, 1 right, 2 top, 3 left) that a line joins. 5 and 10 are saddles: the mean of the corners decides.
const JOINS = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];
/** @type {Record<number, number[][]>} */
const SADDLE = {
  5: [
    [3, 0, 1, 2],
    [3, 2, 1, 0],
  ],
  10: [
    [0, 1, 2, 3],
    [0, 3, 2, 1],
  ],
};

/** @param {Covis.Trace} full */
export const simpleContours = ({ contours, autocontour, line, transpose, opacity }) =>
  contours?.type === "levels" &&
  contours.coloring === "none" &&
  !contours.showlabels &&
  !autocontour &&
  contours.size > 0 &&
  !transpose &&
  opacity === 1 &&
  line.dash in DASHES;

/**
 * The levels as Plotly counts them.
 * @param {{start: number, end: number, size: number}} contours
 */
export function levelsOf({ start, end, size }) {
  const levels = [];
  for (let level = start; level <= end + size / 10 && levels.length < MOST; level += size) levels.push(level);
  return levels;
}

/**
 * The lines at which z (rows of px.length values, the first row at py[0]) passes `level`, as text for a path. px and py are pixels.
 * A corner that is not finite has no line beside it. `scratch` keeps two tables between calls.
 * @param {ArrayLike<number>} z
 * @param {number[]} px
 * @param {number[]} py
 * @param {number} level
 * @param {{size?: number, links?: Int32Array, met?: number[]}} scratch
 */
export function contourPath(z, px, py, level, scratch) {
  const [width, height] = [px.length, py.length];
  const vertical = width * height; // sides are numbered: the horizontal ones first, each by its left or lower corner
  const { links, met } =
    scratch.size === vertical
      ? /** @type {{links: Int32Array, met: number[]}} */ (scratch)
      : Object.assign(scratch, { size: vertical, links: new Int32Array(4 * vertical).fill(-1), met: [] });
  /**
   * @param {number} from
   * @param {number} to
   */
  const link = (from, to) => {
    if (links[2 * from] < 0) {
      links[2 * from] = to;
      met.push(from);
    } else links[2 * from + 1] = to;
  };
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0, at = row * width; column + 1 < width; column++, at++) {
      const [a, b, c, d] = [z[at], z[at + 1], z[at + width + 1], z[at + width]];
      const above = Number(a > level) + 2 * Number(b > level) + 4 * Number(c > level) + 8 * Number(d > level);
      const sum = a + b + c + d;
      if (above === 0 || above === 15 || sum - sum !== 0) continue;
      const sides = [at, vertical + at + 1, at + width, vertical + at];
      const joins = SADDLE[above]?.[sum / 4 > level ? 1 : 0] ?? JOINS[above];
      for (let k = 0; k < joins.length; k += 2) {
        link(sides[joins[k]], sides[joins[k + 1]]);
        link(sides[joins[k + 1]], sides[joins[k]]);
      }
    }
  }
  /** @param {number} side */
  const point = (side) => {
    const from = side < vertical ? side : side - vertical;
    const to = side < vertical ? from + 1 : from + width;
    const part = (level - z[from]) / (z[to] - z[from]);
    /**
     * @param {number[]} places
     * @param {number} first
     * @param {number} second
     */
    const between = (places, first, second) =>
      first === second ? places[first] : Math.round((places[first] + part * (places[second] - places[first])) * 100) / 100;
    return `${between(px, from % width, to % width)},${between(py, Math.floor(from / width), Math.floor(to / width))}`;
  };
  let path = "";
  /** @param {number} start */
  const follow = (start) => {
    path += `M${point(start)}`;
    for (let before = -1, side = start; ; ) {
      const [one, other] = [links[2 * side], links[2 * side + 1]];
      links[2 * side] = links[2 * side + 1] = -2; // been there
      const next = one >= 0 && one !== before ? one : other >= 0 && other !== before ? other : -1;
      if (next < 0 || links[2 * next] === -2) {
        if (next === start && before !== -1) path += "Z";
        return;
      }
      path += `L${point(next)}`;
      [before, side] = [side, next];
    }
  };
  for (const side of met) if (links[2 * side] >= 0 && links[2 * side + 1] < 0) follow(side); // open lines begin where one ends
  for (const side of met) if (links[2 * side] >= 0) follow(side);
  for (const side of met) links[2 * side] = links[2 * side + 1] = -1;
  met.length = 0;
  return path;
}

/** The lines of one trace: a path of ours in Plotly's group, in the place of Plotly's own. */
export class ContourLines {
  constructor() {
    this.scratch = {};
    /** @type {Element | null} */
    this.node = null;
  }

  /**
   * Draw `z` in `group`; px and py are the pixels of its columns and rows.
   * @param {Element} group
   * @param {Covis.Trace} full
   * @param {number[]} px
   * @param {number[]} py
   * @param {ArrayLike<number>} z
   */
  draw(group, full, px, py, z) {
    const path = this.#node(group, full);
    path.setAttribute(
      "d",
      levelsOf(full.contours)
        .map((level) => contourPath(z, px, py, level, this.scratch))
        .join("") || "M0,0",
    );
  }

  /**
   * @param {Element} group
   * @param {Covis.Trace} full
   * @returns {Element}
   */
  #node(group, { line }) {
    if (this.node?.parentNode === group) return this.node;
    const own = /** @type {SVGElement} */ (group.querySelector(".contourlines"));
    own.style.display = "none";
    group.removeAttribute("clip-path"); // Plotly's gaps; ours are not drawn at all
    this.node = group.querySelector(".covis-levels") ?? group.appendChild(document.createElementNS(NS, "path"));
    const dash = DASHES[line.dash];
    this.node.setAttribute("class", "covis-levels");
    this.node.setAttribute(
      "style",
      `fill: none; stroke: ${line.color}; stroke-width: ${line.width}px; stroke-linejoin: round; stroke-dasharray: ${typeof dash === "function" ? dash(Math.max(line.width, WIDE)) : "none"}`,
    );
    return this.node;
  }

  /** Plotly has drawn: the node is looked up again. */
  forget() {
    this.node = null;
  }
}
