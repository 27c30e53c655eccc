/**
 * A shared piece: what `make(c, s)` gives, made again only where one of the controls `names` has another value. A clock that moves nothing
 * in it costs nothing.
 */
const remembered = (names, make) => {
  let before = [NaN], made;
  return (c, s) => {
    if (made === undefined || names.some((name, k) => before[k] !== c[name])) {
      made = make(c, s);
      before = names.map((name) => c[name]);
    }
    return made;
  };
};

/** A shared piece: how many members an index has, whose array holds not-a-number beyond the last. */
const living = (numbers) => {
  let n = numbers.length;
  while (n > 0 && numbers[n - 1] !== numbers[n - 1]) n--;
  return n;
};

/**
 * A shared piece: the trajectories of m members, by the classical Runge-Kutta method as `trajectory` has it. `start` has an array for each
 * state; `rates(t, y, d)` fills such arrays. Gives y and d, for each state the rows of all members, one row a point of t.
 */
const ensemble = (t, m, start, step, rates) => {
  const make = () => start.map(() => new Float64Array(m)), rows = () => start.map(() => new Float64Array(t.length * m));
  const y = rows(), d = rows(), k1 = make(), k2 = make(), k3 = make(), k4 = make(), z = make(), now = start;
  const ahead = (h, rate) => {
    for (let a = 0; a < z.length; a++) {
      const to = z[a], from = now[a], by = rate[a];
      for (let i = 0; i < m; i++) to[i] = from[i] + h * by[i];
    }
  };
  const advance = (h) => {
    for (let a = 0; a < z.length; a++) {
      const to = now[a], w1 = k1[a], w2 = k2[a], w3 = k3[a], w4 = k4[a];
      for (let i = 0; i < m; i++) to[i] += (h / 6) * (w1[i] + 2 * w2[i] + 2 * w3[i] + w4[i]);
    }
  };
  for (let row = 0; row < t.length; row++) {
    if (row > 0) {
      const span = t[row] - t[row - 1], parts = step > 0 ? Math.max(1, Math.ceil(Math.abs(span) / step - 1e-6)) : 1, h = span / parts;
      for (let j = 0; j < parts; j++) {
        const at = t[row - 1] + j * h;
        if (j > 0) rates(at, now, k1);
        ahead(h / 2, k1);
        rates(at + h / 2, z, k2);
        ahead(h / 2, k2);
        rates(at + h / 2, z, k3);
        ahead(h, k3);
        rates(at + h, z, k4);
        advance(h);
      }
    }
    rates(t[row], now, k1);
    for (let a = 0; a < z.length; a++) {
      y[a].set(now[a], row * m);
      d[a].set(k1[a], row * m);
    }
  }
  return { y, d };
};

/**
 * A shared piece: the sequences of m members over the whole numbers `at`, laid out as those of `ensemble`. `step(n, y, next, row)` goes
 * from the member n of a sequence, which is in this row, to the next one.
 */
const ensembleIterates = (at, m, start, step) => {
  const y = start.map(() => new Float64Array(at.length * m).fill(NaN));
  let now = start, next = start.map((first) => Float64Array.from(first));
  for (let row = 0; row < at.length && at[row] === at[row]; row++) {
    if (row > 0) {
      step(at[row - 1], now, next, row - 1);
      [now, next] = [next, now];
    }
    for (let a = 0; a < y.length; a++) y[a].set(now[a], row * m);
  }
  return { y };
};

/**
 * A shared piece: the trajectories of members with these numbers, each with events of its own: `run(number)` gives one as `hybrid` does. y
 * and d are those of so many `states` as `ensemble` has them, `runs` what each member's run gave.
 */
const membersApart = (numbers, length, states, run) => {
  const m = numbers.length, rows = () => Array.from({ length: states }, () => new Float64Array(length * m).fill(NaN));
  const y = rows(), d = rows(), runs = Array.from(numbers, (number) => (number === number ? run(number) : null));
  runs.forEach((one, i) => {
    for (let a = 0; one && a < states; a++) {
      for (let row = 0; row < length; row++) {
        y[a][row * m + i] = one.y[a][row];
        d[a][row * m + i] = one.d[a][row];
      }
    }
  });
  return { y, d, runs };
};

/** A shared piece: a state of the member i, counted from 0, at a place x, by cubic Hermite interpolation between events. */
const memberEvents = (runs, state, i, x) => (runs[i] ? interpolate(runs[i].T, runs[i].Y[state], runs[i].D[state], x) : NaN);

/** A shared piece: the member i, counted from 0, of m in a row of y; not-a-number beside them. */
const memberAt = (y, row, m, i) => (i >= 0 && i < m && Number.isInteger(row) ? (y[row * m + i] ?? NaN) : NaN);

/** A shared piece: the member i of m at a place x between two rows, by cubic Hermite interpolation as `interpolate` has it. */
const memberBetween = (t, y, d, m, i, x) => {
  if (!(x >= t[0] && x <= t[t.length - 1] && i >= 0 && i < m)) return NaN;
  let low = 0, high = t.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= x) low = middle;
    else high = middle;
  }
  const h = t[low + 1] - t[low], u = h ? (x - t[low]) / h : 0, v = 1 - u, a = low * m + i, b = a + m;
  return (1 + 2 * u) * v * v * y[a] + u * v * v * h * d[a] + u * u * (3 - 2 * u) * y[b] - u * u * v * h * d[b];
};
