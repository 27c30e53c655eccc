// From a table and the choice of its columns to points in the units that the axes show.
import { conversion } from "./units.js";

/**
 * The columns by their place, -1 for none, with their units as the reader states them.
 * @typedef {{x: number, y: number, xError: number, yError: number, units: Record<"x" | "y" | "xError" | "yError", string>}} Chosen
 * @typedef {{x: Float64Array, y: Float64Array, xError: Float64Array | null, yError: Float64Array | null, rows: number[], faults: string[], notes: string[], conversions: string[]}} Points
 */

const WAYS = /** @type {const} */ (["x", "y", "xError", "yError"]);

/**
 * The columns that a table suggests: the first two for x and y, and what is called an uncertainty beside one of them for that.
 * @param {import("./reading.js").Table} table
 * @param {{x: string, y: string}} axes the units of the axes
 * @returns {Chosen}
 */
export function suggested({ columns }, axes) {
  const places = columns.map((_, k) => k);
  const plain = places.filter((k) => !columns[k].uncertain);
  const [x, y = -1] = plain.length > 1 ? plain : places;
  /** @param {number} of whose uncertainty: it stands behind its column, or names it */
  const errorOf = (of) => {
    const own = columns[of].name.toLowerCase();
    const about = places.filter((k) => columns[k].uncertain && k !== x && k !== y);
    const named = about.find((k) =>
      columns[k].name
        .toLowerCase()
        .split(/[ _()]/)
        .includes(own),
    );
    return named ?? about.find((k) => k === of + 1) ?? (of === y && about.length === 1 && about[0] > y ? about[0] : -1);
  };
  const chosen = { x, y, xError: errorOf(x), yError: errorOf(y) };
  const units = {
    x: columns[x].unit || axes.x,
    y: columns[y].unit || axes.y,
    xError: columns[chosen.xError]?.unit || columns[x].unit || axes.x,
    yError: columns[chosen.yError]?.unit || columns[y].unit || axes.y,
  };
  return { ...chosen, units };
}

/**
 * The points of a measurement, without the rows in which x or y is missing.
 * @param {import("./reading.js").Table} table
 * @param {Chosen} chosen
 * @param {{x: string, y: string}} axes the units that the axes show
 * @returns {Points} with `faults` there are no points
 */
export function pointsOf({ columns, rows }, chosen, axes) {
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const notes = [];
  /** @type {string[]} */
  const conversions = [];
  /** @type {Partial<Record<typeof WAYS[number], Float64Array>>} */
  const arrays = {};
  if (chosen.x === chosen.y) faults.push("x and y are the same column. Choose two.");
  for (const way of WAYS) {
    const column = columns[chosen[way]];
    if (!column) continue;
    const from = chosen.units[way].trim();
    const to = axes[way[0] === "x" ? "x" : "y"];
    const turn = conversion(from, to);
    if (typeof turn === "string") {
      faults.push(`“${column.title}”: ${turn}.`);
      continue;
    }
    const zero = way.endsWith("Error") ? turn(0) : 0; // a difference of temperatures has no zero of its own
    arrays[way] = column.values.map((value) => turn(value) - zero);
    if (from !== to && !way.endsWith("Error")) conversions.push(`${from || "plain numbers"} to ${to || "plain numbers"}`);
  }
  const empty = { x: new Float64Array(), y: new Float64Array(), xError: null, yError: null, rows: [], faults, notes, conversions };
  const { x, y } = arrays;
  if (faults.length || !x || !y) return empty;
  const whole = rows.map((_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const missing = rows.filter((_, i) => !(Number.isFinite(x[i]) && Number.isFinite(y[i])));
  if (missing.length)
    notes.push(`${counted(missing.length, "row")} without x or y ${missing.length === 1 ? "is" : "are"} left out: ${some(missing)}.`);
  if (!whole.length) faults.push("No row has both x and y.");
  /** @param {"xError" | "yError"} way */
  const errors = (way) => {
    const array = arrays[way];
    if (!array) return null;
    const bad = whole.filter((i) => !(array[i] > 0));
    if (!bad.length) return Float64Array.from(whole, (i) => array[i]);
    const numbers = some(bad.map((i) => rows[i]));
    faults.push(
      `“${columns[chosen[way]].title}” has to be above 0 in every row, and is not in ${counted(bad.length, "row")}: ${numbers}. Choose “none”, or put it right in the file.`,
    );
    return null;
  };
  const [xError, yError] = [errors("xError"), errors("yError")];
  if (faults.length) return empty;
  const [xs, ys] = [x, y].map((array) => Float64Array.from(whole, (i) => array[i]));
  return { x: xs, y: ys, xError, yError, rows: whole.map((i) => rows[i]), faults, notes, conversions };
}

/**
 * @param {number} count
 * @param {string} word
 */
export const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The first few of a list of rows. @param {number[]} rows */
export const some = (rows) => `row${rows.length === 1 ? "" : "s"} ${rows.slice(0, 5).join(", ")}${rows.length > 5 ? " …" : ""}`;
