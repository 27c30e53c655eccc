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

/** Number k of a list, counted from 1, of which the first n are there; NaN beyond them. Accuracy: exact */
const nth = (k, n, list) => (k <= n ? (list[k - 1] ?? NaN) : NaN);
