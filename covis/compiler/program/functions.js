// Mathematical functions of the programs. A program holds only the blocks that it uses (see functions.py).
//
// Each block is one `const name = (...) => { ... };` under a comment: what it is, how it is computed, and "Accuracy", the bound that
// tests/compiler/test_functions.py holds it to against mpmath at 40 digits: the error relative to the function's size there, where
// the size near a zero is that of the neighbouring swing. Arguments are real and in SymPy's order; where the real function
// has no value the answer is NaN. DLMF is the Digital Library of Mathematical Functions.

// ---------------------------------------------------------------------------------------------------------------- small ones

/** x^2. Accuracy: 3e-16 */
const square = (x) => x * x;

/** x^3. Accuracy: 5e-16 */
const cube = (x) => x * x * x;

/** x^n for whole n >= 0, by squaring. Accuracy: 1e-14 (n <= 64) */
const power = (x, n) => { let p = 1; for (; n > 0; n >>= 1, x *= x) if (n & 1) p *= x; return p; };

/** The real nth root: of a negative number for odd n. Accuracy: 2e-14 (at 1e300; the exponent 1/n is rounded), 1e-15 near 1 */
const realRoot = (x, n) => (n === 3 ? Math.cbrt(x) : x < 0 && n % 2 !== 0 ? -Math.pow(-x, 1 / n) : Math.pow(x, 1 / n));

/** 1 / cos x. Accuracy: 5e-16 */
const sec = (x) => 1 / Math.cos(x);

/** 1 / sin x. Accuracy: 5e-16 */
const csc = (x) => 1 / Math.sin(x);

/** 1 / tan x. Accuracy: 5e-16 */
const cot = (x) => 1 / Math.tan(x);

/** sin(x) / x, 1 at 0: not normalised, as SymPy's. Accuracy: 5e-16 */
const sinc = (x) => (x === 0 ? 1 : Math.sin(x) / x);

/** Inverse of sec, [0, pi]; NaN inside (-1, 1). The product of roots keeps the digits near 1. Accuracy: 1e-15 */
const asec = (x) => {
  const a = Math.abs(x);
  const angle = a === Infinity ? Math.PI / 2 : Math.atan(Math.sqrt(a - 1) * Math.sqrt(a + 1));
  return x < 0 ? Math.PI - angle : angle;
};

/** Inverse of csc, [-pi/2, pi/2]; NaN inside (-1, 1). Accuracy: 1e-15 */
const acsc = (x) => {
  const a = Math.abs(x);
  return Math.sign(x) * Math.atan(1 / (Math.sqrt(a - 1) * Math.sqrt(a + 1)));
};

/** Inverse of cot, odd, pi/2 at 0: SymPy's branch. Accuracy: 1e-15 */
const acot = (x) => (x === 0 ? Math.PI / 2 : Math.atan(1 / x));

/** 1 / cosh x. Accuracy: 1e-15 */
const sech = (x) => 1 / Math.cosh(x);

/** 1 / sinh x. Accuracy: 1e-15 */
const csch = (x) => 1 / Math.sinh(x);

/** 1 / tanh x. Accuracy: 1e-15 */
const coth = (x) => 1 / Math.tanh(x);

/** Inverse of sech on (0, 1]: acosh y = 2 asinh sqrt((y - 1) / 2) keeps the digits near 1. Accuracy: 1e-15 */
const asech = (x) => (x < 1e-150 ? (x < 0 ? NaN : Math.LN2 - Math.log(x)) : 2 * Math.asinh(Math.sqrt((1 - x) / (2 * x))));

/** Inverse of csch. Accuracy: 1e-15 */
const acsch = (x) => (Math.abs(x) < 1e-150 ? Math.sign(x) * (Math.LN2 - Math.log(Math.abs(x))) : Math.asinh(1 / x));

/** Inverse of coth; NaN inside (-1, 1). Accuracy: 1e-15 */
const acoth = (x) => (x < 0 ? -0.5 : 0.5) * Math.log1p(2 / (Math.abs(x) - 1));

/** x - floor x. Accuracy: exact for x >= 0 */
const frac = (x) => x - Math.floor(x);

