/** zeta(s), zeta(s - 1), ... zeta(s - 89): the sizes of polylog's series, kept while s is the same. A shared piece. */
const polylogZetas = (() => {
  let of = NaN, list = [];
  return (s) => {
    if (s !== of) [of, list] = [s, Array.from({ length: 90 }, (_, k) => zeta(s - k))];
    return list;
  };
})();

/**
 * Li_s(x + i y) as [re, im], s real: the series DLMF 25.12.10 up to |z| = 1/2, else that in powers of log z (DLMF 25.12.12, for whole
 * s > 0 with a logarithm), up to |log z| = 4.4; NaN beyond. On the cut z > 1 the value is that from below, as in mpmath.
 * Accuracy: 1e-12 (0 <= s <= 20, and s not within 0.01 of a whole number without being one; |z| <= 1)
 */
const complexPolylog = (s, x, y) => {
  const size = Math.hypot(x, y);
  let re = 0, im = 0;
  if (size <= 0.5) {
    let p = 1, q = 0;
    for (let k = 1; k < 1000; k++) {
      [p, q] = [p * x - q * y, p * y + q * x];
      const weight = Math.pow(k, -s);
      re += p * weight;
      im += q * weight;
      if ((Math.abs(p) + Math.abs(q)) * weight < 1e-18 * (Math.abs(re) + Math.abs(im)) && k > -s || p === 0 && q === 0) break;
    }
    return [re, im];
  }
  const u = Math.log(size), v = Math.atan2(y, x), reach = Math.hypot(u, v);
  if (!(reach < 4.4 && Math.abs(s) < 60)) return [NaN, NaN];
  if (reach === 0) return [s > 1 ? zeta(s) : Infinity, 0];
  const sizes = polylogZetas(s), whole = s > 0 && Math.floor(s) === s;
  let p = 1, q = 0;
  for (let k = 0; k < 90; k++) {
    if (!whole || k !== s - 1) {
      re += p * sizes[k];
      im += q * sizes[k];
    } else {
      let sum = -Math.log(reach);
      for (let j = 1; j < s; j++) sum += 1 / j;
      const turn = -Math.atan2(0 - v, -u);
      re += p * sum - q * turn;
      im += p * turn + q * sum;
    }
    [p, q] = [(p * u - q * v) / (k + 1), (p * v + q * u) / (k + 1)];
  }
  if (whole) return [re, im];
  const scale = gamma(1 - s) * Math.pow(reach, s - 1), turn = (s - 1) * Math.atan2(0 - v, -u);
  return [re + scale * Math.cos(turn), im + scale * Math.sin(turn)];
};

/**
 * -Li_s(-exp(m)), m > 2.4, the Fermi-Dirac integral DLMF 25.12.11. For whole s by inversion, for other s > 0 beyond 38 by Sommerfeld's
 * expansion: the sum of 2 eta(k) m^(s - k) / gamma(s - k + 1) over even k, which ends for whole s. Else the trapezoidal rule for
 * t = exp(u - exp(-u)), with a step that suits the pole at m + i pi. A shared piece.
 */
const fermiDirac = (s, m) => {
  const whole = Math.floor(s) === s;
  let sum = 0;
  if (!whole && m <= 38) {
    const h = Math.min(0.05, 0.17 * Math.atan(Math.PI / m)), last = Math.log(m + 45 + 4 * s);
    for (let u = -Math.log(4 + 45 / s); u < last; u += h) {
      const t = Math.exp(u - Math.exp(-u));
      sum += Math.pow(t, s) * (1 + Math.exp(-u)) / (1 + Math.exp(t - m));
    }
    return h * sum / gamma(s);
  }
  let term = s < 0 ? 0 : Math.pow(m, s) / gamma(s + 1), eta = 0.5;
  for (let k = 0; term !== 0 && k < 38 + Math.abs(s); k += 2) {
    sum += 2 * eta * term;
    term *= (s - k) * (s - k - 1) / (m * m);
    eta = -Math.expm1(-(k + 1) * Math.LN2) * zeta(k + 2);
  }
  return whole ? sum + (s % 2 ? -1 : 1) * complexPolylog(s, -Math.exp(-m), 0)[0] : sum;
};

/**
 * Li_s(z), s and z real, z <= 1 (NaN above, where it is complex): the series in z or in log z (DLMF 25.12.10, 25.12.12); far below
 * zero by inversion for whole s, by the integral DLMF 25.12.11 or Sommerfeld's expansion for other s > 0.
 * Accuracy: 1e-12 (-10 <= s <= 20, and s not within 0.01 of a whole number without being one; z >= -20 for s < 0)
 */
const polylog = (s, z) => {
  if (!(z <= 1)) return NaN;
  if (z >= -12) return complexPolylog(s, z, 0)[0];
  return s > 0 || Math.floor(s) === s ? -fermiDirac(s, Math.log(-z)) : complexPolylog(s, z, 0)[0];
};
