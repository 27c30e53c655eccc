// Lines, written directly: the `d` of a line with gaps, and of the area between two lines.

/**
 * The path through the pixels, a piece for every stretch without a gap. A piece has two points at least: Plotly draws no other.
 * @param {Covis.Pixels} px
 * @param {Covis.Pixels} py
 * @param {Set<number>} [lifts] the points after which the line is broken
 */
export function linePieces(px, py, lifts) {
  /** @type {string[]} */
  const pieces = [];
  let piece = "";
  let points = 0;
  const end = () => {
    if (points > 1) pieces.push(piece);
    points = 0;
  };
  for (let i = 0; i < py.length; i++) {
    if (px[i] === undefined || py[i] === undefined) end();
    else piece = points++ ? `${piece}L${px[i]},${py[i]}` : `M${px[i]},${py[i]}`;
    if (lifts?.has(i)) end();
  }
  end();
  return pieces;
}

/**
 * One piece a node, as Plotly has it: other nodes are added, and what is left over is emptied. False without a node.
 * @param {Element[]} nodes
 * @param {string[]} pieces
 */
export function writePieces(nodes, pieces) {
  if (!nodes.length) return false;
  while (nodes.length < pieces.length) {
    const last = nodes[nodes.length - 1];
    nodes.push(/** @type {Element} */ (last.parentNode?.insertBefore(last.cloneNode(), last.nextSibling)));
  }
  nodes.forEach((node, i) => write(node, pieces[i] ?? "M0,0"));
  return true;
}

/**
 * All into the first node; the others are emptied.
 * @param {Element[]} nodes
 * @param {string} path
 */
export const writePath = (nodes, path) => writePieces(nodes, [path]);

/**
 * @param {Element} node
 * @param {string} path
 */
function write(node, path) {
  if (path !== "M0,0" || node.getAttribute("d") !== path) node.setAttribute("d", path);
}

/**
 * The inside of a line: each stretch without a gap is a shape.
 * @param {Covis.Pixels} px
 * @param {Covis.Pixels} py
 */
export const closedPath = (px, py) => `${linePieces(px, py).join("Z") || "M0,0"}Z`;

/**
 * The outline of the area between two lines; null where one has a gap: Plotly then makes several of it.
 * @param {{px: Covis.Pixels, py: Covis.Pixels}} low
 * @param {{px: Covis.Pixels, py: Covis.Pixels}} high
 */
export function betweenPath(low, high) {
  for (const { px, py } of [low, high]) for (let i = 0; i < px.length; i++) if (px[i] === undefined || py[i] === undefined) return null;
  const back = Array.from(low.px, (x, i) => `${x},${low.py[i]}`).reverse();
  return `${linePieces(high.px, high.py)[0]}L${back.join("L")}Z`;
}
