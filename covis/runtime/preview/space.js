// A light picture in three dimensions, as plain data: the pieces of the scene in the order in which they are painted, as SVG shapes.
import { piecesOf } from "../drawing/space/pieces.js";
import { directions, projectionOf, VIEW } from "../drawing/space/projection.js";
import { at, extent, flat, scaleColour, shape, usable } from "./shapes.js";

const FACETS = 12; // of a surface in each direction

/**
 * What a picture in space consists of, the farthest first: the edges of its box that are farther away, then facets, lines, dots and heads.
 * @param {import("./picture.js").Picture} picture
 * @param {Covis.Arrays[]} arrays
 * @param {(k: number) => boolean} skipped traces that are left out
 * @returns {import("./shapes.js").Shape[]}
 */
export function inSpace(picture, arrays, skipped) {
  const { layout, plot, traces, axes, colours, width: wide, height } = picture;
  const scene = layout.scene ?? {};
  const ranges = ["x", "y", "z"].map((way) => usable(scene[`${way}axis`]?.range) ?? extent(arrays.flatMap((each) => flat(each[way]))));
  const { view = VIEW, edges = [1, 1, 1] } = plot.scene ?? {};
  const seen = projectionOf(view, ranges, edges, wide, height);
  const shapes = axes ? [] : [corner(seen, directions(view).near)];
  const pieces = piecesOf(traces, arrays, seen, { cells: FACETS, skipped });
  for (let i = 0; i < pieces.length; ) {
    const { kind, trace, level, light } = pieces[i];
    const { colour, mark, opacity = 1, line } = traces[trace];
    let d = "";
    do d += drawn(pieces[i++]);
    while (kind === "line" && i < pieces.length && pieces[i].kind === kind && pieces[i].trace === trace);
    /** @type {Record<string, number>} */
    const clear = opacity < 1 ? { opacity } : {};
    if (kind === "facet") {
      const own = mark?.color ? colour : scaleColour(level, colours);
      const fill = `color-mix(in srgb,${own} ${Math.round(100 * light)}%,#000)`;
      const last = shapes[shapes.length - 1];
      const group = last?.tag === "g" ? last : shape("g", { fill: "currentColor", stroke: "currentColor", "stroke-width": 0.5 });
      if (group !== last) shapes.push(group);
      group.children.push(shape("path", { d, color: fill, ...clear }));
    } else if (kind === "head") shapes.push(shape("path", { d, fill: colour, ...clear }));
    else {
      const width = kind === "dot" ? 8 : 2.5;
      const stroke = kind === "dot" && level >= 0 ? scaleColour(level, colours) : colour;
      /** @type {Record<string, string>} */
      const dash = kind === "line" && line?.dash ? { "stroke-dasharray": "7 5" } : { "stroke-linecap": "round" };
      shapes.push(shape("path", { d, fill: "none", stroke, "stroke-width": width, "stroke-linejoin": "round", ...dash, ...clear }));
    }
  }
  return shapes;
}

/**
 * The three edges of the box that meet in its farthest corner.
 * @param {import("../drawing/space/projection.js").Projection} seen
 * @param {number[]} near
 */
function corner({ across, down, middle, size }, near) {
  const far = near.map((each, k) => (each > 0 ? 0 : size[k]));
  /** @param {number[]} place */
  const pixel = (place) => [across, down].map((way, k) => at(way[0] * place[0] + way[1] * place[1] + way[2] * place[2] + middle[k])).join();
  const d = far.map((_, k) => `M${pixel(far)}L${pixel(far.map((each, j) => (j === k ? size[k] - each : each)))}`).join("");
  return shape("path", { d, fill: "none", stroke: "var(--covis-muted)", "stroke-opacity": 0.45 });
}

/** A piece of a picture in space as a path. @param {import("../drawing/space/pieces.js").Piece} piece */
function drawn({ kind, points }) {
  if (kind === "dot") return `M${at(points[0])},${at(points[1])}h0`;
  let path = "";
  for (let k = 0; k < points.length; k += 2) path += `${k ? "L" : "M"}${at(points[k])},${at(points[k + 1])}`;
  return kind === "line" ? path : `${path}Z`;
}
