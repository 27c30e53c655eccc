// How far apart the labels of a logarithmic axis are: at most ten, fewer where there is little room, at any zoom.
import { titlesToFit } from "./titles.js";

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
export function logTicks(way, range, pixels) {
  const most = Math.max(2, Math.min(MOST, Math.floor(pixels / ROOM[way])));
  const decades = Math.abs(range[1] - range[0]);
  if (decades < 1) return { tickmode: "auto", dtick: null, nticks: Math.max(2, Math.floor(most / 2)) }; // Plotly takes half as many more
  const whole = DECADES.find((size) => decades / size <= most - 1) ?? Math.ceil(decades / (most - 1));
  return { tickmode: "linear", dtick: decades <= 2 && 3 * decades + 1 <= most ? "D2" : whole, nticks: most };
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
