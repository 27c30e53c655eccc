// The box round a scene: its far faces with a grid, and the numbers and titles along those of its edges that are never hidden.
import { labels, titleOf } from "../../preview/sketch.js";
import { directions } from "./projection.js";

/** @typedef {{x: number, y: number, text: string, align: "start" | "center" | "end", title: boolean}} Word */

const SPACING = 38; // pixels from one number to the next, at least
const SHORTEST = 24; // pixels of an edge that has numbers
const AWAY = { number: 9, title: 34 }; // pixels from the edge
const SIDEWAYS = 0.35;

/**
 * @param {import("./projection.js").Projection} projection
 * @param {[number, number]} view
 * @param {Record<string, any>} scene the scene of the figure's layout
 * @param {[number, number][]} ranges
 * @returns {{grid: number[][], edges: number[][], words: Word[]}} lines as x0, y0, x1, y1
 */
export function boxOf(projection, view, scene, ranges) {
  const { near } = directions(view);
  const { across, down, middle, size } = projection;
  /** Whether the side of an axis that is farther away is its high end. @param {number} way */
  const farHigh = (way) => near[way] <= 0;
  /** Pixels of a place, given by its shares along the three axes. @param {number[]} shares @returns {[number, number]} */
  const place = (shares) => {
    const [x, y, z] = shares.map((share, way) => share * size[way]);
    return [across[0] * x + across[1] * y + across[2] * z + middle[0], down[0] * x + down[1] * y + down[2] * z + middle[1]];
  };
  const far = [0, 1, 2].map((way) => (farHigh(way) ? 1 : 0));
  const [centreX, centreY] = place([0.5, 0.5, 0.5]);
  /** @type {{grid: number[][], edges: number[][], words: Word[]}} */
  const made = { grid: [], edges: [], words: [] };

  /** The edge along one axis, with the others at these shares. @param {number} way @param {number[]} shares */
  const edge = (way, shares) => [0, 1].map((end) => place(shares.map((share, k) => (k === way ? end : share))));
  const uprights = [
    [1 - far[0], far[1], 0],
    [far[0], 1 - far[1], 0],
  ].sort((one, other) => place([one[0], one[1], 0.5])[0] - place([other[0], other[1], 0.5])[0]);
  // Each lies between a face that is seen from inside and one that is not: nothing of the scene is outside of it.
  const labelled = [[0, 1 - far[1], far[2]], [1 - far[0], 0, far[2]], uprights[0]];

  for (let way = 0; way < 3; way++) {
    const axis = scene[`${"xyz"[way]}axis`] ?? {};
    const [[x0, y0], [x1, y1]] = edge(way, labelled[way]);
    const long = Math.hypot(x1 - x0, y1 - y0);
    const marks = labels(axis, ranges[way], Math.max(3, long / SPACING)).map(([value, text]) => {
      const [low, high] = ranges[way];
      return /** @type {[number, string]} */ ([((axis.type === "log" ? Math.log10(value) : value) - low) / (high - low), text]);
    });
    for (const other of [0, 1, 2].filter((each) => each !== way)) {
      // Lines of the grid at the numbers of this axis, on the far face across the third axis, along the other.
      for (const [share] of marks) {
        const shares = far.map((side, k) => (k === way ? share : side));
        made.grid.push(edge(other, shares).flat());
      }
    }
    for (const sides of [far, ...[0, 1, 2].filter((k) => k !== way).map((k) => far.map((side, j) => (j === k ? 1 - side : side)))])
      made.edges.push(edge(way, sides).flat());
    if (long < SHORTEST) continue;
    let [u, v] = [-(y1 - y0) / long, (x1 - x0) / long];
    const outwards = u * ((x0 + x1) / 2 - centreX) + v * ((y0 + y1) / 2 - centreY);
    if (outwards < 0) [u, v] = [-u, -v];
    const align = u > SIDEWAYS ? "start" : u < -SIDEWAYS ? "end" : "center";
    for (const [share, text] of marks)
      made.words.push({
        x: x0 + share * (x1 - x0) + AWAY.number * u,
        y: y0 + share * (y1 - y0) + (AWAY.number + 3) * v,
        text,
        align,
        title: false,
      });
    const text = titleOf(axis);
    const [highX, highY] = y0 < y1 ? [x0, y0] : [x1, y1];
    // Beside an upright edge a title would lie on the numbers: it stands on its upper end.
    const upright = way === 2 && Math.abs(v) < SIDEWAYS;
    if (text && upright) made.words.push({ x: highX, y: highY - AWAY.number - 4, text, align: "center", title: true });
    else if (text)
      made.words.push({ x: (x0 + x1) / 2 + AWAY.title * u, y: (y0 + y1) / 2 + (AWAY.title + 2) * v, text, align, title: true });
  }
  return made;
}

/**
 * Paint it.
 * @param {CanvasRenderingContext2D} context
 * @param {ReturnType<typeof boxOf>} box
 * @param {Covis.Theme} theme
 * @param {{width: number, height: number}} picture in pixels
 */
export function paintBox(context, { grid, edges, words }, theme, { width, height }) {
  context.lineWidth = 1;
  for (const [lines, colour] of /** @type {[number[][], string][]} */ ([
    [grid, theme.grid],
    [edges, theme.zero],
  ])) {
    context.strokeStyle = colour;
    context.beginPath();
    for (const [x0, y0, x1, y1] of lines) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
  }
  context.textBaseline = "middle";
  for (const { x, y, text, align, title } of words) {
    context.font = `${title ? theme.size : theme.size - 1}px ${theme.family}`;
    context.fillStyle = title ? theme.ink : theme.soft;
    const wide = context.measureText(text).width;
    const left = x - (align === "center" ? wide / 2 : align === "end" ? wide : 0);
    context.fillText(
      text,
      Math.min(Math.max(2, left), Math.max(2, width - 2 - wide)),
      Math.min(Math.max(theme.size / 2, y), height - theme.size / 2),
    );
  }
}
