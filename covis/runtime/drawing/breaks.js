// Where a line jumps, or has a pole, between two of its points: the pen is lifted there. The points alone do not tell a jump from a steep
// stretch, so the program is asked for values between them, as covis/authoring/evaluate/breaks.py does, which explains the method.

const PARTS = 8;
const PASSES = 10;
const KINK = 0.25;
const SEEN = 1e-3;
const PEAK = 10;
const GROWN = 1e3;
const MOST = 64;

/**
 * The outputs of plot k with what is known of their lines: `breaks` holds, by output, the points after which a line is broken.
 * @param {Covis.Program} program
 * @param {number} k
 * @param {Covis.Numbers} controls
 * @param {unknown} shared what `prepare` gave
 * @returns {Covis.Outputs}
 */
export function outputsOf(program, k, controls, shared) {
  /** @type {Covis.Outputs} */
  const outputs = program.plots[k](controls, shared);
  for (const [output, line] of Object.entries(program.between?.[k] ?? {})) {
    const [points, value] = line(controls, shared);
    const broken = breaksOf(points, outputs[Number(output)], value);
    if (broken.length) (outputs.breaks ??= new Map()).set(Number(output), broken);
  }
  return outputs;
}

/**
 * Where the pen is lifted, by trace: after which of its points, from the outputs that fill its arrays. The edge of an area is not broken.
 * @param {Covis.Plot} spec
 * @param {Covis.Outputs} outputs
 * @returns {Map<number, Set<number>>}
 */
export function liftsOf(spec, outputs) {
  /** @type {Map<number, Set<number>>} */
  const lifts = new Map();
  for (const { trace, output } of outputs.breaks ? spec.bindings : []) {
    const broken = outputs.breaks?.get(output);
    const { line, fill } = spec.figure.data[trace];
    if (!broken || line?.width === 0 || fill === "toself") continue;
    lifts.set(trace, new Set([...(lifts.get(trace) ?? []), ...broken]));
  }
  return lifts;
}

/**
 * An array with a point more, which has no value, after each of these.
 * @param {ArrayLike<number>} values
 * @param {Set<number>} lifts
 */
export const gapped = (values, lifts) => Array.from(values).flatMap((value, i) => (lifts.has(i) ? [value, Number.NaN] : [value]));

/**
 * The points after which a line is broken. `value` gives it anywhere.
 * @param {Float64Array} t
 * @param {Float64Array} y
 * @param {(at: number) => number} value
 * @returns {number[]}
 */
export function breaksOf(t, y, value) {
  const { kinks, jumps, peaks } = suspects(y);
  /** @param {number} i */
  const tallest = (i) => Math.max(Math.abs(y[i]), Math.abs(y[i + 1]));
  const poles = peaks.filter((i) => narrowed(t, i, value, furthest).size > GROWN * tallest(i));
  const others = jumps.filter((i) => {
    const { low, high, empty } = narrowed(t, i, value, steepest);
    return empty || high - low > 0.5 * kinks[i];
  });
  return [...new Set([...poles, ...others])].sort((one, other) => one - other);
}

/**
 * Intervals in which a line may jump, since it changes there unlike beside them, and those beside a value that is far out.
 * @param {Float64Array} y
 */
function suspects(y) {
  const finite = y.filter(Number.isFinite).sort();
  if (finite.length < 2) return { kinks: [], jumps: [], peaks: [] };
  const spread = quantile(finite, 0.95) - quantile(finite, 0.05);
  const smallest = Math.max(SEEN * spread, 1e-9 * quantile(finite.map(Math.abs).sort(), 0.5));
  const count = y.length - 1;
  /** @param {number} i */
  const change = (i) => (i >= 0 && i < count ? y[i + 1] - y[i] : Number.NaN);
  const kinks = Array.from({ length: count }, (_, i) => {
    const known = [change(i - 1), change(i + 1)].filter(Number.isFinite);
    const kink = Math.abs(change(i) - known.reduce((sum, each) => sum + each, 0) / (known.length || 1));
    return Number.isFinite(kink) ? kink : Number.NEGATIVE_INFINITY;
  });
  /** @param {number} i */
  const most = (i) => Math.max(...[change(i - 1), change(i), change(i + 1)].filter((each) => !Number.isNaN(each)).map(Math.abs));
  const jumps = ranked(kinks, (i) => kinks[i] >= KINK * most(i) && kinks[i] > smallest, MOST);
  const tall = Array.from(y, (each) => (Number.isFinite(each) ? Math.abs(each) : Number.POSITIVE_INFINITY));
  const tops = spread > 0 ? ranked(tall, (i) => Number.isFinite(y[i]) && tall[i] > PEAK * spread, MOST / 2) : [];
  const sides = new Set(tops.flatMap((i) => [i - 1, i]));
  return { kinks, jumps, peaks: [...sides].filter((i) => Number.isFinite(change(i))) };
}

/**
 * The places of values that are not below the two beside them, the highest first.
 * @param {number[]} values
 * @param {(i: number) => boolean} wanted
 * @param {number} most
 */
function ranked(values, wanted, most) {
  /** @type {number[]} */
  const found = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < (values[i - 1] ?? -Infinity) || values[i] < (values[i + 1] ?? -Infinity)) continue;
    if (wanted(i)) found.push(i);
  }
  return found.sort((one, other) => values[other] - values[one] || one - other).slice(0, most);
}

/**
 * @param {Float64Array} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** @typedef {(values: number[]) => [number, number]} Choose which parts are cut again */

/** @type {Choose} the part over which the line changes most, or the first that has an end without a value */
function steepest(values) {
  let best = 0;
  let most = -1;
  for (let j = 0; j < PARTS; j++) {
    const change = Math.abs(values[j + 1] - values[j]);
    if (!Number.isFinite(change)) return [j, j + 1];
    if (change > most) [best, most] = [j, change];
  }
  return [best, best + 1];
}

/** @type {Choose} the parts beside the value that is furthest from zero, or the first that is no number */
function furthest(values) {
  let top = 0;
  for (let j = 0; j <= PARTS; j++) {
    if (!Number.isFinite(values[j])) return [Math.max(j - 1, 0), Math.min(j + 1, PARTS)];
    if (Math.abs(values[j]) > Math.abs(values[top])) top = j;
  }
  return [Math.max(top - 1, 0), Math.min(top + 1, PARTS)];
}

/**
 * The interval after point i cut down to what `choose` takes of its parts, again and again: the least and the greatest value there,
 * which of them is further from zero, and whether there was a place without a value on the way.
 * @param {Float64Array} t
 * @param {number} i
 * @param {(at: number) => number} value
 * @param {Choose} choose
 */
function narrowed(t, i, value, choose) {
  let [from, to] = [t[i], t[i + 1]];
  let empty = false;
  /** @type {number[]} */
  let values = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const where = Array.from({ length: PARTS + 1 }, (_, j) => (j === PARTS ? to : from + (to - from) * (j / PARTS)));
    values = where.map(value);
    empty ||= !values.every(Number.isFinite);
    const [first, last] = choose(values);
    [from, to] = [where[first], where[last]];
  }
  const known = values.filter((each) => !Number.isNaN(each));
  const [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 0];
  return { low, high, size: Math.max(Math.abs(low), Math.abs(high)), empty };
}
