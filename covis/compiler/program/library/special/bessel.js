/** (x/2)^n / gamma(n + 1) times the sum of (sign x^2 / 4)^k / (k! (n + 1)_k): DLMF 10.2.2, 10.25.2; n >= 0. A shared piece. */
const besselSeries = (n, x, sign) => {
  const z = sign * x * x / 4, rest = n % 1;
  let first = rest ? Math.pow(x / 2, rest) / gamma(1 + rest) : 1, sum = 1, term = 1;
  for (let k = 1 + rest; k <= n; k++) first *= x / 2 / k;
  for (let k = 1; k < 2000 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) sum += term *= z / (k * (n + k));
  return first * sum;
};

/** The recurrence f_(k + 1) = (2 k / x) f_k - f_(k - 1) from [f_m, f_(m + 1)] up to [f_n, f_(n + 1)], n - m whole. A shared piece. */
const besselUp = (n, x, m, below, here) => {
  for (let k = m + 1; k < n + 0.5 && Math.abs(here) < Infinity; k++) [below, here] = [here, 2 * k / x * here - below];
  return [Math.abs(here) < Infinity ? below : here, here];
};

/** [J_n'/J_n, the sign of J_n], x > 0: the continued fraction DLMF 10.10.1 by Lentz's method. A shared piece. */
const besselRatio = (n, x) => {
  let f = n / x || 1e-300, c = f, d = 0, sign = 1;
  for (let k = 1; k < 1e5; k++) {
    const b = 2 * (n + k) / x;
    d = 1 / (b - d || 1e-300);
    c = b - 1 / c || 1e-300;
    f *= c * d;
    if (d < 0) sign = -sign;
    if (Math.abs(c * d - 1) < 3e-16) break;
  }
  return [f, sign];
};

/**
 * [J_m, J_(m + 1), Y_m, Y_(m + 1)] at x >= 2, |m| <= 1/2. From 25 on Hankel's expansion (DLMF 10.17.3 and 10.17.4), with sines and
 * cosines of x itself; below, Steed's method (Temme, J. Comput. Phys. 21, 1976): the ratio J'/J, the continued fraction of the
 * Hankel function's, and the Wronskian DLMF 10.5.2. A shared piece.
 */
const besselPairs = (m, x) => {
  if (x >= 25) {
    const out = [], c = Math.cos(x), s = Math.sin(x), scale = Math.sqrt(2 / (Math.PI * x));
    for (const order of [m, m + 1]) {
      let p = 1, q = 0;
      for (let k = 1, term = 1; k < 40 && Math.abs(term) > 1e-18; k++) {
        term *= (4 * order * order - (2 * k - 1) * (2 * k - 1)) / (8 * k * x);
        if (k & 1) q += k & 2 ? -term : term;
        else p += k & 2 ? -term : term;
      }
      const u = sinPi(order / 2 + 0.75), v = sinPi(order / 2 + 0.25);
      const cosine = c * u + s * v, sine = s * u - c * v;
      out.push(scale * (p * cosine - q * sine), scale * (p * sine + q * cosine));
    }
    return [out[0], out[2], out[1], out[3]];
  }
  const [f, sign] = besselRatio(m, x);
  let a = 0.25 - m * m, p = -0.5 / x, q = 1, fact = a / (x * (p * p + q * q)), bi = 2;
  let cr = 2 * x + q * fact, ciy = bi + p * fact, dr = 2 * x / (4 * x * x + bi * bi), di = -bi / (4 * x * x + bi * bi);
  for (let k = 2; k < 1000; k++) {
    const re = cr * dr - ciy * di, im = cr * di + ciy * dr;
    [p, q] = [p * re - q * im, p * im + q * re];
    if (Math.abs(re - 1) + Math.abs(im) < 3e-16) break;
    a += 2 * (k - 1);
    bi += 2;
    dr = a * dr + 2 * x;
    di = a * di + bi;
    const size = dr * dr + di * di;
    fact = a / (cr * cr + ciy * ciy);
    cr = 2 * x + cr * fact;
    ciy = bi - ciy * fact;
    dr /= size;
    di /= -size;
  }
  const g = (p - f) / q, j = sign * Math.sqrt(2 / (Math.PI * x) / ((p - f) * g + q)), y = g * j;
  return [j, j * (m / x - f), y, m / x * y - (p * y + q * j)];
};

