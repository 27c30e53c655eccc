/** P_n(x), n whole >= 0: the recurrence DLMF 18.9.1 for differences, which stays exact beside 1. Accuracy: 1e-14 (n <= 60) */
const legendre = (n, x) => {
  if (!isOrder(n)) return NaN;
  if (x < 0) return (n % 2 ? -1 : 1) * legendre(n, -x);
  let value = 1, step = 0;
  for (let k = 0; k < n; k++) {
    step = (k * step + (2 * k + 1) * (x - 1) * value) / (k + 1);
    value += step;
  }
  return value;
};

/**
 * P_n^m(x) with the Condon-Shortley phase, SymPy's assoc_legendre: (-1)^m (1 - x^2)^(m/2) times the mth derivative of P_n; whole
 * n >= |m|, else 0; negative m by DLMF 14.9.3. |x| > 1 has a real value for even m only. Accuracy: 3e-14 (n <= 60)
 */
const assocLegendre = (n, m, x) => {
  if (!isOrder(n) || Math.floor(m) !== m) return NaN;
  if (m === 0) return legendre(n, x);
  if (Math.abs(m) > n) return 0;
  if (m < 0) return (m % 2 ? -1 : 1) * assocLegendre(n, -m, x) / risingFactorial(n + m + 1, -2 * m);
  const s = (1 - x) * (1 + x);
  let here = m % 2 ? -Math.sqrt(s) : 1, below = 0;
  for (let k = m % 2 ? 2 : 1; k <= m; k++) here *= k % 2 === m % 2 ? 2 * k - 1 : (2 * k - 1) * s;
  for (let k = m; k < n; k++) [below, here] = [here, ((2 * k + 1) * x * here - (k + m) * below) / (k - m + 1)];
  return here;
};

/** H_n(x), the physicists', n whole >= 0: recurrence DLMF 18.9.1. Accuracy: 1e-14 (n <= 60) */
const hermite = (n, x) => {
  if (!isOrder(n)) return NaN;
  let below = 0, here = 1;
  for (let k = 0; k < n; k++) [below, here] = [here, 2 * x * here - 2 * k * below];
  return here;
};

/** L_n^(a)(x), n whole >= 0, a real: recurrence DLMF 18.9.1 for differences. Accuracy: 1e-14 (n <= 60) */
const assocLaguerre = (n, a, x) => {
  if (!isOrder(n)) return NaN;
  let value = 1, step = 1;
  for (let k = 0; k < n; k++) {
    step = ((k + a) * step - x * value) / (k + 1);
    value += step;
  }
  return value;
};

/** L_n(x), n whole >= 0. Accuracy: 1e-14 (n <= 60) */
const laguerre = (n, x) => assocLaguerre(n, 0, x);

/** T_n(x), n whole (negative too: T_-n = T_n): recurrence for differences, exact beside 1. Accuracy: 5e-15 (n <= 60) */
const chebyshevt = (n, x) => {
  n = Math.abs(n);
  if (!isOrder(n)) return NaN;
  if (x < 0) return (n % 2 ? -1 : 1) * chebyshevt(n, -x);
  let value = 1, step = x - 1;
  for (let k = 0; k < n; k++) {
    value += step;
    step += 2 * (x - 1) * value;
  }
  return value;
};

/** U_n(x), n whole >= 0: recurrence for differences, exact beside 1. Accuracy: 1e-14 (n <= 60) */
const chebyshevu = (n, x) => {
  if (!isOrder(n)) return NaN;
  if (x < 0) return (n % 2 ? -1 : 1) * chebyshevu(n, -x);
  let value = 1, step = 1 + 2 * (x - 1);
  for (let k = 0; k < n; k++) {
    value += step;
    step += 2 * (x - 1) * value;
  }
  return value;
};

/** C_n^(a)(x), n whole >= 0, a real: recurrence DLMF 18.9.1. Accuracy: 5e-14 (n <= 60, a >= 1/2) */
const gegenbauer = (n, a, x) => {
  if (!isOrder(n)) return NaN;
  let below = 0, here = 1;
  for (let k = 0; k < n; k++) [below, here] = [here, (2 * (k + a) * x * here - (k + 2 * a - 1) * below) / (k + 1)];
  return here;
};

/**
 * P_n^(a, b)(x), Jacobi's, n whole >= 0, a and b real: recurrence DLMF 18.9.2 for a, b > -1, else the sum DLMF 18.5.8.
 * Accuracy: 1e-13 (n <= 60, a and b > -1)
 */
const jacobi = (n, a, b, x) => {
  if (!isOrder(n)) return NaN;
  if (!(a > -1 && b > -1)) {
    let sum = 0;
    for (let k = 0; k <= n; k++) sum += binomial(n + a, k) * binomial(n + b, n - k) * power((x - 1) / 2, n - k) * power((x + 1) / 2, k);
    return sum;
  }
  let below = 1, here = (a + 1) + (a + b + 2) * (x - 1) / 2;
  if (n === 0) return 1;
  for (let k = 1; k < n; k++) {
    const c = 2 * k + a + b, scale = 2 * (k + 1) * (k + a + b + 1) * c;
    const next = (c + 1) * ((c + 2) * c * x + (a - b) * (a + b)) * here - 2 * (k + a) * (k + b) * (c + 2) * below;
    [below, here] = [here, next / scale];
  }
  return here;
};

/**
 * sqrt((2 n + 1) / (4 pi) (n - m)! / (n + m)!) P_n^m(cos theta) with the Condon-Shortley phase: the spherical harmonic without
 * exp(i m phi). Whole n >= 0 and m; 0 for |m| > n. The recurrence of the normalised functions overflows nowhere. A shared piece.
 */
const sphericalLegendre = (n, m, theta) => {
  if (!isOrder(n) || Math.floor(m) !== m) return NaN;
  const order = Math.abs(m), c = Math.cos(theta), s = Math.abs(Math.sin(theta));
  if (order > n) return 0;
  let here = (m > 0 && m % 2 ? -1 : 1) * Math.sqrt((2 * order + 1) / (4 * Math.PI)), below = 0, last = 0;
  for (let k = 1; k <= order; k++) here *= s * Math.sqrt((2 * k - 1) / (2 * k));
  for (let k = order + 1; k <= n; k++) {
    const factor = Math.sqrt((4 * k * k - 1) / ((k - order) * (k + order)));
    [below, here] = [here, factor * (c * here - last * below)];
    last = 1 / factor;
  }
  return here;
};

/**
 * The real spherical harmonic, SymPy's Znm: sqrt(2) times the real part of Y_n^m for m > 0, its imaginary part for m < 0.
 * Accuracy: 1e-13 (n <= 60)
 */
const harmonicReal = (n, m, theta, phi) =>
  sphericalLegendre(n, m, theta) * (m > 0 ? Math.SQRT2 * Math.cos(m * phi) : m < 0 ? Math.SQRT2 * Math.sin(m * phi) : 1);
