// Points, words and arrow heads, written directly. A few are moved one by one; many, or a changing number, are one path in the first node,
// or a path for each colour in the first few.
import { rampOf } from "./ramp.js";
import { setText } from "../../dom.js";

const FEW = 60;
const SHADES = 48; // colours of many points: a path each
export const FINE = 1024; // of a few, which have a node each
const HEAD = Math.PI / 2.5; // the angle of Plotly's symbol "arrow"

/** @param {unknown} value */
const fixed = (value) => !Array.isArray(value) && !ArrayBuffer.isView(value);

/**
 * Every mark alike: only then one path can stand for them all.
 * @param {Covis.Trace} marker
 */
const alike = ({ size, color, symbol, opacity, line }) =>
  [size, color, symbol, opacity].every(fixed) && symbol === "circle" && !(line?.width > 0);

/**
 * Every mark alike but for its colour: then a path for each colour can.
 * @param {Covis.Trace} marker
 */
const alikeButForColour = ({ size, symbol, opacity }) => [size, symbol, opacity].every(fixed) && symbol === "circle";

/**
 * Whether the markers of a trace can be drawn here.
 * @param {Covis.Trace} full
 */
export const simpleMarkers = (full) => fixed(full.marker.size) && fixed(full.marker.symbol);

/**
 * Whether they are heads of arrows along the line, of one symbol and colour.
 * @param {Covis.Trace} full
 */
export const arrowHeads = (full) =>
  full.marker?.symbol === "arrow" &&
  full.marker.angleref === "previous" &&
  !full.marker.standoff &&
  fixed(full.marker.color) &&
  !(full.marker.line?.width > 0);

/**
 * Move the nodes of points, or draw them all in one. False when only Plotly can.
 * @param {Element[]} nodes
 * @param {Covis.Trace} full
 * @param {Covis.Pixels} px
 * @param {Covis.Pixels} py
 * @param {any} [values] what colours them, one each
 */
export function drawMarkers(nodes, full, px, py, values) {
  const known = px.reduce((/** @type {number} */ sum, x, i) => sum + Number(x !== undefined && py[i] !== undefined), 0);
  // A path for each colour: a few points may have one each, many share them.
  const shade = shadesOf(full.marker, values, known <= Math.min(FEW, nodes.length) ? FINE : Math.min(SHADES, nodes.length - 1));
  if (known === px.length && nodes.length === known && known <= FEW) {
    nodes.forEach((node, i) => {
      node.setAttribute("transform", `translate(${px[i]},${py[i]})`);
      if (shade) fillWith(node, shade(i));
    });
    return true;
  }
  if (!nodes.length || !(shade ? alikeButForColour : alike)(full.marker)) return false;
  const r = full.marker.size / 2;
  /** @type {Map<string, string>} colour -> path */
  const paths = new Map(shade ? [] : [["", ""]]);
  for (let i = 0; i < px.length; i++) {
    const [x, y] = [px[i], py[i]];
    if (x === undefined || y === undefined) continue;
    const colour = shade?.(i) ?? "";
    const circle = `M${x + r},${y}A${r},${r} 0 1,1 ${x},${y - r}A${r},${r} 0 0,1 ${x + r},${y}Z`;
    paths.set(colour, (paths.get(colour) ?? "") + circle);
  }
  const colours = [...paths.keys()];
  if (shade) colours.forEach((colour, k) => nodes[k] && fillWith(nodes[k], colour));
  return asFew(nodes, [...paths.values()]);
}

/**
 * The colour of each marker from the value that it shows: a function of its place; null where no value colours them.
 * @param {Covis.Trace} marker
 * @param {any} values
 * @param {number} most how many colours there may be
 * @returns {((i: number) => string) | null}
 */
export function shadesOf({ colorscale, cmin, cmax, reversescale }, values, most) {
  if (!values || fixed(values) || typeof values[0] === "string" || !colorscale?.length || !(cmax > cmin) || reversescale) return null;
  const count = Math.max(2, most);
  const colours = rampOf(colorscale, count);
  return (i) => {
    const level = Math.round(((values[i] - cmin) / (cmax - cmin)) * (count - 1));
    return Number.isNaN(level) ? "transparent" : colours[Math.min(count - 1, Math.max(0, level))];
  };
}

/**
 * @param {Element} node
 * @param {string} colour
 */
export function fillWith(node, colour) {
  /** @type {SVGElement} */ (node).style.fill = colour;
}

/**
 * Heads at the ends of segments, turned along them; `sizes` is one number or one a point (0: no head there).
 * @param {Element[]} nodes
 * @param {any} sizes
 * @param {Covis.Pixels} px
 * @param {Covis.Pixels} py
 */
export function drawHeads(nodes, sizes, px, py) {
  let path = "";
  for (let i = 1; i < px.length; i++) {
    const size = fixed(sizes) ? sizes : sizes[i];
    const [x, y, fromX, fromY] = [px[i], py[i], px[i - 1], py[i - 1]];
    if (!size || x === undefined || y === undefined || fromX === undefined || fromY === undefined) continue;
    const [dx, dy] = [x - fromX, y - fromY];
    const length = Math.hypot(dx, dy);
    const [ux, uy] = length ? [dx / length, dy / length] : [1, 0]; // no length: to the right, as Plotly has it
    const [back, side] = [size * Math.sin(HEAD), size * Math.cos(HEAD)];
    /** @param {number} way */
    const corner = (way) => `${(x - back * ux + way * side * uy).toFixed(2)},${(y - back * uy - way * side * ux).toFixed(2)}`;
    path += `M${x},${y}L${corner(1)}L${corner(-1)}Z`;
  }
  return asFew(nodes, [path]);
}

/**
 * All into the first nodes, a path each; the others are emptied. False where there are too few nodes.
 * @param {Element[]} nodes
 * @param {string[]} paths
 */
function asFew(nodes, paths) {
  if (nodes.length < Math.max(1, paths.length)) return false;
  nodes.forEach((node, i) => {
    const path = paths[i] || "M0,0Z";
    if (i < paths.length) node.removeAttribute("transform");
    if (path !== "M0,0Z" || node.getAttribute("d") !== path) node.setAttribute("d", path);
  });
  return true;
}

const NUMBER = /%\{customdata:\.(\d+)~r\}/;

/**
 * A number as Plotly writes it with the format .3~r: significant digits, no zeros at the end.
 * @param {number} value
 * @param {number} digits
 */
export const asWritten = (value, digits) => `${Number(value.toPrecision(digits))}`.replace("-", "−");

/**
 * Words: as many nodes as there are places. With a template, each has its number in them.
 * @param {Element[]} nodes
 * @param {Covis.Pixels} px
 * @param {Covis.Pixels} py
 * @param {string} [template]
 * @param {ArrayLike<number>} [numbers]
 */
export function drawWords(nodes, px, py, template, numbers) {
  if (nodes.length !== px.length || px.some((x, i) => x === undefined || py[i] === undefined)) return false;
  if (template && (!NUMBER.test(template) || !numbers || nodes.some((node) => node.childElementCount))) return false;
  nodes.forEach((node, i) => {
    if (template && numbers) {
      const text = template.replace(NUMBER, (_, digits) => asWritten(numbers[i], Number(digits)));
      setText(node, text);
    }
    for (const part of [node, ...node.querySelectorAll("tspan.line")]) {
      part.setAttribute("x", String(px[i]));
      part.setAttribute("y", String(py[i]));
    }
  });
  return true;
}
