/**
 * A shared piece: a trajectory with events, by the classical Runge-Kutta method as `trajectory` has it. covis/authoring/evaluate/dynamics/events.py
 * says what it does and does the same, operation by operation. `crossings(t, y, g)` gives the expressions that cross zero, an event is
 * [direction, terminal, then(t, y, next)]. Gives y and d at the points, and T, Y and D: the same with both sides of every event.
 */
const hybrid = (t, start, step, most, rates, crossings, events) => {
  const n = start.length, row = () => new Float64Array(n), rows = (make) => Array.from({ length: n }, make);
  const y = rows(() => new Float64Array(t.length)), d = rows(() => new Float64Array(t.length)), T = [], Y = rows(() => []), D = rows(() => []);
  const k1 = row(), k2 = row(), k3 = row(), k4 = row(), z = row(), slope = row(), full = row(), land = row(), probe = row();
  const g = new Float64Array(events.length), side = events.map(() => 0), times = events.map(() => 0), again = events.map(() => 0);
  const last = events.map(() => -Infinity);
  let y0 = Float64Array.from(start), now = t[0], left = 0, total = 0, ended = 0, fresh = true;
  const advance = (h, out) => {
    for (let k = 0; k < n; k++) z[k] = y0[k] + (h / 2) * k1[k];
    rates(now + h / 2, z, k2);
    for (let k = 0; k < n; k++) z[k] = y0[k] + (h / 2) * k2[k];
    rates(now + h / 2, z, k3);
    for (let k = 0; k < n; k++) z[k] = y0[k] + h * k3[k];
    rates(now + h, z, k4);
    for (let k = 0; k < n; k++) out[k] = y0[k] + (h / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]);
  };
  const at = (when, where) => {
    crossings(when, where, g);
    return Array.from(g);
  };
  const sides = (chosen, h) => {
    const here = at(now, y0), ahead = h / 1024;
    for (let k = 0; k < n; k++) z[k] = y0[k] + ahead * k1[k];
    const there = at(now + ahead, z);
    for (const e of chosen) {
      const change = there[e] - here[e];
      side[e] = Math.sign(Math.abs(here[e]) <= 1e-6 * Math.abs(change) ? change : here[e]) || 0;
    }
  };
  const height = (e, u) => {
    advance(u * left, land);
    return side[e] * at(now + u * left, land)[e];
  };
  const crossed = (e, low, high) => {
    let a = low, b = high, fa = height(e, a), fb = height(e, b), kept = 0;
    if (!(fb <= 0)) return Infinity;
    if (fa <= 0 && a > 0) [b, fb] = [a, fa];
    for (let k = 0; k < 10 && !(fa > 0); k++) {
      a = b / 16;
      fa = height(e, a);
      if (fa <= 0) [b, fb] = [a, fa];
    }
    if (!(fa > 0)) return b;
    for (let k = 0; k < 80 && fb !== 0 && b - a > 1e-14 * b; k++) {
      let c = (a * fb - b * fa) / (fb - fa);
      if (k % 3 === 2 || !(c > a && c < b)) c = a + (b - a) / 2;
      const fc = height(e, c);
      if (fc > 0) {
        [a, fa] = [c, fc];
        if (kept > 0) fb /= 2;
        kept = 1;
      } else {
        [b, fb] = [c, fc];
        if (kept < 0) fa /= 2;
        kept = -1;
      }
    }
    return b;
  };
  const note = (where, values, slopes) => {
    T.push(where);
    for (let k = 0; k < n; k++) {
      Y[k].push(values[k]);
      D[k].push(slopes[k]);
    }
  };
  const fire = (e, u, h) => {
    advance(u * left, land);
    now += u * left;
    rates(now, land, slope);
    note(now, land, slope);
    const before = at(now, land), next = Float64Array.from(land);
    events[e][2](now, land, next);
    y0 = next;
    times[e]++;
    again[e] = now - last[e] < 1e-9 * h ? again[e] + 1 : 0;
    last[e] = now;
    if (times[e] === events[e][1]) ended = 1;
    else if (++total > most || again[e] > 3) ended = 2;
    if (ended) {
      slope.fill(0);
      if (ended > 1) y0.fill(NaN);
      note(now, y0, slope);
      return;
    }
    rates(now, y0, k1);
    const after = at(now, y0), moved = [];
    for (let j = 0; j < events.length; j++) {
      const s = Math.sign(before[j]);
      if (j === e || after[j] !== before[j]) moved.push(j);
      else if (s && events[j][0] * s < 0) side[j] = s;
    }
    sides(moved, h);
    note(now, y0, k1);
  };
  const take = (from, h) => {
    const stop = from + h;
    now = from;
    left = h;
    for (;;) {
      rates(now, y0, k1);
      if (fresh) sides(events.keys(), h);
      fresh = false;
      advance(left, full);
      rates(stop, full, slope);
      let which = -1, best = Infinity;
      for (let i = 1; i <= 8 && which < 0; i++) {
        const u = i / 8, v = 1 - u;
        for (let k = 0; k < n; k++) {
          probe[k] = (1 + 2 * u) * v * v * y0[k] + u * v * v * left * k1[k] + u * u * (3 - 2 * u) * full[k] - u * u * v * left * slope[k];
        }
        const s = at(now + u * left, i < 8 ? probe : full).map(Math.sign), turned = [];
        for (let e = 0; e < events.length; e++) {
          if (!s[e] || s[e] === side[e]) continue;
          turned.push(e);
          if (events[e][0] * s[e] < 0) continue;
          if (!side[e]) side[e] = -s[e];
          const found = crossed(e, (i - 1) / 8, u);
          if (found < best - 1e-12) [best, which] = [found, e];
        }
        if (which < 0) for (const e of turned) if (events[e][0] * s[e] < 0) side[e] = s[e];
      }
      if (which < 0) {
        y0 = Float64Array.from(full);
        return;
      }
      fire(which, best, h);
      if (ended) return;
      left = stop - now;
    }
  };
  for (let i = 0; i < t.length; i++) {
    if (i > 0) {
      const span = t[i] - t[i - 1], parts = step > 0 ? Math.max(1, Math.ceil(Math.abs(span) / step - 1e-6)) : 1, h = span / parts;
      for (let j = 0; j < parts && !ended; j++) take(t[i - 1] + j * h, h);
    }
    if (ended) slope.fill(0);
    else rates(t[i], y0, slope);
    note(t[i], y0, slope);
    for (let k = 0; k < n; k++) [y[k][i], d[k][i]] = [y0[k], slope[k]];
  }
  return { y, d, T, Y, D };
};
