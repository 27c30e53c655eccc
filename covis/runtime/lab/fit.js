// Least squares by Levenberg and Marquardt's method within bounds, and what it tells: standard errors, correlations, what the data leave open.
// Marquardt, J. SIAM 11 (1963) 431; the damping follows Nielsen, IMM-REP-1999-05 (DTU); errors as in Press et al., Numerical Recipes, 15.4 to 15.6.

const SLICE = 40; // milliseconds of fitting between two frames
const MOST = 200; // iterations
const STEP = 1e-5; // of the range of a parameter: for slopes
const ORTHOGONAL = 1e-10; // cosine of the angle between the residuals and what a parameter does to the curve
const SMALL = 1e-13; // of the range: a step that changes nothing
const OPEN = 1e-10; // of the largest eigenvalue: a combination of parameters that the data say nothing of

/**
 * `values`, `errors`: best values and their standard errors, null where the data do not give one. `atBound`: parameters that ended at an end of their range. `still`: those that do not move the curve at these points. `mixed`: groups that the data cannot tell apart.
 * @typedef {{values: number[], errors: (number | null)[], correlations: (number | null)[][], cost: number, free: number, converged: boolean,
 * atBound: boolean[], still: number[], mixed: number[][]}} Fit
 */

/**
 * Fit, step by step: a generator that yields after every evaluation of the curve, so that a page stays alive, and returns the result.
 * @param {(values: number[]) => ArrayLike<number>} curve the curve at the places of the data
 * @param {ArrayLike<number>} y the data
 * @param {ArrayLike<number> | null} sigma their standard uncertainties; null where they are all alike and not known
 * @param {{low: number, high: number, start: number}[]} parameters
 * @returns {Generator<number, Fit, void>} yields the sum of squares so far. Throws a RangeError where the curve has no value at the start.
 */
export function* fitting(curve, y, sigma, parameters) {
  const n = y.length;
  const p = parameters.length;
  const spans = parameters.map(({ low, high }) => high - low);
  /** @param {number[]} u each parameter as a share of its range */
  const values = (u) =>
    u.map((share, j) => (share === 0 ? parameters[j].low : share === 1 ? parameters[j].high : parameters[j].low + share * spans[j]));
  /** @param {number[]} u */
  const residuals = (u) => {
    const model = curve(values(u));
    return Float64Array.from(y, (value, i) => (model[i] - value) / (sigma ? sigma[i] : 1));
  };
  let u = parameters.map(({ start, low }, j) => clamp((start - low) / spans[j]));
  let r = residuals(u);
  let cost = dot(r, r);
  if (!Number.isFinite(cost)) throw new RangeError("The curve has no value at some of the measured places for the present values.");
  /** @type {Float64Array[]} what each parameter does to the residuals */
  let slopes = [];
  let damping = 1e-3;
  let growth = 2;
  let converged = false;
  /** @type {boolean[]} */
  let held = [];
  for (let iteration = 0; iteration < MOST && !converged; iteration++) {
    slopes = [];
    for (let j = 0; j < p; j++) {
      slopes.push(slope(residuals, u, j, r));
      yield cost;
    }
    const gradient = slopes.map((column) => dot(column, r));
    held = u.map((share, j) => (share === 0 && gradient[j] > 0) || (share === 1 && gradient[j] < 0));
    const open = u.map((_, j) => j).filter((j) => !held[j] && dot(slopes[j], slopes[j]) > 0);
    if (open.every((j) => Math.abs(gradient[j]) <= ORTHOGONAL * Math.sqrt(cost * dot(slopes[j], slopes[j])))) converged = true;
    while (!converged) {
      const matrix = open.map((a) => open.map((b) => dot(slopes[a], slopes[b]) * (a === b ? 1 + damping : 1)));
      const step = solved(
        matrix,
        open.map((j) => -gradient[j]),
      );
      const next = [...u];
      for (const [k, j] of open.entries()) next[j] = clamp(u[j] + (step?.[k] ?? 0));
      const moved = Math.max(...u.map((share, j) => Math.abs(next[j] - share)));
      if (step && moved <= SMALL) {
        converged = true;
        break;
      }
      const tried = step ? residuals(next) : r;
      yield cost;
      const less = cost - dot(tried, tried);
      if (step && less > 0) {
        const hoped = open.reduce((sum, j, k) => sum + step[k] * (damping * dot(slopes[j], slopes[j]) * step[k] - gradient[j]), 0);
        damping = Math.max(1e-14, damping * Math.max(1 / 3, 1 - (2 * Math.min(1, less / Math.max(hoped, less / 2)) - 1) ** 3));
        growth = 2;
        [u, r, cost] = [next, tried, cost - less];
        break;
      }
      damping *= growth;
      growth *= 2;
      if (damping > 1e16) converged = true; // no step makes it less: as near as rounding allows
    }
  }
  const free = u.map((_, j) => j).filter((j) => !held[j]);
  const atBound = u.map((share) => share === 0 || share === 1);
  return {
    values: values(u),
    cost,
    converged,
    atBound,
    ...spread(slopes, free, spans, sigma ? 1 : cost / (n - free.length)),
    free: free.length,
  };
}

/**
 * Run a fit while the page goes on; null when it is no longer wanted.
 * @param {Generator<number, Fit, void>} steps
 * @param {() => boolean} wanted
 */
