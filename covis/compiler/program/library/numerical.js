/**
 * The number-th root of f between a and b, counted from a: 257 places evenly spaced, then halving where the sign changes. A place
 * where f is exactly zero is a root; a jump or a pole is none. NaN where there is no such root. A shared piece.
 */
const findRoot = (a, b, number, f) => {
  let count = 0, x0 = a, f0 = f(a);
  for (let i = 0; i <= 256; i++) {
    if (f0 === 0 && ++count === number) return x0;
    if (i === 256) break;
    const x1 = a + (b - a) * (i + 1) / 256, f1 = f(x1);
    if (f0 > 0 && f1 < 0 || f0 < 0 && f1 > 0) {
      const size = Math.max(Math.abs(f0), Math.abs(f1)), rising = f1 > 0;
      let low = x0, high = x1, below = f0, above = f1;
      for (let k = 0; k < 60; k++) {
        const middle = low + (high - low) / 2;
        if (middle === low || middle === high) break;
        const value = f(middle);
        if (value > 0 === rising) { high = middle; above = value; }
        else { low = middle; below = value; }
      }
      if (Math.abs(above - below) <= 1e-3 * size && ++count === number) return Math.abs(below) < Math.abs(above) ? low : high;
    }
    x0 = x1; f0 = f1;
  }
  return NaN;
};

/**
 * The integral of f from a to b by the 21-point rule of Gauss and Kronrod (QUADPACK's), with intervals halved until the two rules agree.
 * x = a + (b - a) u^2 (3 - 2 u) takes away what is singular at the ends; towards an infinite end x = a + exp(u). NaN where halving
 * does not end. One end at least is finite. A shared piece.
 */
const integrate = (a, b, f) => {
  if (a === b) return 0;
  if (!Number.isFinite(a) && Number.isFinite(b)) return -integrate(b, a, f);
  const far = !Number.isFinite(b), side = b > a ? 1 : -1;
  const first = far ? -100 : 0, width = far ? 5 : 0.25, panels = far ? 40 : 4;
  const node = [0.99565716302580808, 0.97390652851717172, 0.93015749135570823, 0.86506336668898451, 0.78081772658641690,
    0.67940956829902441, 0.56275713466860468, 0.43339539412924719, 0.29439286270146020, 0.14887433898163121, 0];
  const fine = [0.011694638867371874, 0.032558162307964727, 0.054755896574351996, 0.075039674810919953, 0.093125454583697606,
    0.10938715880229764, 0.12349197626206585, 0.13470921731147333, 0.14277593857706008, 0.14773910490133849, 0.14944555400291691];
  const coarse = [0, 0.066671344308688138, 0, 0.14945134915058059, 0, 0.21908636251598204, 0, 0.26926671930999636, 0,
    0.29552422471475287, 0];
  const at = (u) => {
    if (far) { const e = Math.exp(u); return side * e * f(a + side * e); }
    const x = u < 0.5 ? a + (b - a) * (u * u * (3 - 2 * u)) : b - (b - a) * ((1 - u) * (1 - u) * (1 + 2 * u));
    return (b - a) * (6 * u * (1 - u)) * f(x);
  };
  const rule = (low, high) => {
    const middle = (low + high) / 2, half = (high - low) / 2;
    let k = 0, g = 0, size = 0;
    for (let i = 0; i < 21; i++) {
      const j = i < 11 ? i : 20 - i, value = at(middle + (i < 11 ? -half : half) * node[j]);
      k += fine[j] * value;
      g += coarse[j] * value;
      size += fine[j] * Math.abs(value);
    }
    return [half * k, Math.abs(half * (k - g)), half * size];
  };
  const parts = [];
  let size = 0, sum = 0, count = 0;
  for (let i = 0; i < panels; i++) {
    const low = first + i * width, high = low + width, found = rule(low, high);
    size += found[2];
    parts.push([low, high, 0, found]);
  }
  while (parts.length) {
    const [low, high, depth, found] = parts.pop();
    if (!(found[1] > 1e-10 * size)) { sum += found[0]; continue; }
    if (depth >= 40 || ++count > 4000) {
      if (depth < 40 || found[1] > 1e-7 * size) return NaN;
      sum += found[0];
      continue;
    }
    const middle = (low + high) / 2;
    parts.push([middle, high, depth + 1, rule(middle, high)], [low, middle, depth + 1, rule(low, middle)]);
  }
  return sum;
};

/**
 * A table at a place between its points: straight, or with slopes d by Hermite's cubic; NaN outside. `start` is where its row begins.
 * A shared piece.
 */
const readTable = (table, start, at) => {
  const x = table.x, y = table.y, d = table.d;
  let low = 0, high = x.length - 1;
  if (!(at >= x[0] && at <= x[high])) return NaN;
  while (high - low > 1) { const middle = (low + high) >> 1; if (x[middle] <= at) low = middle; else high = middle; }
  const h = x[low + 1] - x[low], u = (at - x[low]) / h, v = 1 - u, k = start + low;
  if (!d) return v * y[k] + u * y[k + 1];
  return (1 + 2 * u) * v * v * y[k] + u * v * v * h * d[k] + u * u * (3 - 2 * u) * y[k + 1] - u * u * v * h * d[k + 1];
};
