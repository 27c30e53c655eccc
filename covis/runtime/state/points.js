// The state of points that a student places, as a text: 1*2~3*4 is the points (1, 2) and (3, 4), the empty text no points.
import { DECIMAL, rangeState, snap } from "./range.js";

/** @typedef {[number, number]} Pair */

const LENGTH = 8192; // characters
const SPREAD = [0.7548776662466927, 0.5698402909980532]; // shares of a range that spread any number of points evenly

/**
 * The points of a state: of a text or of a list of pairs. Null for anything else.
 * @param {any} value
 * @returns {Pair[] | null}
 */
export function pairs(value) {
  let list = value;
  if (typeof value === "string") {
    if (value.length > LENGTH) return null;
    const parts = value ? value.split("~").map((part) => part.split("*")) : [];
    if (!parts.every((part) => part.length === 2 && part.every((text) => DECIMAL.test(text)))) return null;
    list = parts.map((part) => part.map(Number));
  }
  const fits = Array.isArray(list) && list.every((point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite));
  return fits ? list.map((/** @type {Pair} */ [x, y]) => [x + 0, y + 0]) : null; // -0 is 0
}

/** Those of a legal state. @param {any} value */
export const pointsOf = (value) => /** @type {Pair[]} */ (pairs(value));

/** @param {Pair[]} points */
export const pointText = (points) => points.map((point) => point.join("*")).join("~");

/** @param {number} count */
export const counted = (count) => (count === 0 ? "no point" : count === 1 ? "1 point" : `${count} points`);

/**
 * Both directions as sliders, whose ranges, units and steps they have.
 * @param {Covis.PlacedControl} control
 * @returns {[Covis.NumberControl, Covis.NumberControl]}
 */
export const waysOf = ({ x, y }) =>
  /** @type {any} */ ([x, y].map((way) => ({ ...way, kind: "slider", name: way.label, symbol: "", step: null, start: way.low })));

/**
 * A point moved into the ranges, onto the steps.
 * @param {Covis.PlacedControl} control
 * @param {Pair} point
 */
export const moved = (control, point) => /** @type {Pair} */ (waysOf(control).map((way, k) => snap(way, point[k])));

/**
 * A place for one more point, apart from those that are there.
 * @param {Covis.PlacedControl} control
 * @param {number} count
 */
export const free = (control, count) =>
  moved(control, /** @type {Pair} */ (waysOf(control).map(({ low, high }, k) => low + ((0.5 + count * SPREAD[k]) % 1) * (high - low))));

/**
 * @param {Covis.PlacedControl} control
 * @param {any} value
 */
export function wordsOf(control, value) {
  const points = pointsOf(value);
  const ways = waysOf(control).map((way) => ({ ...way, unit: "" }));
  const places = points.map((point) => `(${point.map((number, k) => rangeState.words(ways[k], number)).join(", ")})`);
  return [counted(points.length), places.join(", ")].filter(Boolean).join(": ");
}
