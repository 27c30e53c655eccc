/**
 * w with w exp(w) = x: the principal branch, or branch -1 (x in [-1/e, 0)); other branches are not real. Near -1/e the series
 * DLMF 4.13.6, else Halley's steps (Corless, Gonnet, Hare, Jeffrey and Knuth, Adv. Comput. Math. 5, 1996). Accuracy: 3e-15
 */
const lambertw = (x, branch = 0) => {
  if (branch !== 0 && branch !== -1 || branch === -1 && x > 0) return NaN;
  if (x === 0) return branch ? -Infinity : x;
  if (x === Infinity) return x;
  // 2 (e x + 1), with the digits of 1/e that a double drops; the double beside -1/e counts as -1/e.
  const distance = 2 * Math.E * (x + 0.36787944117144233 - 1.2428753672788363e-17);
  if (!(distance > -1e-15)) return NaN;
  const p = (branch ? -1 : 1) * Math.sqrt(Math.max(distance, 0));
  if (Math.abs(p) < 0.1) {
    return polynomial([
      -1, 1, -1 / 3, 11 / 72, -43 / 540, 0.044502314814814814, -0.025984714873603759, 0.015635632532333926,
      -0.0096168920242994312, 0.0060145432529561182, -0.003811298034892, 0.0024408777991143982, -0.0015769303446867841,
    ], p);
  }
  const logs = branch ? x > -0.25 : x > 3;
  let w = -1 + p - p * p / 3 + 0.15 * p * p * p;
  if (logs) w = Math.log(Math.abs(x)) - Math.log(Math.abs(Math.log(Math.abs(x))));
  else if (!branch && x > -0.25) w = x > 0 ? 0.8 * Math.log1p(x) : x * (1 - x + 1.5 * x * x);
  for (let k = 0; k < 12; k++) {
    // Of large w by logarithms: exp(w) overflows or vanishes there.
    const newton = logs ? (w + Math.log(w / x)) * w / (1 + w) : (w - x * Math.exp(-w)) / (1 + w);
    const step = logs ? newton : newton / (1 - (w + 2) * newton / (2 * (1 + w)));
    w -= step;
    if (Math.abs(step) < 4e-16 * Math.abs(w)) break;
  }
  return w;
};

/** The complete elliptic integral K(m) of the parameter m <= 1: the arithmetic-geometric mean, DLMF 19.8.5. Accuracy: 2e-15 */
const ellipticK = (m) => {
  if (m === 1) return Infinity;
  let a = 1, b = Math.sqrt(1 - m);
  for (let k = 0; k < 12 && Math.abs(a - b) > 1e-16 * a; k++) [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
  return Math.PI / (a + b);
};

/** The complete elliptic integral E(m) of the parameter m <= 1: DLMF 19.8.6. Accuracy: 1e-14 */
const ellipticE = (m) => {
  if (m === 1) return 1;
  let a = 1, b = Math.sqrt(1 - m), sum = 1 - m / 2, weight = 0.5;
  for (let k = 0; k < 12 && Math.abs(a - b) > 1e-17 * a; k++) {
    const c = (a - b) / 2;
    [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
    weight *= 2;
    sum -= weight * c * c;
  }
  return Math.PI / (a + b) * sum;
};
