// A curve of the document at places of the reader's choice: the program's own function of the plot, run with other points in place of those of
// the axis. What `prepare` gives holds the points of every axis by its name; nothing is compiled again, and signed documents work as they are.

const ROUNDING = 1e-9; // of the axis, or of a place
export const SINGLE = "it is a single point";

/**
 * `at(numbers, xs)`: the curve at these x for these numbers of the controls, in the units of the program. `exact`: false where it is interpolated between the points that are drawn. `places`: where the x have to be one of a few.
 * @typedef {{at(numbers: Covis.Numbers, xs: ArrayLike<number>): Float64Array, exact: boolean, places: Float64Array | null, low: number, high: number}} Model
 */

/**
 * @param {Covis.Program} program
 * @param {number} plot its number
 * @param {Covis.Mark} mark
 * @param {Covis.Numbers[]} states the present numbers of the controls first, then others to be sure
 * @returns {Model | string} a text says why a measurement cannot be laid over it
 */
export function modelOf(program, plot, mark, states) {
  const { x: xOut, y: yOut } = mark.arrays;
  if (xOut === undefined || yOut === undefined || "z" in mark.arrays || "u" in mark.arrays) return "it is not a curve of y against x";
  const { X, Y } = run(program, plot, xOut, yOut, states[0]);
  if (X.length !== Y.length) return "it has several curves";
  if (X.length < 2) return SINGLE;
  const finite = X.filter(Number.isFinite);
  if (finite.length < 2) return "it has no values at present";
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (low === high) return "all its points have the same x";
  const lines = mark.kind === "curve" || mark.kind === "path" || mark.kind === "line";
  if (!lines) return { at: (numbers, xs) => looked(run(program, plot, xOut, yOut, numbers), xs), exact: true, places: finite, low, high };
  if (!oneWay(X)) return "it turns back, so that one x has several y";
  const axis = axisOf(program, plot, xOut, yOut, states);
  if (!axis)
    return { at: (numbers, xs) => interpolated(run(program, plot, xOut, yOut, numbers), xs), exact: false, places: null, low, high };
  /**
   * @param {Covis.Numbers} numbers
   * @param {ArrayLike<number>} xs
   */
  const at = (numbers, xs) => {
    const own = run(program, plot, xOut, yOut, numbers);
    const points = own.s[axis.name];
    const on = placesOn(own.X, xs);
    /** @param {ArrayLike<number>} ts */
    const along = (ts) => evaluated(program, plot, xOut, yOut, numbers, own.s, axis, ts);
    const ts = own.X === points ? on : inverse(points, own.X, (each) => along(each).X, on);
    return along(ts).Y.map((value, k) => (Number.isNaN(on[k]) ? Number.NaN : value)); // a program may have a value at not-a-number
  };
  return { at, exact: true, places: null, low, high };
}

/**
 * @param {Covis.Program} program
 * @param {number} plot
 * @param {number} x
 * @param {number} y the numbers of its outputs
 * @param {Covis.Numbers} numbers
 * @param {any} [s] what `prepare` gave, or like it
 */
function run(program, plot, x, y, numbers, s = program.prepare(numbers)) {
  const outputs = program.plots[plot](numbers, s);
  return { s, X: outputs[x], Y: outputs[y] };
}

/** Whether x goes one way along the line. @param {Float64Array} X */
function oneWay(X) {
  const known = X.filter(Number.isFinite);
  const sign = Math.sign(known[known.length - 1] - known[0]);
  return known.every((value, i) => i === 0 || (value - known[i - 1]) * sign > 0);
}

/**
 * The x at which a line has a value: those that miss an end by rounding are put there, those beyond are not-a-number.
 * @param {Float64Array} X
 * @param {ArrayLike<number>} xs
 */
function placesOn(X, xs) {
  const [low, high] = [X[0], X[X.length - 1]].sort((a, b) => a - b);
  const room = ROUNDING * (high - low);
  return Float64Array.from(xs, (x) => (x >= low - room && x <= high + room ? Math.min(high, Math.max(low, x)) : Number.NaN));
}