/** The remainder with the sign of y, as Python's % and SymPy's Mod. Accuracy: 3e-16 */
const mod = (x, y) => { const r = x % y; return r !== 0 && r < 0 !== y < 0 ? r + y : r; };

/** The unit step; `half` is its value at 0. Accuracy: exact */
const heaviside = (x, half) => (x > 0 ? 1 : x < 0 ? 0 : x === 0 ? half : NaN);

/** n points from low to high, both there. Accuracy: 5e-16 */
const linspace = (low, high, n) => {
  const x = new Float64Array(n), step = (high - low) / (n - 1);
  for (let i = 0; i < n; i++) x[i] = low + i * step;
  x[n - 1] = high;
  return x;
};

/** n points from low to high in equal ratios. Accuracy: 1e-14 */
const logspace = (low, high, n) => {
  const x = linspace(Math.log(low), Math.log(high), n);
  for (let i = 0; i < n; i++) x[i] = Math.exp(x[i]);
  return x;
};

/** Base64 of little-endian 32-bit floats -> Float32Array, without atob. Accuracy: exact */
const floats = (base64) => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", digit = new Uint8Array(128);
  for (let i = 0; i < 64; i++) digit[alphabet.charCodeAt(i)] = i;
  const text = base64.replace(/={1,2}$/, ""), bytes = new Uint8Array(Math.floor(text.length * 3 / 4));
  for (let i = 0, held = 0, at = 0; i < text.length; i++) {
    held = (held << 6 | digit[text.charCodeAt(i)]) & 0xffffff;
    if (i % 4 > 0) bytes[at++] = held >> 6 - 2 * (i % 4);
  }
  const view = new DataView(bytes.buffer), out = new Float32Array(Math.floor(bytes.length / 4));
  for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
  return out;
};

/** c[0] + c[1] x + c[2] x^2 + ... (Horner). A shared piece. */
const polynomial = (c, x) => { let sum = 0; for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i]; return sum; };

/** sin(pi x), reduced before the multiplication, so that it is right beside whole x. A shared piece. */
const sinPi = (x) => {
  const r = x - 2 * Math.round(x / 2);
  return Math.sin(Math.PI * (Math.abs(r) > 0.5 ? Math.sign(r) - r : r));
};

/** exp(-x^2) without the error of squaring a large x (the upper half of x squares exactly). A shared piece. */
const gauss = (x) => { const h = Math.fround(x); return Math.abs(x) > 40 ? 0 : Math.exp(-h * h) * Math.exp((h - x) * (h + x)); };

/** Is n a whole number >= 0 (of a size that a loop can count to)? A shared piece. */
const isOrder = (n) => n >= 0 && n < 1e6 && Math.floor(n) === n;

// --------------------------------------------------------------------------------------------------- gamma and its relatives

/** 1 / gamma(1 + x) - 1 for |x| <= 1/2: the Taylor series, DLMF 5.7.1 (coefficients computed with mpmath). A shared piece. */
const reciprocalGamma = (x) => x * polynomial([
  0.57721566490153286, -0.65587807152025388, -0.042002635034095236, 0.16653861138229149, -0.042197734555544337,
  -0.0096219715278769736, 0.0072189432466630995, -0.0011651675918590651, -2.1524167411495097e-4, 1.2805028238811619e-4,
  -2.0134854780788239e-5, -1.2504934821426707e-6, 1.133027231981696e-6, -2.0563384169776071e-7, 6.1160951044814158e-9,
  5.0020076444692229e-9, -1.1812745704870201e-9, 1.0434267116911005e-10, 7.782263439905071e-12, -3.6968056186422057e-12,
], x);

/** log gamma(x) = (x - 1/2) log x - x + log(2 pi) / 2 + stirling(x): the tail for x >= 12, DLMF 5.11.1. A shared piece. */
const stirling = (x) => polynomial([1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156], 1 / (x * x)) / x;

/**
 * The gamma function. Steps to |x| <= 1/2 and the series of 1 / gamma (DLMF 5.7.1), from 15 on Stirling's formula with its power
 * taken in two halves, so that it neither overflows nor magnifies an error; far below zero the reflection formula (DLMF 5.5.3).
 * At 0 infinite with the sign of the zero, at the other poles NaN, as SciPy. Accuracy: 2e-15
 */
