// A measurement and the curve that it is compared with: the curve at the measured x, which points it reaches, and what is drawn, saved and said
// of both. All numbers are in the units that the axes show.
import { escaped } from "../drawing/legend.js";
import { faded } from "../drawing/theme.js";
import { significant } from "../state/format.js";
import { counted, some } from "./data/columns.js";
import { qualityOf, rootMeanSquare, spokenOf } from "./words.js";

const LINE = 400; // points of the fitted curve
const ROUNDING = 1e-9;

export class Comparison {
  /**
   * @param {string} name of the file
   * @param {import("./targets.js").Target} target
   * @param {import("./data/columns.js").Points} points
   * @param {import("./model.js").Model} model
   */
  constructor(name, target, points, model) {
    this.name = name;
    this.target = target;
    this.points = points;
    this.model = model;
  }

  /**
   * The curve at these x, for these numbers of the controls.
   * @param {Covis.Numbers} numbers
   * @param {ArrayLike<number>} xs
   */
  curve(numbers, xs) {
    const { x, y } = this.target.scales;
    return this.model.at(numbers, x === 1 ? xs : Float64Array.from(xs, (value) => value / x)).map((value) => value * y);
  }

  /**
   * The curve from end to end; null for points that stand apart.
   * @param {Covis.Numbers} numbers
   */
  line(numbers) {
    const { low, high, places } = this.model;
    if (places) return null;
    const log = this.target.view.spec.figure.layout?.xaxis?.type === "log" && low > 0;
    const x = Float64Array.from({ length: LINE }, (_, i) => {
      const share = i / (LINE - 1);
      return this.target.scales.x * (share === 1 ? high : log ? low * (high / low) ** share : low + share * (high - low));
    });
    return { x, y: this.curve(numbers, x) };
  }

  /** The places of the points whose x the curve reaches. */
  inside() {
    const { low, high, places } = this.model;
    const room = ROUNDING * (high - low);
    /** @param {number} x */
    const on = (x) =>
      places ? places.some((place) => Math.abs(place - x) <= ROUNDING * Math.abs(x)) : x >= low - room && x <= high + room;
    return [...this.points.x.keys()].filter((i) => on(this.points.x[i] / this.target.scales.x));
  }

  /** What the reader should know before a fit. */
  notes() {
    const { points, model, target } = this;
    const used = new Set(this.inside());
    const outside = points.rows.filter((_, i) => !used.has(i));
    const [low, high] = [model.low, model.high].map((value) => significant(value * target.scales.x));
    const where = model.places
      ? "which has values at a few x only"
      : `which runs from ${low} to ${high}${target.units.x && ` ${target.units.x}`}`;
    const [lie, are] = outside.length === 1 ? ["lies", "is"] : ["lie", "are"];
    return [
      ...(points.conversions.length ? [`Converted: ${points.conversions.join("; ")}.`] : []),
      ...points.notes,
      ...(outside.length
        ? [`${counted(outside.length, "point")} ${lie} outside the curve, ${where}, and ${are} not fitted: ${some(outside)}.`]
        : []),
      ...(points.xError ? ["The uncertainties of x are drawn; the fit uses those of y only."] : []),
    ];
  }

  /** Axes that are wide enough to show the points; null where they are already. @returns {Record<string, number[]> | null} */
  ranges() {
    const { layout } = this.target.view.spec.figure;
    /** @type {Record<string, number[]>} */
    const ranges = {};
    for (const way of /** @type {const} */ (["x", "y"])) {
      const range = layout?.[`${way}axis`]?.range;
      const log = layout?.[`${way}axis`]?.type === "log";
      const values = Array.from(this.points[way], (value) => (log ? Math.log10(value) : value)).filter(Number.isFinite);
      if (!range || !values.length) continue;
      const [from, to] = range;
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [low, high]);
      const edge = 0.04 * (most - least);
      const wide = [least < low ? least - edge : low, most > high ? most + edge : high];
      if (wide[0] < low || wide[1] > high) ranges[`${way}axis.range`] = from > to ? [wide[1], wide[0]] : wide;
    }
    return Object.keys(ranges).length ? ranges : null;
  }

  /**
   * For the table, the file and the description of the plot, and for its picture when it is saved.
   * @param {{curve: Float64Array, residuals: Float64Array, line: {x: Float64Array, y: Float64Array} | null, atFit: boolean, result?: import("./words.js").Result}} now
   * @param {() => Covis.Theme} theme
   * @returns {Covis.Measured}
   */
  measured({ curve, residuals, line, atFit, result }, theme) {
    const { name, target, points } = this;
    const { label, units } = target;
    /**
     * @param {string} title
     * @param {string} unit
     */
    const inUnit = (title, unit) => title + (unit && ` (${unit})`);
    const arrays = {
      x: points.x,
      y: points.y,
      ...(points.xError && { [inUnit("uncertainty of x", units.x)]: points.xError }),
      ...(points.yError && { [inUnit("uncertainty of y", units.y)]: points.yError }),
      [inUnit(atFit ? "fit" : `curve, ${label}`, units.y)]: curve,
      [inUnit("residual", units.y)]: residuals,
    };
    const known = residuals.filter(Number.isFinite);
    const words = [
      `A measurement of ${counted(points.x.length, "point")}, ${name}, lies over it.`,
      known.length > 0 &&
        `Root mean square of the residuals of ${label}: ${significant(rootMeanSquare(known))}${units.y && ` ${units.y}`}.`,
      result && `${spokenOf(result)} ${qualityOf(result)}`,
    ];
    return { name, arrays, words: words.filter(Boolean).join(" "), traces: () => tracesOf(name, points, line, theme()) };
  }
}

/**
 * Plotly's traces of points and the fitted curve.
 * @param {string} name
 * @param {import("./data/columns.js").Points} points
 * @param {{x: Float64Array, y: Float64Array} | null} line
 * @param {Covis.Theme} theme
 * @returns {Covis.Trace[]}
 */
function tracesOf(name, { x, y, xError, yError }, line, { ink, weight }) {
  /** @param {Float64Array} array */
  const bars = (array) => ({ type: "data", array: Array.from(array), color: ink, thickness: weight, width: 3 });
  const own = { type: "scatter", xaxis: "x", yaxis: "y", showlegend: true };
  const errors = { ...(xError && { error_x: bars(xError) }), ...(yError && { error_y: bars(yError) }) };
  const dots = {
    ...own,
    mode: "markers",
    name: escaped(name),
    x: Array.from(x),
    y: Array.from(y),
    marker: { color: ink, size: 5 * weight },
    ...errors,
  };
  const dashed = { color: faded(ink, 0.9), dash: "dash", width: 1.5 * weight };
  return line ? [dots, { ...own, mode: "lines", name: "Fit", x: Array.from(line.x), y: Array.from(line.y), line: dashed }] : [dots];
}

/**
 * @template Result
 * @param {() => Result} work of the document's program, which may throw in some states
 */
export function safely(work) {
  try {
    return work();
  } catch (error) {
    console.warn(`covis: ${error}`);
    return null;
  }
}