/**
 * The axis that a line runs along, and which sources (`Trajectory`) go with it. To be sure, the points are handed over in another order: the
 * line has to come out in that order, to the last bit, or it is read in a way that other points would spoil.
 * @param {Covis.Program} program
 * @param {number} plot
 * @param {number} x
 * @param {number} y
 * @param {Covis.Numbers[]} states
 * @returns {{name: string, sources: string[]} | null}
 */
function axisOf(program, plot, x, y, states) {
  const { s, X } = run(program, plot, x, y, states[0]);
  const n = X.length;
  const names = Object.keys(s).filter((name) => !name.startsWith("~") && s[name]?.length === n);
  names.sort((one, other) => Number(s[other] === X) - Number(s[one] === X)); // the axis itself first
  const sources = Object.keys(s).filter((name) => isStates(s[name], n));
  for (const name of names)
    for (const own of sources.length ? [sources, []] : [[]]) {
      const fits = states.every((numbers) => {
        const before = run(program, plot, x, y, numbers);
        const turned = { ...before.s, [name]: rolled(before.s[name]) };
        for (const source of own) turned[source] = { ...before.s[source], y: before.s[source].y.map(rolled) };
        const after = run(program, plot, x, y, numbers, turned);
        const varies = before.Y.some((value) => !Object.is(value, before.Y[0])) || before.s[name] === before.X;
        return varies && sameArrays(rolled(before.X), after.X) && sameArrays(rolled(before.Y), after.Y);
      });
      if (fits) return { name, sources: own };
    }
  return null;
}

/**
 * Whether it is what a `Trajectory` gives: its states and their rates at n points.
 * @param {any} source
 * @param {number} n
 */
const isStates = (source, n) =>
  Array.isArray(source?.y) && Array.isArray(source.d) && source.y.every((/** @type {any} */ state) => state.length === n);

/** The first comes last. @param {Float64Array} array */
const rolled = (array) => Float64Array.from(array, (_, i) => array[(i + 1) % array.length]);

/**
 * @param {Float64Array} a
 * @param {Float64Array} b
 */
const sameArrays = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/**
 * x and y of a line at other points of its axis: as many at a time as the axis has.
 * @param {Covis.Program} program
 * @param {number} plot
 * @param {number} x
 * @param {number} y
 * @param {Covis.Numbers} numbers
 * @param {any} s
 * @param {{name: string, sources: string[]}} axis
 * @param {ArrayLike<number>} ts
 */
function evaluated(program, plot, x, y, numbers, s, { name, sources }, ts) {
  const points = s[name];
  const n = points.length;
  const X = new Float64Array(ts.length);
  const Y = new Float64Array(ts.length);
  for (let from = 0; from < ts.length; from += n) {
    const count = Math.min(n, ts.length - from);
    const there = Float64Array.from({ length: n }, (_, i) => ts[from + Math.min(i, count - 1)]);
    const other = { ...s, [name]: there };
    for (const source of sources) other[source] = between(s[source], points, there);
    const found = run(program, plot, x, y, numbers, other);
    X.set(found.X.subarray(0, count), from);
    Y.set(found.Y.subarray(0, count), from);
  }
  return { X, Y };
}

/**
 * The states of a source at other points, by cubic Hermite interpolation, as the program reads them between its own.
 * @param {{y: Float64Array[], d: Float64Array[], T?: Float64Array, Y?: Float64Array[], D?: Float64Array[]}} source with events: also at both sides of each
 * @param {Float64Array} points
 * @param {Float64Array} there
 */
function between(source, points, there) {
  const { T: t = points, Y = source.y, D = source.d } = source;
  const places = Array.from(there, (at) => (at >= t[0] && at <= t[t.length - 1] ? bracket(t, at) : -1));
  const y = Y.map((values, k) =>
    Float64Array.from(there, (at, i) => {
      const low = places[i];
      if (low < 0) return Number.NaN;
      const h = t[low + 1] - t[low];
      const u = h ? (at - t[low]) / h : 0;
      const v = 1 - u;
      const d = D[k];
      return (
        (1 + 2 * u) * v * v * values[low] + u * v * v * h * d[low] + u * u * (3 - 2 * u) * values[low + 1] - u * u * v * h * d[low + 1]
      );
    }),
  );
  return { ...source, y };
}