const gamma = (x) => {
  if (x > 171.7) return Infinity;
  if (x >= 15) {
    const root = Math.pow(x, 0.5 * x - 0.25);
    return root * Math.exp(-x) * root * Math.sqrt(2 * Math.PI) * Math.exp(stirling(x));
  }
  if (x < 0 && Math.floor(x) === x) return NaN;
  if (x < -20) return -Math.PI / (x * sinPi(x) * gamma(-x));
  let up = 1, down = 1;
  for (; x > 1.5; up *= x) x -= 1;
  for (; x < -0.5; x += 1) down *= x;
  return x > 0.5 ? up / (1 + reciprocalGamma(x - 1)) : 1 / (down * x * (1 + reciprocalGamma(x)));
};

/** log gamma(x) for x > 0 (below, SymPy's is complex: NaN). Keeps its digits at the zeros 1 and 2. Accuracy: 5e-15 */
const loggamma = (x) => {
  if (x < 0) return NaN;
  if (x < 0.5) return -Math.log(x) - Math.log1p(reciprocalGamma(x));
  if (x <= 1.5) return -Math.log1p(reciprocalGamma(x - 1));
  if (x <= 2.5) return Math.log1p(x - 2) - Math.log1p(reciprocalGamma(x - 2));
  if (x < 15) return Math.log(gamma(x));
  return x > 1e300 ? x * (Math.log(x) - 1) : (x - 0.5) * Math.log(x) - x + 0.91893853320467274 + stirling(x);
};

/** x!, of any real x: gamma(x + 1); whole x exactly up to 22. NaN at negative whole numbers. Accuracy: 2e-15 */
const factorial = (x) => {
  if (!isOrder(x) || x > 170) return gamma(x + 1);
  let product = 1;
  for (let k = 2; k <= x; k++) product *= k;
  return product;
};

/** x!! of whole x (of negative odd ones too: (-1)!! = 1, (-3)!! = -1); otherwise NaN. Accuracy: 3e-15 */
const factorial2 = (x) => {
  if (Math.floor(x) !== x || x < 0 && x % 2 === 0) return NaN;
  if (Math.abs(x) > 302) return x > 0 ? Infinity : 0;
  let product = 1;
  for (let k = x; k > 1; k -= 2) product *= k;
  for (let k = x + 2; k < 0; k += 2) product /= k;
  return product;
};

/** Rising factorial (Pochhammer) x (x + 1) ... (x + k - 1); k < 0: 1 / ((x - 1) ... (x + k)). Real k: gamma. Accuracy: 5e-15 */
const risingFactorial = (x, k) => {
  if (Math.floor(k) !== k || Math.abs(k) > 1e4) return gamma(x + k) / gamma(x);
  let product = 1;
  for (let j = 0; j < k; j++) product *= x + j;
  for (let j = 1; j <= -k; j++) product /= x - j;
  return product;
};

/** Falling factorial x (x - 1) ... (x - k + 1); k < 0: 1 / ((x + 1) ... (x - k)). Real k: gamma. Accuracy: 5e-15 */
const fallingFactorial = (x, k) => (Math.floor(k) === k ? (k % 2 ? -1 : 1) * risingFactorial(-x, k) : gamma(x + 1) / gamma(x - k + 1));

/**
 * gamma(a) gamma(b) / gamma(a + b), DLMF 5.12.1; for large arguments by Stirling's formula, with the logarithms of ratios only,
 * so that nothing overflows. Accuracy: 5e-14
 */
const beta = (a, b) => {
  if (a < b) [a, b] = [b, a];
  if (a + b <= 0 && Math.floor(a + b) === a + b && Math.floor(a) !== a) return 0;
  if (a < 15 || a + b < 15) return gamma(a) / gamma(a + b) * gamma(b);
  if (b < 15) {
    const tail = stirling(a) - stirling(a + b) + b - (a - 0.5) * Math.log1p(b / a);
    return Math.exp(tail) * Math.pow(a + b, -b) * gamma(b);
  }
  const tail = Math.exp(stirling(a) + stirling(b) - stirling(a + b)) * Math.sqrt(2 * Math.PI * (1 / a + 1 / b));
  return tail * Math.exp(-a * Math.log1p(b / a)) * Math.pow(b / (a + b), b);
};

