// The bar that says what the colours of dots in space mean, in the upper right corner of a scene.
import { titleOf } from "../../preview/sketch.js";
import { significant } from "../../state/format.js";

const BAR = { length: 120, thickness: 8, edge: 8 }; // pixels

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width of the picture, in pixels
 * @param {Covis.Theme} theme
 * @param {{cmin: number, cmax: number, colorbar: {title?: {text?: string}}}} marker
 */
export function colourBar(context, width, theme, { cmin, cmax, colorbar }) {
  const left = width - BAR.length - 3 * BAR.edge;
  const gradient = context.createLinearGradient(left, 0, left + BAR.length, 0);
  for (const [share, colour] of theme.scale) gradient.addColorStop(share, colour);
  context.fillStyle = gradient;
  context.fillRect(left, BAR.edge, BAR.length, BAR.thickness);
  context.font = `${theme.size - 1}px ${theme.family}`;
  context.textBaseline = "top";
  context.fillStyle = theme.soft;
  context.textAlign = "center";
  const below = BAR.edge + BAR.thickness + 3;
  for (const [value, x] of [
    [cmin, left],
    [cmax, left + BAR.length],
  ])
    context.fillText(significant(value, 3), x, below);
  context.font = `${theme.size}px ${theme.family}`;
  context.fillStyle = theme.ink;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillText(titleOf(colorbar).trim(), left - BAR.edge, BAR.edge + BAR.thickness / 2);
}
