// Special functions of a complex number x + i y, as [real, imaginary].

/**
 * log gamma(x + i y) as [re, im], continuous off the negative axis: steps upwards, then Stirling's series DLMF 5.11.1.
 * Accuracy: 1e-13 of |log gamma| or 1, whichever is larger (|x| and |y| <= 50)
 */
const complexLoggamma = (x, y) => {
  if (!(x > -1e4 && Math.abs(y) < 1e200)) return [NaN, NaN];
  if (y === 0 && x <= 0 && Math.floor(x) === x) return [Infinity, NaN];
  let re = 0, im = 0;
  for (; x < 0 || x * x + y * y < 225; x += 1) {
    re -= Math.log(Math.hypot(x, y));
    im -= Math.atan2(y, x);
  }
  const size = x * x + y * y, p = x / size, q = -y / size, a = p * p - q * q, b = 2 * p * q;
  let u = 0, v = 0;
  for (const c of [1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12]) [u, v] = [u * a - v * b + c, u * b + v * a];
  const log = Math.log(Math.hypot(x, y)), angle = Math.atan2(y, x);
  re += (x - 0.5) * log - y * angle - x + 0.91893853320467274 + u * p - v * q;
  return [re, im + (x - 0.5) * angle + y * log - y + u * q + v * p];
};

/** gamma(x + i y) as [re, im]. Accuracy: 1e-12 of |gamma| (|x| and |y| <= 50) */
const complexGamma = (x, y) => {
  const [re, im] = complexLoggamma(x, y), size = Math.exp(re);
  return [size * Math.cos(im), size * Math.sin(im)];
};

/**
 * digamma(x + i y) as [re, im]: steps upwards, then the series DLMF 5.11.2.
 * Accuracy: 1e-13 of |digamma| or 1, whichever is larger (|x| and |y| <= 50)
 */
const complexDigamma = (x, y) => {
  if (!(x > -1e4 && Math.abs(y) < 1e100)) return [NaN, NaN];
  let re = 0, im = 0;
  for (; x < 0 || x * x + y * y < 225; x += 1) {
    re -= x / (x * x + y * y);
    im += y / (x * x + y * y);
  }
  const size = x * x + y * y, p = x / size, q = -y / size, a = p * p - q * q, b = 2 * p * q;
  let u = 0, v = 0;
  for (const c of [1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12]) [u, v] = [u * a - v * b + c, u * b + v * a];
  return [re + Math.log(Math.hypot(x, y)) - p / 2 - (u * a - v * b), im + Math.atan2(y, x) - q / 2 - (u * b + v * a)];
};

/** [re, im] of the sum of (a + k)^-s with s = x + i y, a > 0, x > -1: Euler-Maclaurin, DLMF 2.10.1. A shared piece. */
const complexHurwitz = (x, y, a) => {
  let re = 0, im = 0;
  const add = (base, factor) => {
    const size = factor * Math.pow(base, -x), turn = -y * Math.log(base);
    re += size * Math.cos(turn);
    im += size * Math.sin(turn);
  };
  for (const last = 12 + Math.hypot(x, y); a < last; a += 1) add(a, 1);
  add(a, 0.5);
  // a^(1 - s) / (s - 1), then B_2k / (2k)! s (s + 1) ... a^(1 - s - 2k)
  const size = Math.pow(a, -x), turn = -y * Math.log(a), c = size * Math.cos(turn), d = size * Math.sin(turn);
  const below = (x - 1) * (x - 1) + y * y;
  let u = a * (x - 1) / below, v = -a * y / below, p = x / a, q = y / a, k = 0;
  for (const b of [
    1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600, -3617 / 10670622842880000,
    43867 / 5109094217170944000, -174611 / 802857662698291200000,
  ]) {
    u += b * p;
    v += b * q;
    for (let j = 0; j < 2; j++) {
      k += 1;
      [p, q] = [(p * (x + k) - q * y) / a, (p * y + q * (x + k)) / a];
    }
  }
  return [re + c * u - d * v, im + c * v + d * u];
};

/**
 * Riemann's zeta of x + i y as [re, im], |y| <= 1e4; for x < 0 by the functional equation DLMF 25.4.1.
 * Accuracy: 1e-12 of |zeta| or 1, whichever is larger (-5 <= x <= 5, |y| <= 100)
 */
const complexZeta = (x, y) => {
  if (!(Math.abs(y) <= 1e4 && Math.abs(x) < 300)) return [x >= 300 ? 1 : NaN, x >= 300 ? 0 : NaN];
  if (x >= 0) return complexHurwitz(x, y, 1);
  // 2 (2 pi)^(s - 1) sin(pi s / 2) gamma(1 - s) zeta(1 - s); the sine with exp(pi |y| / 2) taken out.
  const [p, q] = complexHurwitz(1 - x, -y, 1), [g, h] = complexLoggamma(1 - x, -y), t = Math.PI * Math.abs(y) / 2;
  const even = (1 + Math.exp(-2 * t)) / 2, odd = Math.sign(y) * -Math.expm1(-2 * t) / 2;
  const u = sinPi(x / 2) * even, v = sinPi(x / 2 + 0.5) * odd, log = Math.log(2 * Math.PI);
  const size = 2 * Math.exp((x - 1) * log + g + t), turn = y * log + h, c = size * Math.cos(turn), d = size * Math.sin(turn);
  const re = u * p - v * q, im = u * q + v * p;
  return [c * re - d * im, c * im + d * re];
};

/** The spherical harmonic Y_n^m(theta, phi) as [re, im], DLMF 14.30.1, whole n and m. Accuracy: 1e-13 (n <= 60) */
const harmonic = (n, m, theta, phi) => {
  const size = sphericalLegendre(n, m, theta);
  return [size * Math.cos(m * phi), size * Math.sin(m * phi)];
};
