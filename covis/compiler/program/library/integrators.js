// What sources of numbers need of a program. Its text goes into documents as it is here, line by line.

/** The whole numbers from `first` to `last`, in an array of length n with not-a-number beyond the last. */
const count = (first, last, n) => { const x = new Float64Array(n); for (let i = 0; i < n; i++) x[i] = first + i <= last ? first + i : NaN; return x; };

/**
 * The states y and their rates d at the times t: classical Runge-Kutta of fourth order. A step that does not divide the spacing is
 * shortened, so that it lands on every point.
 */
const trajectory = (t, start, step, rates) => {
  const n = start.length, m = t.length, y = start.map(() => new Float64Array(m)), d = start.map(() => new Float64Array(m));
  const make = () => new Float64Array(n);
  const k1 = make(), k2 = make(), k3 = make(), k4 = make(), z = make();
  let now = Float64Array.from(start);
  for (let i = 0; i < m; i++) {
    if (i > 0) {
      const span = t[i] - t[i - 1], parts = step > 0 ? Math.max(1, Math.ceil(Math.abs(span) / step - 1e-6)) : 1, h = span / parts;
      for (let j = 0; j < parts; j++) {
        const at = t[i - 1] + j * h;
        rates(at, now, k1);
        for (let k = 0; k < n; k++) z[k] = now[k] + (h / 2) * k1[k];
        rates(at + h / 2, z, k2);
        for (let k = 0; k < n; k++) z[k] = now[k] + (h / 2) * k2[k];
        rates(at + h / 2, z, k3);
        for (let k = 0; k < n; k++) z[k] = now[k] + h * k3[k];
        rates(at + h, z, k4);
        for (let k = 0; k < n; k++) now[k] += (h / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]);
      }
    }
    rates(t[i], now, z);
    for (let k = 0; k < n; k++) { y[k][i] = now[k]; d[k][i] = z[k]; }
  }
  return { y, d };
};

/** The members of a sequence at the whole numbers `at`. */
const iterates = (at, start, step) => {
  const n = start.length, m = at.length, y = start.map(() => new Float64Array(m));
  let now = Float64Array.from(start), next = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    if (i > 0) { step(at[i - 1], now, next); [now, next] = [next, now]; }
    for (let k = 0; k < n; k++) y[k][i] = at[i] === at[i] ? now[k] : NaN;
  }
  return { y };
};

/** The member x of a sequence over the whole numbers k; nothing beside them. */
const member = (k, y, x) => y[x - k[0]] ?? NaN;

/** Cubic Hermite interpolation between two points of a trajectory; nothing outside. */
const interpolate = (t, y, d, x) => {
  if (!(x >= t[0] && x <= t[t.length - 1])) return NaN;
  let low = 0, high = t.length - 1;
  while (high - low > 1) { const middle = (low + high) >> 1; if (t[middle] <= x) low = middle; else high = middle; }
  const h = t[low + 1] - t[low], u = h ? (x - t[low]) / h : 0, v = 1 - u;
  return (1 + 2 * u) * v * v * y[low] + u * v * v * h * d[low] + u * u * (3 - 2 * u) * y[low + 1] - u * u * v * h * d[low + 1];
};