/** [Y_m, Y_(m + 1)] at 0 < x < 2, |m| <= 1/2: Temme's series (J. Comput. Phys. 19, 1975). A shared piece. */
const besselTemme = (m, x) => {
  const plus = reciprocalGamma(m), minus = reciprocalGamma(-m), log = -Math.log(x / 2), e = m * log;
  const odd = m === 0 ? -0.57721566490153286 : (minus - plus) / (2 * m), even = 1 + (plus + minus) / 2;
  const turn = m === 0 ? 1 : Math.PI * m / sinPi(m), half = m === 0 ? 0 : 2 * sinPi(m / 2) * sinPi(m / 2) / m;
  let f = 2 / Math.PI * turn * (odd * Math.cosh(e) + even * (e === 0 ? 1 : Math.sinh(e) / e) * log);
  let p = Math.exp(e) / (Math.PI * (1 + plus)), q = 1 / (Math.exp(e) * Math.PI * (1 + minus)), c = 1;
  let y0 = f + half * q, y1 = p;
  for (let k = 1; k < 40; k++) {
    f = (k * f + p + q) / (k * k - m * m);
    c *= -x * x / (4 * k);
    p /= k - m;
    q /= k + m;
    const term = c * (f + half * q);
    y0 += term;
    y1 += c * p - k * term;
  }
  return [-y0, -2 / x * y1];
};

/** [Y_n, Y_(n + 1)], n >= 0, x > 0: the pair of orders in [-1/2, 1/2] and one more, then upwards. A shared piece. */
const besselySteps = (n, x) => {
  const m = n - Math.round(n);
  const [y0, y1] = x < 2 ? besselTemme(m, x) : besselPairs(m, x).slice(2);
  return n < m + 0.5 ? [y0, y1] : besselUp(n, x, m, y0, y1);
};

/**
 * J_n(x), n real, of negative x for whole n only (otherwise NaN). The series where it does not cancel; for n > x from Y_n, Y_(n + 1)
 * and the ratio of J_n' and J_n by the Wronskian DLMF 10.5.2; else upwards from a small order. Negative orders: DLMF 10.4.1 and
 * 10.4.6. Accuracy: 1e-14 (|n| <= 60)
 */
const besselj = (n, x) => {
  const whole = Math.floor(n) === n;
  if (!(Math.abs(n) < 1e5)) return NaN;
  if (x < 0) return whole ? (n % 2 ? -1 : 1) * besselj(n, -x) : NaN;
  if (n < 0) return whole ? (n % 2 ? -1 : 1) * besselj(-n, x) : sinPi(n + 0.5) * besselj(-n, x) + sinPi(n) * bessely(-n, x);
  if (!(x < Infinity)) return x > 0 ? 0 : NaN;
  if (x * x < 4 * (n + 1)) return besselSeries(n, x, -1);
  if (n > x) {
    const [here, above] = besselySteps(n, x);
    return Math.abs(above) < Infinity ? 2 / (Math.PI * x) / ((n / x - besselRatio(n, x)[0]) * here - above) : 0;
  }
  const m = n - Math.round(n), [j0, j1] = besselPairs(m, x);
  return n < m + 0.5 ? j0 : besselUp(n, x, m, j0, j1)[0];
};

/**
 * Y_n(x), n real, x > 0 (at 0 infinite, below NaN): upwards from a small order. Negative orders: DLMF 10.4.1 and 10.4.6.
 * Accuracy: 1e-14 (|n| <= 60)
 */