/** n over k, real n. Whole k: a product (exact as long as doubles are); else gamma's. 0 for whole k < 0. Accuracy: 5e-14 */
const binomial = (n, k) => {
  if (Math.floor(k) !== k) return n - k < 0 && Math.floor(n - k) === n - k ? 0 : 1 / ((n + 1) * beta(n - k + 1, k + 1));
  if (n === k) return 1;
  if (Math.floor(n) === n && n >= 0 && k > n / 2) k = n - k;
  if (k < 0) return 0;
  if (k > 2000) return Math.exp(loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1));
  let product = 1;
  for (let j = 0; j < k; j++) product = Math.abs(product) < 1e290 ? product * (n - j) / (j + 1) : product * ((n - j) / (j + 1));
  return product;
};

/**
 * The derivative of log gamma. Reflection (DLMF 5.5.4), steps up to 12, then the asymptotic series DLMF 5.11.2.
 * Accuracy: 5e-15 of |digamma| or 1, whichever is larger
 */
const digamma = (x) => {
  if (x <= 0 && Math.floor(x) === x) return x === 0 ? -1 / x : NaN;
  if (x < -12) return digamma(1 - x) - Math.PI * (sinPi(x + 0.5) / sinPi(x));
  let sum = 0;
  for (; x < 12; x += 1) sum -= 1 / x;
  const z = 1 / (x * x);
  return sum + (Math.log(x) - 0.5 / x - z * polynomial([1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12], z));
};

/** Hurwitz zeta, the sum of (a + k)^-s: Euler-Maclaurin from a + k >= 12 + s / 2, DLMF 2.10.1. For s > -2. A shared piece. */
const hurwitz = (s, a) => {
  let sum = 0, tail = 0, k = s;
  for (; a < 12 + s / 2; a += 1) sum += Math.pow(a, -s);
  let factor = s / a;
  for (const b of [
    1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600, -3617 / 10670622842880000,
    43867 / 5109094217170944000, -174611 / 802857662698291200000,
  ]) {
    tail += b * factor;
    factor *= (k + 1) / a * ((k + 2) / a);
    k += 2;
  }
  return sum + Math.pow(a, -s) * (a / (s - 1) + 0.5 + tail);
};

/** The derivative number n of digamma: (-1)^(n + 1) n! hurwitz(n + 1, x), DLMF 25.11.12. Accuracy: 5e-15 (x > -30, n <= 20) */
const polygamma = (n, x) => {
  if (n === 0) return digamma(x);
  if (!isOrder(n) || n > 150 || x < -1e4) return NaN;
  if (x <= 0 && Math.floor(x) === x) return n % 2 ? Infinity : x === 0 ? -1 / x : NaN;
  return (n % 2 ? 1 : -1) * factorial(n) * hurwitz(n + 1, x);
};

/** Riemann's zeta for s real: Euler-Maclaurin, and the functional equation DLMF 25.4.2 for s < 0. Pole at 1. Accuracy: 1e-14 */
const zeta = (s) => {
  if (s === 1) return Infinity;
  if (s > -1) return s > 60 ? 1 : hurwitz(s, 1);
  return s % 2 === 0 ? 0 : 2 * Math.pow(2 * Math.PI, s - 1) * sinPi(s / 2) * gamma(1 - s) * hurwitz(1 - s, 1);
};

// ------------------------------------------------------------------------------------------------------------ error functions

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

// ------------------------------------------------------------------------------------------------------ exponential integrals

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

// ----------------------------------------------------------------------------------------------------------- Bessel functions

/** (x/2)^n / gamma(n + 1) times the sum of (sign x^2 / 4)^k / (k! (n + 1)_k): DLMF 10.2.2, 10.25.2; n >= 0. A shared piece. */
const besselSeries = (n, x, sign) => {
  const z = sign * x * x / 4, rest = n % 1;
  let first = rest ? Math.pow(x / 2, rest) / gamma(1 + rest) : 1, sum = 1, term = 1;
  for (let k = 1 + rest; k <= n; k++) first *= x / 2 / k;
  for (let k = 1; k < 2000 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) sum += term *= z / (k * (n + k));
  return first * sum;
};

