// Points, words and arrow heads, written directly. A few are moved one by one; many, or a changing number, are one path in the first node.

const FEW = 60;
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
 */
export function drawMarkers(nodes, full, px, py) {
  const whole = px.every((x, i) => x !== undefined && py[i] !== undefined);
  if (whole && nodes.length === px.length && px.length <= FEW) {
    nodes.forEach((node, i) => node.setAttribute("transform", `translate(${px[i]},${py[i]})`));
    return true;
  }
  if (!nodes.length || !alike(full.marker)) return false;
  const r = full.marker.size / 2;
  let path = "";
  for (let i = 0; i < px.length; i++) {
    const [x, y] = [px[i], py[i]];
    if (x !== undefined && y !== undefined) path += `M${x + r},${y}A${r},${r} 0 1,1 ${x},${y - r}A${r},${r} 0 0,1 ${x + r},${y}Z`;
  }
  return asOne(nodes, path);
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
  return asOne(nodes, path);
}

/**
 * @param {Element[]} nodes
 * @param {string} path
 * False without a node.
 */
function asOne(nodes, path) {
  if (!nodes.length) return false;
  nodes[0].removeAttribute("transform");
  nodes[0].setAttribute("d", path || "M0,0Z");
  for (let i = 1; i < nodes.length; i++) if (nodes[i].getAttribute("d") !== "M0,0Z") nodes[i].setAttribute("d", "M0,0Z");
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
    if (template && numbers) node.textContent = template.replace(NUMBER, (_, digits) => asWritten(numbers[i], Number(digits)));
    for (const part of [node, ...node.querySelectorAll("tspan.line")]) {
      part.setAttribute("x", String(px[i]));
      part.setAttribute("y", String(py[i]));
    }
  });
  return true;
}
