/** Fill two points beyond an end of a line of a grid, outwards from u[b] by -d: mirrored, else by the cubic through four. A shared piece. */
const gridEnd = (u, b, d, free) => {
  for (let k = 1; k <= 2; k++) {
    const at = b - k * d;
    u[at] = free ? u[b + k * d] : 4 * (u[at + d] + u[at + 3 * d]) - 6 * u[at + 2 * d] - u[at + 4 * d];
  }
};

/** Fill the padding of a line of n points from u[b] by d. Ends: 0 fixed, 1 free, 2 periodic, 3 open, 4 and 5 cells. A shared piece. */
const gridLine = (u, b, d, n, low, high) => {
  if (low === 4) {
    u[b - d] = u[b + (n - 1) * d]; u[b - 2 * d] = u[b + (n - 2) * d]; u[b + n * d] = u[b]; u[b + (n + 1) * d] = u[b + d];
  } else if (low === 5) {
    u[b - d] = u[b - 2 * d] = u[b + n * d] = u[b + (n + 1) * d] = 0;
  } else if (low === 2) {
    u[b + (n - 1) * d] = u[b]; u[b - d] = u[b + (n - 2) * d]; u[b - 2 * d] = u[b + (n - 3) * d];
    u[b + n * d] = u[b + d]; u[b + (n + 1) * d] = u[b + 2 * d];
  } else {
    gridEnd(u, b, d, low === 1); gridEnd(u, b + (n - 1) * d, -d, high === 1);
  }
};

/** A bound of the spectral radius of an n x n matrix without negative entries: the root of the norm of its 256th power. A shared piece. */
const gridRadius = (matrix, n) => {
  let raised = matrix, log = 0;
  const norm = () => {
    let most = 0;
    for (let i = 0; i < n; i++) { let sum = 0; for (let j = 0; j < n; j++) sum += raised[i * n + j]; most = Math.max(most, sum); }
    return most;
  };
  for (let pass = 0; pass < 8; pass++) {
    const size = norm() || 1, next = new Float64Array(n * n);
    log = 2 * (log + Math.log(size));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) next[i * n + j] += raised[i * n + k] / size * (raised[k * n + j] / size);
    raised = next;
  }
  return Math.exp((log + Math.log(norm())) / 256);
};

/** Lagrange's weights of the four points of a grid of n around a place, and the first of them; null outside. A shared piece. */
const gridWeights = (place, n) => {
  const near = Math.round(place), whole = Math.abs(place - near) <= 1e-9;
  if (!(place >= -1e-9 && place <= n - 1 + 1e-9)) return null;
  if (whole) return [near, 1];
  const first = Math.min(Math.max(Math.floor(place) - 1, 0), n - 4), u = place - first;
  return [first, (u - 1) * (u - 2) * (u - 3) / -6, u * (u - 2) * (u - 3) / 2, u * (u - 1) * (u - 3) / -2, u * (u - 1) * (u - 2) / 6];
};

/** The value of a padded grid at a place, in spacings from its first point: cubic between points, NaN outside. A shared piece. */
const gridRead = (g, u, across, down) => {
  if (g.cells && (Math.abs(across - Math.round(across)) > 1e-9 || (g.ny > 1 && Math.abs(down - Math.round(down)) > 1e-9))) return NaN;
  const x = gridWeights(across, g.nx), y = g.ny > 1 ? gridWeights(down, g.ny) : [-2, 1];
  if (!x || !y) return NaN;
  let sum = 0;
  for (let j = 1; j < y.length; j++) for (let i = 1; i < x.length; i++) sum += u[(y[0] + j + 1) * g.wide + x[0] + i + 1] * (y[j] * x[i]);
  return sum;
};

/** A grid of states over time, computed as far as it is asked for: classical Runge-Kutta with as many steps as are stable. A shared piece. */
const evolution = (g) => {
  const { t, nx, ny, states, ends, cells } = g, wide = nx + 4, size = wide * (ny > 1 ? ny + 4 : 1), all = states * size;
  g.wide = wide;
  const frames = [], make = () => new Float64Array(all);
  const fill = (u) => {
    for (let o = 0; o < all; o += size) {
      for (let row = 0; row < ny; row++) gridLine(u, o + (ny > 1 ? row + 2 : 0) * wide + 2, 1, nx, ends[0], ends[1]);
      if (ny > 1) for (let column = 0; column < wide; column++) gridLine(u, o + 2 * wide + column, wide, ny, ends[2], ends[3]);
    }
    return u;
  };
  const k1 = make(), k2 = make(), k3 = make(), k4 = make(), z = make(), gone = make().fill(NaN);
  let radius = NaN, last = NaN, blend = make();
  const steps = (at, u, span) => {
    if (!(g.steady && radius === radius)) radius = gridRadius(g.linearised(at, u), states);
    const parts = Math.max(1, Math.ceil(span * radius / g.stable - 1e-6), g.step > 0 ? Math.ceil(span / g.step - 1e-6) : 1);
    return parts <= g.most ? parts : NaN;
  };
  const next = (i) => {
    const before = frames[i], u = Float64Array.from(before), span = t[i + 1] - t[i];
    if (cells) { g.rates(t[i], before, u); return fill(u); }
    const parts = steps(t[i], u, span), h = span / parts;
    if (parts !== parts) return u.fill(NaN);
    for (let j = 0; j < parts; j++) {
      const at = t[i] + j * h;
      g.rates(at, fill(u), k1);
      for (let k = 0; k < all; k++) z[k] = u[k] + (h / 2) * k1[k];
      g.rates(at + h / 2, fill(z), k2);
      for (let k = 0; k < all; k++) z[k] = u[k] + (h / 2) * k2[k];
      g.rates(at + h / 2, fill(z), k3);
      for (let k = 0; k < all; k++) z[k] = u[k] + h * k3[k];
      g.rates(at + h, fill(z), k4);
      for (let k = 0; k < all; k++) u[k] += (h / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]);
    }
    return fill(u);
  };
  const frame = (i) => {
    if (!frames.length) { const u = make(); g.start(u); frames.push(fill(u)); }
    while (frames.length <= i) frames.push(next(frames.length - 1));
    return frames[i];
  };
  const at = (time) => {
    if (!(time >= t[0] && time <= t[t.length - 1])) return gone;
    let low = 0, high = t.length - 1;
    if (time === t[high]) return frame(high);
    while (high - low > 1) { const middle = (low + high) >> 1; if (t[middle] <= time) low = middle; else high = middle; }
    if (time === t[low] || cells) return frame(low);
    if (time !== last) {
      const b = frame(low + 1), a = frames[low], h = t[low + 1] - t[low], x = (time - t[low]) / h, y = 1 - x, da = make(), db = make();
      g.rates(t[low], a, da); g.rates(t[low + 1], b, db);
      const p = (1 + 2 * x) * y * y, q = x * y * y * h, r = x * x * (3 - 2 * x), s = x * x * y * h;
      blend = make();
      for (let k = 0; k < all; k++) blend[k] = p * a[k] + q * da[k] + r * b[k] - s * db[k];
      fill(blend); last = time;
    }
    return blend;
  };
  g.state = (time, k) => at(time).subarray(k * size, (k + 1) * size);
  g.derivative = (time, k, which) => {
    const u = g.state(time, k), d = new Float64Array(size);
    for (let row = 0; row < ny; row++) for (let i = 0, n = (ny > 1 ? row + 2 : 0) * wide + 2; i < nx; i++, n++) d[n] = g.differences[which](u, n);
    return d;
  };
  return g;
};