export async function inSlices(steps, wanted) {
  for (;;) {
    const until = performance.now() + SLICE;
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (!wanted()) return null;
  }
}

/** @param {number} share */
const clamp = (share) => Math.min(1, Math.max(0, share));

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The slope of the residuals along a parameter, from both sides; at an end of its range from within.
 * @param {(u: number[]) => Float64Array} residuals
 * @param {number[]} u
 * @param {number} j
 * @param {Float64Array} here the residuals at u
 */
function slope(residuals, u, j, here) {
  /** @param {number} by */
  const at = (by) => residuals(u.map((share, k) => (k === j ? share + by : share)));
  const side = u[j] < STEP ? 1 : u[j] > 1 - STEP ? -1 : 0;
  const [a, b] = side ? [at(side * STEP), at(2 * side * STEP)] : [at(STEP), at(-STEP)];
  const found = side
    ? here.map((value, i) => (4 * a[i] - b[i] - 3 * value) / (2 * side * STEP))
    : here.map((_, i) => (a[i] - b[i]) / (2 * STEP));
  return found.every(Number.isFinite) ? found : new Float64Array(here.length);
}

/**
 * The solution of symmetric linear equations by Cholesky's method; null where the matrix is not positive.
 * @param {number[][]} matrix
 * @param {number[]} right
 */
function solved(matrix, right) {
  const size = right.length;
  const root = matrix.map((row) => [...row]);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= root[i][k] * root[j][k];
      if (i !== j) root[i][j] = sum / root[j][j];
      else if (sum > 0) root[i][i] = Math.sqrt(sum);
      else return null;
    }
  }
  const x = [...right];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= root[i][k] * x[k];
    x[i] /= root[i][i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= root[k][i] * x[k];
    x[i] /= root[i][i];
  }
  return x;
}

/**
 * Standard errors and correlations from the slopes at the best values.
 * @param {Float64Array[]} slopes
 * @param {number[]} free the parameters that are at no end of their range
 * @param {number[]} spans
 * @param {number} scale what the squares of the errors are multiplied by
 */
function spread(slopes, free, spans, scale) {
  const p = spans.length;
  const sizes = slopes.map((column) => Math.sqrt(dot(column, column)));
  const still = free.filter((j) => !(sizes[j] > 0));
  const moving = free.filter((j) => sizes[j] > 0);
  const matrix = moving.map((a) => moving.map((b) => (a === b ? 1 : dot(slopes[a], slopes[b]) / (sizes[a] * sizes[b]))));
  const { values, vectors } = eigen(matrix);
  const least = OPEN * Math.max(0, ...values);
  const mixed = values.flatMap((value, k) => (value > least ? [] : [moving.filter((_, i) => Math.abs(vectors[i][k]) > 0.1)]));
  const unknown = new Set(mixed.flat());
  /** @type {(number | null)[]} */
  const errors = Array(p).fill(null);
  const correlations = Array.from({ length: p }, () => /** @type {(number | null)[]} */ (Array(p).fill(null)));
  /**
   * @param {number} a
   * @param {number} b
   */
  const covariance = (a, b) => values.reduce((sum, value, k) => (value > least ? sum + (vectors[a][k] * vectors[b][k]) / value : sum), 0);
  for (const [a, i] of moving.entries()) {
    if (unknown.has(i)) continue;
    const error = (Math.sqrt(covariance(a, a) * scale) / sizes[i]) * spans[i];
    errors[i] = Number.isFinite(error) ? error : null;
    for (const [b, j] of moving.entries())
      if (!unknown.has(j)) correlations[i][j] = covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
  }
  return { errors, correlations, still, mixed };
}

/**
 * Eigenvalues and vectors (as columns) of a small symmetric matrix, by Jacobi's rotations.
 * @param {number[][]} given
 */
function eigen(given) {
  const size = given.length;
  const a = given.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => Number(i === j)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) off += a[i][j] ** 2;
    if (off < 1e-40) break;
    for (let i = 1; i < size; i++)
      for (let j = 0; j < i; j++) {
        if (a[i][j] === 0) continue;
        const theta = (a[j][j] - a[i][i]) / (2 * a[i][j]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (const row of [...a, ...v]) [row[i], row[j]] = [c * row[i] - s * row[j], s * row[i] + c * row[j]];
        for (let k = 0; k < size; k++) [a[i][k], a[j][k]] = [c * a[i][k] - s * a[j][k], s * a[i][k] + c * a[j][k]];
      }
  }
  return { values: a.map((row, i) => row[i]), vectors: v };
}

/**
 * A value with its standard error, both to the second digit of the error: ["0.2034", "0.0012"].
 * @param {number} value
 * @param {number | null} error
 * @returns {[string, string]}
 */
export function rounded(value, error) {
  if (error === null || !(error > 0)) return [String(Number(value.toPrecision(6))), ""];
  const decimals = 1 - Math.floor(Math.log10(Number(error.toPrecision(2))));
  if (decimals >= 0 && decimals <= 12) return [value.toFixed(decimals), error.toFixed(decimals)];
  if (decimals < 0 && decimals > -6) return [Number(value.toPrecision(15)).toFixed(0), error.toFixed(0)];
  return [value.toPrecision(6), error.toPrecision(2)];
}
