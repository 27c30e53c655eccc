// The labels and titles of the axes of a plot that Plotly has drawn, as they fit. Labels of a logarithmic axis: at most ten, fewer where there
// is little room, at any zoom.
import { fitted, roomAlong } from "../preview/titles.js";

const MOST = 10;
const ROOM = { x: 52, y: 26 }; // pixels that a label takes along its axis
const DECADES = [1, 2, 3, 5, 10, 20, 25, 50, 100];

/**
 * The distance of labels for an axis of so many pixels: in decades, "D2" for 1, 2 and 5, or null where Plotly does better.
 * @param {"x" | "y"} way
 * @param {number[]} range in powers of ten
 * @param {number} pixels
 * @returns {{tickmode: "auto" | "linear", dtick: number | string | null, nticks: number}}
 */
function logTicks(way, range, pixels) {
  const most = Math.max(2, Math.min(MOST, Math.floor(pixels / ROOM[way])));
  const decades = Math.abs(range[1] - range[0]);
  if (decades < 1) return { tickmode: "auto", dtick: null, nticks: Math.max(2, Math.floor(most / 2)) }; // Plotly takes half as many more
  const whole = DECADES.find((size) => decades / size <= most - 1) ?? Math.ceil(decades / (most - 1));
  return { tickmode: "linear", dtick: decades <= 2 && 3 * decades + 1 <= most ? "D2" : whole, nticks: most };
}

/**
 * What changes the titles of a plot that Plotly has drawn so that they fit, as keys of its layout.
 * @param {Covis.PlotlyElement} gd
 * @param {Covis.Plot} spec
 * @returns {Record<string, string | number>}
 */
function titlesToFit(gd, spec) {
  const full = gd._fullLayout;
  /** @type {Record<string, string | number>} */
  const update = {};
  for (const key of Object.keys(full).filter((name) => /^[xy]axis\d*$/.test(name))) {
    const stated = spec.figure.layout?.[key]?.title;
    const title = stated?.text ?? stated;
    const axis = full[key];
    if (typeof title !== "string" || !title || axis.visible === false || !(axis._length > 0)) continue;
    const size = stated?.font?.size ?? Math.round(1.2 * full.font.size); // Plotly's own share
    const { rows, size: smaller } = fitted(
      title,
      roomAlong(axis._offset, axis._length, key[0] === "x" ? full.width : full.height),
      size,
      full.font.family,
    );
    if (axis.title.text !== rows.join("<br>")) update[`${key}.title.text`] = rows.join("<br>");
    if (axis.title.font.size !== smaller) update[`${key}.title.font.size`] = smaller;
  }
  return update;
}

/**
 * What sets the labels of the logarithmic axes of a plot, and the titles of all, for its size and zoom; what an author says of them stays.
 * @param {Covis.PlotlyElement} gd the element that Plotly has drawn into
 * @param {Covis.Plot} spec
 */
function labelsToFit(gd, spec) {
  const stated = spec.figure.layout ?? {};
  /** @type {Record<string, number | string | null>} */
  const update = titlesToFit(gd, spec);
  for (const key of Object.keys(gd._fullLayout).filter((name) => /^[xy]axis\d*$/.test(name))) {
    const axis = gd._fullLayout[key];
    if (
      axis.type !== "log" ||
      !(axis._length > 0) ||
      ["dtick", "tickvals", "nticks", "tickmode"].some((name) => name in (stated[key] ?? {}))
    )
      continue;
    for (const [name, value] of Object.entries(logTicks(key[0] === "x" ? "x" : "y", axis.range, axis._length)))
      if ((gd.layout[key][name] ?? null) !== value) update[`${key}.${name}`] = value;
  }
  return update;
}

/**
 * Set labels and titles. A title in two rows moves its axis, which may leave another title less room: so it is looked at again.
 * @param {Covis.Plotly} Plotly
 * @param {Covis.PlotlyElement} gd
 * @param {Covis.Plot} spec
 */
export async function relabel(Plotly, gd, spec) {
  for (let tries = 0; tries < 3; tries++) {
    const update = labelsToFit(gd, spec);
    if (!Object.keys(update).length) return;
    await Plotly.relayout(gd, update);
  }
}
