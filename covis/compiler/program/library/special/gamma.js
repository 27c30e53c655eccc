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