/**
 * [J_0, J_1, Y_0, Y_1] at x >= 2. From 25 on Hankel's expansion (DLMF 10.17.3 and 10.17.4), with sines and cosines of x itself;
 * below, J downwards by the recurrence, normalised by 1 = J_0 + 2 J_2 + 2 J_4 + ... (Miller's algorithm, DLMF 3.6(iii)), and
 * Neumann's series of Y_0 (Abramowitz and Stegun 9.1.89) and of its derivative over the same J. A shared piece.
 */
const besselPairs = (x) => {
  if (x >= 25) {
    const out = [];
    const c = Math.cos(x), s = Math.sin(x), scale = Math.sqrt(1 / (Math.PI * x));
    for (const mu of [0, 4]) {
      let p = 1, q = 0;
      for (let k = 1, term = 1; k < 40 && Math.abs(term) > 1e-18; k++) {
        term *= (mu - (2 * k - 1) * (2 * k - 1)) / (8 * k * x);
        if (k & 1) q += k & 2 ? -term : term;
        else p += k & 2 ? -term : term;
      }
      out.push(mu ? scale * (p * (s - c) + q * (s + c)) : scale * (p * (c + s) - q * (s - c)));
      out.push(mu ? scale * (q * (s - c) - p * (s + c)) : scale * (p * (s - c) + q * (c + s)));
    }
    return [out[0], out[2], out[1], out[3]];
  }
  let above = 0, here = 1e-280, sum = 0, y0 = 0, y1 = 0;
  for (let k = 2 * Math.ceil(x / 2 + 12 + Math.sqrt(5 * x)); k > 0; k--) {
    const below = 2 * k / x * here - above;
    if (k % 2 === 0) {
      const sign = k % 4 ? -2 / k : 2 / k;
      sum += 2 * here;
      y0 += sign * here;
      y1 += sign * (below - above);
    }
    above = here;
    here = below;
  }
  sum += here;
  const j0 = here / sum, j1 = above / sum, log = Math.log(x / 2) + 0.57721566490153286;
  return [j0, j1, 2 / Math.PI * (log * j0 - 2 * y0 / sum), 2 / Math.PI * (log * j1 - j0 / x + y1 / sum)];
};

/** J_n(x) for n > x > 0, n whole or whole and a half: recurrence downwards from a far order (Miller). A shared piece. */
const besselMiller = (n, x) => {
  const half = n % 1;
  let above = 0, here = 1e-280, sum = 0, found = 0;
  for (let k = 2 * Math.ceil((n + 10 + Math.sqrt(80 * n)) / 2) + half; k > 0.6; k--) {
    const below = 2 * k / x * here - above;
    if (k === n) found = here;
    if (!half && k % 2 === 0) sum += 2 * here;
    above = here;
    here = below;
    if (Math.abs(here) > 1e200) [above, here, sum, found] = [above * 1e-200, here * 1e-200, sum * 1e-200, found * 1e-200];
  }
  if (!half) return found / (sum + here);
  // here ~ J_1/2, above ~ J_3/2; the larger of the two known ones sets the size.
  const scale = Math.sqrt(2 / (Math.PI * x)), j0 = scale * Math.sin(x), j1 = scale * (Math.sin(x) / x - Math.cos(x));
  return Math.abs(j0) > Math.abs(j1) ? found / here * j0 : found / above * j1;
};

/** The recurrence f_(k + 1) = (2 k / x) f_k - f_(k - 1) upwards from orders k - 1 and k to n. A shared piece. */
const besselUp = (n, x, k, below, here) => {
  for (; k < n - 0.1 && Math.abs(here) < Infinity; k++) [below, here] = [here, 2 * k / x * here - below];
  return k > n + 0.5 ? below : here;
};

