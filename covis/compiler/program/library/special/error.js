/** erf for |x| < 1.5: the series without cancellation, DLMF 7.6.2. A shared piece. */
const erfSeries = (x) => {
  const z = 2 * x * x;
  let sum = 1;
  for (let k = 24 + Math.floor(8 * z); k > 0; k--) sum = sum * z / (2 * k + 1) + 1;
  return 1.1283791670955126 * x * Math.exp(-x * x) * sum;
};

/** erfc for x >= 1.5: the continued fraction DLMF 7.9.1, as long as this x needs. A shared piece. */
const erfcFraction = (x) => {
  let f = x;
  for (let k = Math.ceil(12 + 180 / (x * x)); k > 0; k--) f = x + 0.5 * k / f;
  return gauss(x) * 0.56418958354775629 / f;
};

/** The error function, DLMF 7.2.1. Accuracy: 1e-15 */
const erf = (x) => (Math.abs(x) < 1.5 ? erfSeries(x) : Math.abs(x) > 6 ? Math.sign(x) : Math.sign(x) * (1 - erfcFraction(Math.abs(x))));

/** 1 - erf x, DLMF 7.2.2, with all its digits in the tail. Accuracy: 1e-14 */
const erfc = (x) => (x < -6 ? 2 : x <= -1.5 ? 2 - erfcFraction(-x) : x < 1.5 ? 1 - erfSeries(x) : erfcFraction(x));

/** erf(i x) / i: a series of positive terms, from 6.3 on the asymptotic one (DLMF 7.12.1). Accuracy: 1e-14 */
const erfi = (x) => {
  const z = x * x;
  let sum = 1, term = 1;
  if (Math.abs(x) < 6.3) {
    for (let k = 1; term > 1e-18 * sum; k++) sum += (term *= z / k) / (2 * k + 1);
    return 1.1283791670955126 * x * sum;
  }
  if (Math.abs(x) > 27) return Math.sign(x) * Infinity;
  for (let k = 1; k < z && term > 1e-17; k++) sum += term *= (k - 0.5) / z;
  const h = Math.fround(x);
  return 0.56418958354775629 * Math.exp(h * h) * (Math.exp((x - h) * (x + h)) * sum / x);
};

/**
 * The x with erfc(x) = p: the rational start 26.2.22 of Abramowitz and Stegun, then Halley's steps on erfc.
 * Accuracy: 3e-15
 */
const erfcinv = (p) => {
  if (!(p > 0 && p < 2)) return p === 0 ? Infinity : p === 2 ? -Infinity : NaN;
  if (p > 0.5 && p < 1.5) return erfinv(1 - p);
  if (p > 1) return -erfcinv(2 - p);
  const t = Math.sqrt(-2 * Math.log(p / 2));
  let x = 0.70710678118654757 * (t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481)));
  for (let k = 0; k < 3; k++) {
    const step = (erfc(x) - p) / (1.1283791670955126 * gauss(x));
    x += step / (1 - x * step);
  }
  return x;
};

/** The x with erf(x) = y: near 0 Halley's steps on erf, else erfcinv(1 - y). Accuracy: 3e-15 */
const erfinv = (y) => {
  if (Math.abs(y) > 0.5) return y < 0 ? -erfcinv(1 + y) : erfcinv(1 - y);
  let x = 0.88622692545275801 * y * (1 + 0.26179938779914941 * y * y);
  for (let k = 0; k < 3; k++) {
    const step = (y - erf(x)) / (1.1283791670955126 * Math.exp(-x * x));
    x += step / (1 - x * step);
  }
  return x;
};

/**
 * [C(x), S(x)], Fresnel's integrals with pi t^2 / 2: the series DLMF 7.6.4 and 7.6.6 up to 1.6, then the continued fraction
 * DLMF 7.9.1 of erfc at sqrt(pi) (1 - i) x / 2 (DLMF 7.5.8). A shared piece.
 */
const fresnel = (x) => {
  const a = Math.abs(x), t = Math.PI / 2 * a * a;
  let c = 0, s = 0;
  if (a < 1.6) {
    for (let k = 0, term = a; k < 40; k++, term *= t / k) {
      const sign = k & 2 ? -1 : 1;
      if (k & 1) s += sign * term / (2 * k + 1);
      else c += sign * term / (2 * k + 1);
    }
  } else if (a > 1e8) {
    c = s = 0.5;
  } else {
    const p = Math.sqrt(Math.PI) / 2 * a;
    let u = p, v = -p;
    for (let k = Math.ceil(10 + 500 / t); k > 0; k--) {
      const scale = 0.5 * k / (u * u + v * v);
      [u, v] = [p + u * scale, -p - v * scale];
    }
    // 1 - (cos t + i sin t) / (sqrt(pi) (u + i v)), times (1 + i) / 2; t = pi a^2 / 2 is reduced before it is rounded.
    const h = Math.fround(a), low = (a - h) * (a + h) / 2, high = h * h / 2;
    const turn = Math.PI * (high - 2 * Math.round(high / 2) + low), scale = 0.56418958354775629 / (u * u + v * v);
    const re = 1 - scale * (Math.cos(turn) * u + Math.sin(turn) * v), im = -scale * (Math.sin(turn) * u - Math.cos(turn) * v);
    c = (re - im) / 2;
    s = (re + im) / 2;
  }
  return x < 0 ? [-c, -s] : [c, s];
};

/** Fresnel's C(x), DLMF 7.2.7. Accuracy: 3e-15 */
const fresnelc = (x) => fresnel(x)[0];

/** Fresnel's S(x), DLMF 7.2.8. Accuracy: 3e-15 */
const fresnels = (x) => fresnel(x)[1];
