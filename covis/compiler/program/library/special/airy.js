/**
 * [Ai, Ai', Bi, Bi'] at x, |x| >= 10: the expansions DLMF 9.7.5 to 9.7.12, with 2/3 |x|^(3/2) to twice the digits of a double, so that
 * neither an exponential nor a phase loses any. A shared piece.
 */
const airyFar = (x) => {
  const a = Math.abs(x), root = Math.sqrt(a), h = Math.fround(root), l = root - h, b = Math.fround(a), w = a * root;
  const rest = b * h - w + b * l + (a - b) * h + (a - b) * l + a * (a - h * h - l * (root + h)) / (2 * root);
  const z = w * 2 / 3, low = 2 / 3 * (w - z - z / 2 + rest), fourth = Math.sqrt(root);
  // u[0], v[0]: even terms with alternating signs; u[1], v[1]: odd ones; for x > 0 plain and alternating sums.
  const u = [1, 0], v = [1, 0];
  for (let k = 1, term = 1; k < 60 && Math.abs(term) > 1e-18; k++) {
    term *= (6 * k - 5) * (6 * k - 3) * (6 * k - 1) / (216 * k * (2 * k - 1) * z);
    const sign = x < 0 && k & 2 ? -1 : 1;
    u[k & 1] += sign * term;
    v[k & 1] += sign * term * (6 * k + 1) / (1 - 6 * k);
  }
  if (x > 0) {
    const down = Math.exp(-z) * (1 - low) / (2 * Math.sqrt(Math.PI)), up = Math.exp(z / 2) / Math.sqrt(Math.PI) * (1 + low) * Math.exp(z / 2);
    return [down / fourth * (u[0] - u[1]), -down * fourth * (v[0] - v[1]), up / fourth * (u[0] + u[1]), up * fourth * (v[0] + v[1])];
  }
  // The cosine and the sine of z + low - pi / 4, times sqrt(2).
  const c = Math.cos(z) - low * Math.sin(z), s = Math.sin(z) + low * Math.cos(z), scale = Math.sqrt(1 / (2 * Math.PI));
  const cosine = c + s, sine = s - c;
  return [
    scale / fourth * (cosine * u[0] + sine * u[1]), scale * fourth * (sine * v[0] - cosine * v[1]),
    scale / fourth * (cosine * u[1] - sine * u[0]), scale * fourth * (cosine * v[0] + sine * v[1]),
  ];
};

/**
 * [Ai, Ai', Bi, Bi'] at x: the Maclaurin series DLMF 9.4.1 to 9.4.4 up to 1, Bessel functions of orders 1/3 and 2/3 (DLMF 9.6) up to
 * 10, then the asymptotic expansions. A shared piece.
 */
const airy = (x) => {
  if (x > 200) return [0, 0, Infinity, Infinity];
  if (!(Math.abs(x) < 1e10)) return x === -Infinity ? [0, NaN, 0, NaN] : [NaN, NaN, NaN, NaN];
  if (Math.abs(x) >= 10) return airyFar(x);
  const a = Math.abs(x), z = a * Math.sqrt(a) * 2 / 3;
  if (a <= 1) {
    let f = 1, g = x, df = 0, dg = 1;
    for (let k = 0, t = 1, u = x; k < 36; k += 3) {
      df += t * x * x / (k + 2);
      dg += u * x * x / (k + 3);
      t *= x * x * x / ((k + 2) * (k + 3));
      u *= x * x * x / ((k + 3) * (k + 4));
      f += t;
      g += u;
    }
    const p = 0.35502805388781724, q = 0.25881940379280680, root = Math.sqrt(3);
    return [p * f - q * g, p * df - q * dg, root * (p * f + q * g), root * (p * df + q * dg)];
  }
  if (x > 0) {
    const third = besseli(1 / 3, z), k = besselk(1 / 3, z), thirds = besseli(2 / 3, z), l = besselk(2 / 3, z);
    const side = Math.sqrt(x / 3), slope = x / Math.sqrt(3), share = Math.sqrt(3) / Math.PI;
    return [side / Math.PI * k, -slope / Math.PI * l, side * (2 * third + share * k), slope * (2 * thirds + share * l)];
  }
  const j = besselj(1 / 3, z), y = bessely(1 / 3, z), i = besselj(2 / 3, z), o = bessely(2 / 3, z), half = Math.sqrt(3) / 2;
  // J_-n = cos(n pi) J_n - sin(n pi) Y_n
  const minus = 0.5 * j - half * y, minusTwo = -0.5 * i - half * o;
  return [
    Math.sqrt(a) / 3 * (j + minus), a / 3 * (i - minusTwo), Math.sqrt(a / 3) * (minus - j), a / Math.sqrt(3) * (minusTwo + i),
  ];
};

/** Ai(x), DLMF 9.2.2. Accuracy: 3e-14 */
const airyai = (x) => airy(x)[0];

/** The derivative of Ai. Accuracy: 3e-14 */
const airyaiprime = (x) => airy(x)[1];

/** Bi(x), DLMF 9.2.2. Accuracy: 3e-14 */
const airybi = (x) => airy(x)[2];

/** The derivative of Bi. Accuracy: 3e-14 */
const airybiprime = (x) => airy(x)[3];
