// How a scene is seen: a parallel projection of its box. covis/authoring/space/projection.py is the same in NumPy, and a test compares them.
// It needs no DOM: thumbnails are drawn with it too.

/** @typedef {[number, number, number]} Three */

/**
 * @typedef {{low: Three, across: Three, down: Three, near: Three, middle: Three, scale: number, size: Three, edges: Three}} Projection
 * From a point, less `low`: pixels to the right (`across`), pixels down (`down`) and the nearness to the reader in lengths of the box (`near`), each
 * plus its entry of `middle`. `scale`: pixels for a length of the box; `size`: of the ranges; `edges`: the lengths of the edges of the box.
 */

/** From where a plot is seen that does not say it, in degrees: azimuth and elevation. @type {[number, number]} */
export const VIEW = [-60, 25];

/**
 * Where right, up and towards the reader are, for a view in degrees.
 * @param {[number, number]} view
 * @returns {{right: Three, up: Three, near: Three}}
 */
export function directions([azimuth, elevation]) {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  return {
    right: [-Math.sin(a), Math.cos(a), 0],
    up: [-Math.sin(e) * Math.cos(a), -Math.sin(e) * Math.sin(a), Math.cos(e)],
    near: [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)],
  };
}

/**
 * A view of a box on so many pixels: no corner of it leaves the picture, and it keeps its size while the azimuth is turned.
 * @param {[number, number]} view in degrees
 * @param {[number, number][]} ranges of x, y and z
 * @param {Three} edges the lengths of the edges of the box
 * @param {number} width pixels inside the margins
 * @param {number} height
 * @returns {Projection}
 */
export function projectionOf(view, ranges, edges, width, height) {
  const { right, up, near } = directions(view);
  const across = Math.hypot(edges[0], edges[1]);
  const scale = Math.min(width / across, height / (Math.hypot(up[0], up[1]) * across + up[2] * edges[2]));
  const size = /** @type {Three} */ (ranges.map(([low, high]) => high - low));
  /**
   * @param {Three} way
   * @param {number} factor
   */
  const along = (way, factor) => /** @type {Three} */ (way.map((each, k) => (factor * each * edges[k]) / size[k]));
  /** @param {Three} way */
  const half = (way) => (way[0] * edges[0] + way[1] * edges[1] + way[2] * edges[2]) / 2;
  return {
    low: /** @type {Three} */ (ranges.map(([low]) => low)),
    across: along(right, scale),
    down: along(up, -scale),
    near: along(near, 1),
    middle: [width / 2 - scale * half(right), height / 2 + scale * half(up), -half(near)],
    scale,
    size,
    edges,
  };
}

/**
 * Points as seen: pixels to the right, pixels down and nearness, three numbers each.
 * @param {Projection} projection
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 * @param {ArrayLike<number>} zs
 * @returns {Float64Array}
 */
export function project({ low, across, down, near, middle }, xs, ys, zs) {
  const seen = new Float64Array(3 * zs.length);
  for (let i = 0; i < zs.length; i++) {
    const x = xs[i] - low[0];
    const y = ys[i] - low[1];
    const z = zs[i] - low[2];
    seen[3 * i] = across[0] * x + across[1] * y + across[2] * z + middle[0];
    seen[3 * i + 1] = down[0] * x + down[1] * y + down[2] * z + middle[1];
    seen[3 * i + 2] = near[0] * x + near[1] * y + near[2] * z + middle[2];
  }
  return seen;
}
