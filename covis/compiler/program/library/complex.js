// Functions of a complex number x + i y, as [real, imaginary]. On a branch cut the value is SymPy's: y = 0 counts as +0, and above 1
// the inverse sine, cosine and hyperbolic tangent take the side below. The inverse functions are W. Kahan's (Branch cuts for complex
// elementary functions, in The State of the Art in Numerical Analysis, 1987), which keep their digits beside the cuts.

/** |x + i y|. A shared piece. */
const complexAbs = (x, y) => {
  const size = Math.sqrt(x * x + y * y);
  return size > 1e-150 && size < 1e150 ? size : Math.hypot(x, y);
};

/** x, where y is within the rounding of terms of this size; else NaN, a gap. A shared piece. */
const complexReal = (x, y, size) => (Math.abs(y) <= 1e-12 * size ? x : NaN);

/** The square root with a real part >= 0. A shared piece. */
const complexSqrt = (x, y) => {
  if (y === 0) return x < 0 ? [0, Math.sqrt(-x)] : [Math.sqrt(x), 0];
  const large = Math.sqrt((complexAbs(x, y) + Math.abs(x)) / 2), little = Math.abs(y) / (2 * large);
  return x >= 0 ? [large, y < 0 ? -little : little] : [little, y < 0 ? -large : large];
};

/** The logarithm; near |z| = 1 without cancellation. A shared piece. */
const complexLog = (x, y) => {
  const size = complexAbs(x, y), more = Math.max(Math.abs(x), Math.abs(y)), less = Math.min(Math.abs(x), Math.abs(y));
  const near = size > 0.5 && size < 2;
  return [near ? 0.5 * Math.log1p((more - 1) * (more + 1) + less * less) : Math.log(size), Math.atan2(y + 0, x + 0)];
};

/** The exponential: real where y is 0, even where it overflows. A shared piece. */
const complexExp = (x, y) => {
  const size = Math.exp(x);
  return y === 0 ? [size, 0] : [size * Math.cos(y), size * Math.sin(y)];
};

/** 1 / (x + i y), by R. L. Smith's quotients where the squares would leave the doubles. A shared piece. */
const complexReciprocal = (x, y) => {
  if (y === 0) return [1 / x, 0];
  const size = x * x + y * y;
  if (size > 1e-290 && size < 1e290) return [x / size, -y / size];
  const wide = Math.abs(x) >= Math.abs(y), share = wide ? y / x : x / y, under = wide ? x + y * share : x * share + y;
  return wide ? [1 / under, -share / under] : [share / under, -1 / under];
};

/** (x + i y)^(p + i q), by exp(w log z). A shared piece. */
const complexPower = (x, y, p, q) => {
  if (x === 0 && y === 0) return p > 0 ? [0, 0] : p === 0 && q === 0 ? [1, 0] : [NaN, NaN];
  if (y === 0 && q === 0 && (x > 0 || Math.floor(p) === p)) return [Math.pow(x, p), 0];
  const [log, turn] = complexLog(x, y), size = Math.exp(p * log - q * turn), angle = p * turn + q * log;
  return [size * Math.cos(angle), size * Math.sin(angle)];
};

/** The tangent. A shared piece. */
const complexTan = (x, y) => {
  if (Math.abs(y) > 20) return [4 * Math.sin(x) * Math.cos(x) * Math.exp(-2 * Math.abs(y)), Math.sign(y)];
  const under = Math.cos(2 * x) + Math.cosh(2 * y);
  return [Math.sin(2 * x) / under, Math.sinh(2 * y) / under];
};

/** The hyperbolic tangent: -i tan(i z). A shared piece. */
const complexTanh = (x, y) => {
  const [a, b] = complexTan(-y, x);
  return [b, -a];
};

/** The inverse sine. A shared piece. */
const complexAsin = (x, y) => {
  const [a, b] = complexSqrt(1 - x, -y), [c, d] = complexSqrt(1 + x, y);
  return [Math.atan2(x, a * c - b * d), Math.asinh(a * d - b * c)];
};

/** The inverse cosine. A shared piece. */
const complexAcos = (x, y) => {
  const [a, b] = complexSqrt(1 - x, -y), [c, d] = complexSqrt(1 + x, y);
  return [2 * Math.atan2(a, c), Math.asinh(c * b - d * a)];
};

/** The inverse hyperbolic cosine. A shared piece. */
const complexAcosh = (x, y) => {
  const [a, b] = complexSqrt(x - 1, y), [c, d] = complexSqrt(x + 1, y);
  return [Math.asinh(a * c + b * d), 2 * Math.atan2(b, c)];
};

/** The inverse hyperbolic tangent. A shared piece. */
const complexAtanh = (x, y) => {
  const re = 0.25 * Math.log1p(4 * x / ((1 - x) * (1 - x) + y * y));
  if (y === 0) return [re, x > 1 ? -Math.PI / 2 : x < -1 ? Math.PI / 2 : 0];
  return [re, 0.5 * Math.atan2(2 * y, (1 - x) * (1 + x) - y * y)];
};

/** The inverse tangent: -i atanh(i z). A shared piece. */
const complexAtan = (x, y) => {
  const [a, b] = complexAtanh(-y, x);
  return [b, -a];
};

/** The inverse hyperbolic sine: -i asin(i z). A shared piece. */
const complexAsinh = (x, y) => {
  const [a, b] = complexAsin(-y, x);
  return [b, -a];
};
