// Lines, written directly: the `d` of a line with gaps, and of the area between two lines.

/** The path through the pixels: a new piece after every gap. */
export function linePath(px, py) {
  let path = "";
  let pen = "M";
  for (let i = 0; i < py.length; i++) {
    if (px[i] === undefined || py[i] === undefined) pen = "M";
    else {
      path += `${pen}${px[i]},${py[i]}`;
      pen = "L";
    }
  }
  return path || "M0,0";
}

/** All pieces go into the first node; the others, which Plotly made for its own pieces, are emptied. False without a node. */
export function writePath(nodes, path) {
  if (!nodes.length) return false;
  nodes[0].setAttribute("d", path);
  for (let i = 1; i < nodes.length; i++) if (nodes[i].getAttribute("d") !== "M0,0") nodes[i].setAttribute("d", "M0,0");
  return true;
}

/** The outline of the area between two lines; null where one has a gap: Plotly then makes several of it. */
export function betweenPath(low, high) {
  for (const { px, py } of [low, high]) for (let i = 0; i < px.length; i++) if (px[i] === undefined || py[i] === undefined) return null;
  const back = Array.from(low.px, (x, i) => `${x},${low.py[i]}`).reverse();
  return `${linePath(high.px, high.py)}L${back.join("L")}Z`;
}
