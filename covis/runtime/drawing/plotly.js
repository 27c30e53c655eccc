// Everything that draws with Plotly. It is loaded together with Plotly, behind the light drawing (light.js).
export { Drawer } from "./drawing.js";
export { colours, layoutColours, sizesOf, themedFigure } from "./figure.js";
export { relabel } from "./labels.js";

/**
 * Pixels of the element and data, both ways, for the plot's first pair of axes; null before Plotly has drawn them.
 * @param {Covis.PlotlyElement} area
 * @returns {Covis.PixelAxes | null}
 */
export function pixelAxes(area) {
  const { xaxis, yaxis } = area._fullLayout ?? {};
  if (!xaxis?._m || !yaxis?._m) return null;
  /**
   * @param {Covis.Axes} axis
   * @returns {Covis.PixelAxes["x"]}
   */
  const one = (axis) => ({
    toPixel: (value) => axis._offset + axis.c2p(value),
    toData: (pixel) => axis.p2c(pixel - axis._offset),
    reversed: axis.range[0] > axis.range[1],
  });
  return { x: one(xaxis), y: one(yaxis) };
}
