/** The sum of x^k / (k k!), k = 1, 2, ...: the entire part of Ei (DLMF 6.6.1). A shared piece. */
const einSeries = (x) => {
  let sum = 0, term = 1;
  for (let k = 1; k < 200 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) sum += (term *= x / k) / k;
  return sum;
};

/** E_n(x) for x > 1, the continued fraction DLMF 8.19.17 in its even form, as long as this x needs. A shared piece. */
const expintFraction = (n, x) => {
  const last = Math.ceil(8 + 110 / x);
  let f = x + n + 2 * last;
  for (let k = last; k > 0; k--) f = x + n + 2 * (k - 1) - k * (n + k - 1) / f;
  return Math.exp(-x) / f;
};

/**
 * E_n(x), the integral of exp(-x t) / t^n over t > 1, whole n; NaN for x < 0. n <= 0 and x <= 1 by recurrence (DLMF 8.19.12)
 * from the closed E_0 and the series of E_1 (DLMF 6.6.2). Accuracy: 3e-15
 */
const expint = (n, x) => {
  if (Math.floor(n) !== n || Math.abs(n) > 1e4 || !(x >= 0)) return NaN;
  if (x === 0) return n > 1 ? 1 / (n - 1) : Infinity;
  let value = Math.exp(-x) / x;
  if (n > 0) {
    if (x > 1) return expintFraction(n, x);
    value = -0.57721566490153286 - Math.log(x) - einSeries(-x);
    for (let k = 1; k < n; k++) value = (Math.exp(-x) - x * value) / k;
  }
  for (let k = 0; k > n; k--) value = (Math.exp(-x) + (1 - k) * value) / x;
  return value;
};

/** Ei(x): the series up to 40, then the asymptotic one (DLMF 6.12.2); -E_1(-x) for x < 0. Accuracy: 5e-15 */
const ei = (x) => {
  if (x < 0) return -expint(1, -x);
  if (x < 40) return 0.57721566490153286 + Math.log(x) + einSeries(x);
  let sum = 1, term = 1;
  for (let k = 1; k < x && term > 1e-17; k++) sum += term *= k / x;
  return x > 717 ? Infinity : Math.exp(x / 2) / x * sum * Math.exp(x / 2);
};

/** The logarithmic integral Ei(log x), x >= 0. Accuracy: 1e-13 at 1e300, 1e-14 for x < 1e30 */
const li = (x) => (x === 0 ? 0 : ei(Math.log(x)));

/**
 * [Ci(x), Si(x)], x >= 0: the series DLMF 6.6.5 and 6.6.6 up to 4, then E_1(i x) = -Ci(x) + i (Si(x) - pi / 2) (DLMF 6.5.5, 6.5.6)
 * by the continued fraction DLMF 6.9.1 in its even form. A shared piece.
 */
const trigonometricIntegrals = (x) => {
  if (x === Infinity) return [0, Math.PI / 2];
  if (x < 4) {
    let c = 0, s = 0;
    for (let k = 1, term = x; k < 40; k++, term *= x / k) {
      const part = (k & 2 ? -1 : 1) * term / k;
      if (k & 1) s += part;
      else c += part;
    }
    return [0.57721566490153286 + Math.log(x) + c, s];
  }
  const last = Math.ceil(8 + 240 / x);
  let u = 1 + 2 * last, v = x;
  for (let k = last; k > 0; k--) {
    const scale = k * k / (u * u + v * v);
    [u, v] = [2 * k - 1 - u * scale, x + v * scale];
  }
  const scale = 1 / (u * u + v * v);
  return [(Math.sin(x) * v - Math.cos(x) * u) * scale, Math.PI / 2 - (Math.cos(x) * v + Math.sin(x) * u) * scale];
};

/** The sine integral, DLMF 6.2.9. Accuracy: 2e-15 */
const si = (x) => (x < 0 ? -trigonometricIntegrals(-x)[1] : trigonometricIntegrals(x)[1]);

/** The cosine integral, DLMF 6.2.11; NaN for x < 0. Accuracy: 1e-14 */
const ci = (x) => (x < 0 ? NaN : trigonometricIntegrals(x)[0]);

/** The hyperbolic sine integral, DLMF 6.2.15: odd terms of a series of one sign, (Ei + E_1) / 2 when large. Accuracy: 5e-15 */
const shi = (x) => {
  if (Math.abs(x) > 5) return Math.sign(x) * (ei(Math.abs(x)) + expint(1, Math.abs(x))) / 2;
  let sum = 0;
  for (let k = 1, term = x; k < 40; term *= x * x / ((k + 1) * (k + 2)), k += 2) sum += term / k;
  return sum;
};

/** The hyperbolic cosine integral, DLMF 6.2.16, x >= 0. Accuracy: 5e-15 */
const chi = (x) => {
  if (x < 0) return NaN;
  if (x > 5) return (ei(x) - expint(1, x)) / 2;
  let sum = 0;
  for (let k = 2, term = x * x / 2; k < 41; term *= x * x / ((k + 1) * (k + 2)), k += 2) sum += term / k;
  return 0.57721566490153286 + Math.log(x) + sum;
};
