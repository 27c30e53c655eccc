// Sizes of a plot that depend on the width of its place; the same whether the light drawing or Plotly draws it.

export const NARROW = 480; // pixels of plot width below which margins and type shrink

/**
 * The margins round the axes, as Plotly names them.
 * @param {boolean} narrow
 */
export const margins = (narrow) => (narrow ? { l: 44, r: 8, t: 8, b: 36 } : { l: 56, r: 14, t: 10, b: 44 });

const LOWEST = 144; // pixels of height that a plot has at least

/**
 * How high a plot with equal lengths along x and y has to be at most, as CSS: a low box in a high frame would be mostly white.
 * @param {Covis.Plot} spec
 * @param {number} width in pixels
 * @param {boolean} narrow
 */
export function heightNeeded(spec, width, narrow) {
  const { xaxis, yaxis } = spec.figure.layout ?? {};
  if (!yaxis?.scaleanchor || !xaxis?.range || !yaxis.range || !(width > 0)) return "";
  const [wide, high] = [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  const edge = narrow ? 60 : 84; // pixels that margins and titles take
  return `${Math.max(LOWEST, Math.round((width - edge) * (high / wide) + edge))}px`;
}