const bessely = (n, x) => {
  if (!(Math.abs(n) < 1e5 && x >= 0)) return NaN;
  if (n < 0) return Math.floor(n) === n ? (n % 2 ? -1 : 1) * bessely(-n, x) : sinPi(n + 0.5) * bessely(-n, x) - sinPi(n) * besselj(-n, x);
  if (x === 0) return -Infinity;
  return x === Infinity ? 0 : besselySteps(n, x)[0];
};

/**
 * I_n(x), n real (|n| whole or x >= 0): the series of positive terms DLMF 10.25.2, for large x the asymptotic one DLMF 10.40.1;
 * negative orders by DLMF 10.27.2. Accuracy: 3e-14
 */
const besseli = (n, x) => {
  const whole = Math.floor(n) === n;
  if (!(Math.abs(n) < 1e5)) return NaN;
  if (x < 0) return whole ? (n % 2 ? -1 : 1) * besseli(n, -x) : NaN;
  if (n < 0) return whole ? besseli(-n, x) : besseli(-n, x) - 2 / Math.PI * sinPi(n) * besselk(-n, x);
  if (x < 30 || x < n * n) return besselSeries(n, x, 1);
  let sum = 1, term = 1;
  for (let k = 1; k < 200 && Math.abs(term) > 1e-17; k++) sum += term *= ((2 * k - 1) * (2 * k - 1) - 4 * n * n) / (8 * k * x);
  return x > 720 ? Infinity : Math.exp(x / 2) / Math.sqrt(2 * Math.PI * x) * sum * Math.exp(x / 2);
};

/**
 * K_n(x), n real, x > 0 (at 0 infinite, below NaN): the integral of exp(-x cosh t) cosh(n t) (DLMF 10.32.9) by the trapezoidal
 * rule, which converges geometrically here (Trefethen and Weideman, SIAM Review 56, 2014), for the fraction of n and one more;
 * then the recurrence upwards. Accuracy: 1e-14 (|n| <= 60)
 */
const besselk = (n, x) => {
  if (!(x >= 0 && Math.abs(n) < 1e5)) return NaN;
  if (x === 0) return Infinity;
  if (x > 1e4) return 0;
  const order = Math.abs(n), start = order % 1, h = Math.min(0.2, 0.7 / Math.sqrt(x));
  let below = 0.5, here = 0.5;
  for (let t = h; ; t += h) {
    const s = Math.sinh(t / 2), weight = Math.exp(-2 * x * s * s);
    below += weight * Math.cosh(start * t);
    here += weight * Math.cosh((start + 1) * t);
    if (2 * x * s * s > 40 + 2 * t) break;
  }
  below *= h * Math.exp(-x);
  here *= h * Math.exp(-x);
  for (let k = start + 1; k < order + 1; k++) [below, here] = [here, below + 2 * k / x * here];
  return below;
};

/**
 * Spherical j_n(x) = sqrt(pi / (2 x)) J_(n + 1/2)(x) (DLMF 10.47.3), n real; of negative x for whole n only.
 * Accuracy: 1e-14 (|n| <= 60)
 */
const sphericalj = (n, x) => {
  if (x < 0) return Math.floor(n) === n ? (n % 2 ? -1 : 1) * sphericalj(n, -x) : NaN;
  if (x < 1e-140 && n >= 0) return n ? 0 : 1;
  return Math.sqrt(Math.PI / (2 * x)) * besselj(n + 0.5, x);
};

/**
 * Spherical y_n(x) = sqrt(pi / (2 x)) Y_(n + 1/2)(x) (DLMF 10.47.4), n real; of negative x for whole n only.
 * Accuracy: 1e-14 (|n| <= 60)
 */
const sphericaly = (n, x) => {
  if (x < 0) return Math.floor(n) === n ? (n % 2 ? 1 : -1) * sphericaly(n, -x) : NaN;
  return Math.sqrt(Math.PI / (2 * x)) * bessely(n + 0.5, x);
};