/**
 * The place i with t[i] <= at <= t[i + 1], of points that go up or down.
 * @param {ArrayLike<number>} t
 * @param {number} at
 */
function bracket(t, at) {
  const up = t[t.length - 1] > t[0];
  let [low, high] = [0, t.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= at === up) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Where along the axis a line has these x, which are on it: bracketed by its points, then by the rule of false position (Illinois).
 * @param {Float64Array} points
 * @param {Float64Array} X
 * @param {(ts: Float64Array) => Float64Array} xAt
 * @param {ArrayLike<number>} xs
 */
function inverse(points, X, xAt, xs) {
  const place = Array.from(xs, (x) => bracket(X, x));
  const a = Float64Array.from(place, (i) => points[i]);
  const b = Float64Array.from(place, (i) => points[i + 1]);
  const fa = Float64Array.from(place, (i, k) => X[i] - xs[k]);
  const fb = Float64Array.from(place, (i, k) => X[i + 1] - xs[k]);
  const t = Float64Array.from(a, (value, k) => (fa[k] === 0 ? value : b[k]));
  for (let pass = 0; pass < 60; pass++) {
    for (let k = 0; k < t.length; k++) if (fa[k] * fb[k] < 0) t[k] = (a[k] * fb[k] - b[k] * fa[k]) / (fb[k] - fa[k]);
    const found = xAt(t);
    let open = false;
    for (let k = 0; k < t.length; k++) {
      const f = found[k] - xs[k];
      if (!(fa[k] * fb[k] < 0)) continue;
      if (f * fb[k] < 0) [a[k], fa[k]] = [b[k], fb[k]];
      else fa[k] /= 2;
      [b[k], fb[k]] = [t[k], f];
      open ||= Math.abs(b[k] - a[k]) > 4e-16 * Math.abs(t[k]) && f !== 0;
    }
    if (!open) break;
  }
  return t;
}

/**
 * Between the points that are drawn: the cubic through four of them, straight where one has no value.
 * @param {{X: Float64Array, Y: Float64Array}} line
 * @param {ArrayLike<number>} xs
 */
function interpolated({ X, Y }, xs) {
  return placesOn(X, xs).map((x) => {
    const i = bracket(X, x); // where x is not-a-number, so is the sum
    const first = Math.max(0, Math.min(i - 1, X.length - 4));
    const four = [first, first + 1, first + 2, first + 3].filter((k) => k < X.length);
    const used = four.length === 4 && four.every((k) => Number.isFinite(Y[k])) ? four : [i, i + 1];
    return used.reduce((sum, j) => sum + used.reduce((part, k) => (k === j ? part : (part * (x - X[k])) / (X[j] - X[k])), Y[j]), 0);
  });
}

/**
 * Of points that stand apart: the one with this x.
 * @param {{X: Float64Array, Y: Float64Array}} points
 * @param {ArrayLike<number>} xs
 */
function looked({ X, Y }, xs) {
  const places = new Map(Array.from(X, (x, i) => [x, i]));
  return Float64Array.from(xs, (x) => {
    const i = places.get(x) ?? X.findIndex((each) => Math.abs(each - x) <= ROUNDING * Math.abs(x));
    return i >= 0 ? Y[i] : Number.NaN;
  });
}

/**
 * Which controls move the y of each mark of a plot.
 * @param {Covis.Program} program
 * @param {number} plot
 * @param {Covis.Mark[]} marks
 * @param {Covis.Numbers} numbers
 * @param {{name: string, values: number[]}[]} controls with other values that each may take
 * @returns {Set<string>[]}
 */
export function influences(program, plot, marks, numbers, controls) {
  /** @param {Covis.Numbers} at */
  const outputs = (at) => program.plots[plot](at, program.prepare(at));
  const now = outputs(numbers);
  /** @type {Set<string>[]} */
  const found = marks.map(() => new Set());
  for (const { name, values } of controls)
    for (const value of values) {
      const other = outputs({ ...numbers, [name]: value });
      marks.forEach(({ arrays: { x, y } }, k) => {
        if ([x, y].some((output) => output !== undefined && !sameArrays(now[output], other[output]))) found[k].add(name);
      });
    }
  return found;
}