/**
 * J_n(x), n whole or a whole and a half (otherwise NaN), of negative x for whole n. The series where it does not cancel, the
 * recurrence downwards for n > x, else upwards from orders 0 and 1 (or 1/2 and 3/2: DLMF 10.16.1). Accuracy: 1e-14 (|n| <= 60)
 */
const besselj = (n, x) => {
  const whole = Math.floor(n) === n;
  if (!whole && Math.floor(2 * n) !== 2 * n || Math.abs(n) > 1e5) return NaN;
  if (n < 0) return whole ? (n % 2 ? -1 : 1) * besselj(-n, x) : (Math.floor(-n) % 2 ? 1 : -1) * bessely(-n, x);
  if (x < 0) return whole ? (n % 2 ? -1 : 1) * besselj(n, -x) : NaN;
  if (!(x < Infinity)) return x > 0 ? 0 : NaN;
  if (x * x < 4 * (n + 1)) return besselSeries(n, x, -1);
  if (n > x) return besselMiller(n, x);
  if (whole) {
    const [j0, j1] = besselPairs(x);
    return besselUp(n, x, 1, j0, j1);
  }
  const scale = Math.sqrt(2 / (Math.PI * x));
  return besselUp(n, x, 1.5, scale * Math.sin(x), scale * (Math.sin(x) / x - Math.cos(x)));
};

/**
 * Y_n(x), n as for besselj, x > 0 (at 0 infinite, below NaN): upwards from orders 0 and 1, below 2 by the series DLMF 10.8.2 for
 * Y_0 and its derivative. Accuracy: 1e-14 (|n| <= 60)
 */
const bessely = (n, x) => {
  const whole = Math.floor(n) === n;
  if (!whole && Math.floor(2 * n) !== 2 * n || Math.abs(n) > 1e5 || !(x >= 0)) return NaN;
  if (n < 0) return whole ? (n % 2 ? -1 : 1) * bessely(-n, x) : (Math.floor(-n) % 2 ? -1 : 1) * besselj(-n, x);
  if (x === 0) return -Infinity;
  if (x === Infinity) return 0;
  if (!whole) {
    const scale = Math.sqrt(2 / (Math.PI * x));
    return besselUp(n, x, 1.5, -scale * Math.cos(x), -scale * (Math.cos(x) / x + Math.sin(x)));
  }
  if (x >= 2) {
    const [, , y0, y1] = besselPairs(x);
    return besselUp(n, x, 1, y0, y1);
  }
  const z = x * x / 4, log = Math.log(x / 2) + 0.57721566490153286;
  let y0 = 0, y1 = 0;
  for (let k = 1, term = -1, sum = 0; k < 25; k++) {
    sum += 1 / k;
    term *= -z / (k * k);
    y0 += term * sum;
    y1 -= 2 * k * term * sum;
  }
  const j0 = besselSeries(0, x, -1), j1 = besselSeries(1, x, -1);
  return besselUp(n, x, 1, 2 / Math.PI * (log * j0 + y0), 2 / Math.PI * (log * j1 - j0 / x + y1 / x));
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

/** Spherical j_n(x) = sqrt(pi / (2 x)) J_(n + 1/2)(x), whole n (DLMF 10.47.3); of negative x too. Accuracy: 1e-14 (|n| <= 60) */
const sphericalj = (n, x) => {
  if (Math.floor(n) !== n) return NaN;
  if (x < 0) return (n % 2 ? -1 : 1) * sphericalj(n, -x);
  if (x < 1e-140 && n >= 0) return n ? 0 : 1;
  return Math.sqrt(Math.PI / (2 * x)) * besselj(n + 0.5, x);
};

/** Spherical y_n(x) = sqrt(pi / (2 x)) Y_(n + 1/2)(x), whole n (DLMF 10.47.4); of negative x too. Accuracy: 1e-14 (|n| <= 60) */
const sphericaly = (n, x) => {
  if (Math.floor(n) !== n) return NaN;
  return x < 0 ? (n % 2 ? 1 : -1) * sphericaly(n, -x) : Math.sqrt(Math.PI / (2 * x)) * bessely(n + 0.5, x);
};

// ----------------------------------------------------------------------------------------------------- orthogonal polynomials

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

// --------------------------------------------------------------------------------------------------------------------- others

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
