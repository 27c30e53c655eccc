// From data to pixels as Plotly rounds them, from its own axis objects. Shared by everything that is drawn directly.

const NUMERIC = new Set(["linear", "log"]);
const FAR = 1e6; // pixels; beyond it SVG renderers lose precision

/**
 * A function from data to pixels along one axis, as Plotly's c2p rounds it; undefined where there is no pixel.
 * @param {Covis.Axes} axis
 * @returns {(value: number | undefined) => number | undefined}
 */
export function scale(axis) {
  const slope = axis._m;
  const offset = axis._b;
  /** @param {number} value */
  const pixel = (value) => Math.max(-FAR, Math.min(FAR, Math.round((offset + slope * value) * 100) / 100));
  if (axis.type !== "log") return (value) => (value !== undefined && Number.isFinite(value) ? pixel(value) : undefined);
  return (value) => {
    if (value === undefined || !Number.isFinite(value)) return undefined;
    return value > 0 ? pixel(Math.log10(value)) : axis.c2p(value, true); // Plotly draws lines to its clip value there
  };
}

/**
 * The pair of axes of a trace, {xaxis, yaxis}; null where they are not plain numbers with fixed ranges.
 * @param {Covis.PlotlyElement} gd
 * @param {Covis.Trace} full
 */
export function axesOf(gd, full) {
  const plot = gd._fullLayout._plots?.[full.xaxis + full.yaxis];
  if (!plot || [plot.xaxis, plot.yaxis].some((axis) => !NUMERIC.has(axis.type) || axis.autorange)) return null;
  return plot;
}

/**
 * Arrays x and y as pixels: two arrays with undefined where there is none.
 * @param {Covis.Axes} plot
 * @param {ArrayLike<number | undefined>} x
 * @param {ArrayLike<number | undefined>} y
 */
export function pixels(plot, x, y) {
  const [toX, toY] = [scale(plot.xaxis), scale(plot.yaxis)];
  return { px: Array.from(x, toX), py: Array.from(y, toY) };
}

/**
 * A polar subplot whose axes are plain numbers with fixed ranges; null for any other.
 * @param {Covis.PlotlyElement} gd
 * @param {Covis.Trace} full
 */
export function polarAxesOf(gd, full) {
  const plot = gd._fullLayout[full.subplot]?._subplot;
  return plot?.radialAxis?.type === "linear" && plot.angularAxis?.type === "linear" && !plot.radialAxis.autorange ? plot : null;
}

/**
 * Arrays r and theta as pixels, with Plotly's own x, y and angles on the way.
 * @param {Covis.Axes} plot
 * @param {string} unit
 * @param {ArrayLike<number>} r
 * @param {ArrayLike<number>} theta
 */
export function polarPixels({ radialAxis, angularAxis, xaxis, yaxis }, unit, r, theta) {
  const angles = Array.from(theta, (value) => angularAxis.d2c(value, unit));
  const lengths = Array.from(r, (value, i) => (Number.isFinite(value) && Number.isFinite(angles[i]) ? radialAxis.c2g(value) : undefined));
  /** @param {(angle: number) => number} turn */
  const along = (turn) => lengths.map((length, i) => (length === undefined ? undefined : length * turn(angularAxis.c2g(angles[i]))));
  const [x, y] = [along(Math.cos), along(Math.sin)];
  return { angles, x, y, ...pixels({ xaxis, yaxis }, x, y) };
}
