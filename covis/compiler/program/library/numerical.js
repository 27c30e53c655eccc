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

/** The 21-point rule of Gauss and Kronrod: places, its weights, those of the 10-point rule inside it. A shared piece. */
const kronrod = [
  [0.99565716302580808, 0.97390652851717172, 0.93015749135570823, 0.86506336668898451, 0.78081772658641690, 0.67940956829902441, 0.56275713466860468, 0.43339539412924719, 0.29439286270146020, 0.14887433898163121, 0],
  [0.011694638867371874, 0.032558162307964727, 0.054755896574351996, 0.075039674810919953, 0.093125454583697606, 0.10938715880229764, 0.12349197626206585, 0.13470921731147333, 0.14277593857706008, 0.14773910490133849, 0.14944555400291691],
  [0, 0.066671344308688138, 0, 0.14945134915058059, 0, 0.21908636251598204, 0, 0.26926671930999636, 0, 0.29552422471475287, 0],
];

/**
 * The integral of f from a to b by the 21-point rule of Gauss and Kronrod (QUADPACK's), with intervals halved until the two rules agree.
 * x = a + (b - a) u^2 (3 - 2 u) takes away what is singular at the ends; towards an infinite end x = a + exp(u). NaN where halving
 * does not end. One end at least is finite. A shared piece.
 */
const integrate = (a, b, f) => {
  if (a === b) return 0;
  if (!Number.isFinite(a) && Number.isFinite(b)) return -integrate(b, a, f);
  const far = !Number.isFinite(b), side = b > a ? 1 : -1;
  const first = far ? -70 : 0, width = far ? 5 : 0.25, panels = far ? 28 : 4;
  const [node, fine, coarse] = kronrod;
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

/** [x] with A x = b: n, then A row by row, then b. Elimination with pivots; NaN where A is singular to 15 digits. A shared piece. */
const solveLinear = (n, ...given) => {
  const a = [], x = new Float64Array(n), largest = new Float64Array(n);
  for (let r = 0; r < n; r++) {
    a.push([...given.slice(r * n, r * n + n), given[n * n + r]]);
    for (let c = 0; c < n; c++) largest[c] = Math.max(largest[c], Math.abs(a[r][c]));
  }
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[pivot][c])) pivot = r;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    if (!(Math.abs(a[c][c]) > 1e-15 * largest[c])) return x.fill(NaN);
    for (let r = c + 1; r < n; r++) {
      const share = a[r][c] / a[c][c];
      for (let k = c + 1; k <= n; k++) a[r][k] -= share * a[c][k];
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    let total = a[r][n];
    for (let c = r + 1; c < n; c++) total -= a[r][c] * x[c];
    x[r] = total / a[r][r];
  }
  return x;
};

/** The eigenvalues of a symmetric matrix, rising: n, then its rows. Jacobi's rotations (Golub and Van Loan 8.5). A shared piece. */
const symmetricEigenvalues = (n, ...a) => {
  if (!a.every(Number.isFinite)) return new Float64Array(n).fill(NaN);
  for (let sweep = 0; sweep < 60; sweep++) {
    let turned = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
      const apq = a[p * n + q], app = a[p * n + p], aqq = a[q * n + q];
      if (Math.abs(apq) <= 1e-17 * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq)) || Math.abs(apq) < 1e-300) continue;
      if (Math.abs(app) + Math.abs(apq) === Math.abs(app) && Math.abs(aqq) + Math.abs(apq) === Math.abs(aqq)) continue;
      turned = true;
      const tau = (aqq - app) / (2 * apq), t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
      const c = 1 / Math.hypot(1, t), s = t * c;
      for (let k = 0; k < n; k++) {
        const x = a[k * n + p], y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
      }
      for (let k = 0; k < n; k++) {
        const x = a[p * n + k], y = a[q * n + k];
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
      }
      a[p * n + q] = a[q * n + p] = 0;
    }
    if (!turned) break;
  }
  return Float64Array.from({ length: n }, (_, k) => a[k * n + k]).sort();
};

/**
 * [re, im, re, im, ...] of the eigenvalues of a matrix: n, then its rows. Elimination to Hessenberg form, then the double QR steps of
 * EISPACK's hqr. Rising by real parts; those the same to 1e-9 of the largest, by imaginary parts. A shared piece.
 */
const generalEigenvalues = (n, ...given) => {
  const found = [], a = [], abs = Math.abs;
  if (!given.every(Number.isFinite)) return new Float64Array(2 * n).fill(NaN);
  for (let r = 0; r < n; r++) a.push(given.slice(r * n, r * n + n));
  for (let m = 1; m < n - 1; m++) {
    let pivot = m;
    for (let j = m; j < n; j++) if (abs(a[j][m - 1]) > abs(a[pivot][m - 1])) pivot = j;
    const x = a[pivot][m - 1];
    if (pivot !== m) {
      [a[m], a[pivot]] = [a[pivot], a[m]];
      for (let j = 0; j < n; j++) [a[j][m], a[j][pivot]] = [a[j][pivot], a[j][m]];
    }
    for (let i = m + 1; i < n && x; i++) {
      const y = a[i][m - 1] / x;
      a[i][m - 1] = 0;
      for (let j = m; j < n; j++) a[i][j] -= y * a[m][j];
      for (let j = 0; j < n; j++) a[j][m] += y * a[j][i];
    }
  }
  let norm = 0;
  for (let i = 0; i < n; i++) for (let j = Math.max(i - 1, 0); j < n; j++) norm += abs(a[i][j]);
  let last = n - 1, shift = 0, tries = 0;
  while (last >= 0) {
    let l = last;
    for (; l > 0; l--) {
      const s = abs(a[l - 1][l - 1]) + abs(a[l][l]) || norm;
      if (abs(a[l][l - 1]) + s === s) { a[l][l - 1] = 0; break; }
    }
    let x = a[last][last];
    if (l === last) { found.push([x + shift, 0]); last--; tries = 0; continue; }
    let y = a[last - 1][last - 1], w = a[last][last - 1] * a[last - 1][last];
    if (l === last - 1) {
      const p = (y - x) / 2, q = p * p + w, root = Math.sqrt(abs(q));
      x += shift;
      if (q >= 0) {
        const z = p + (p < 0 ? -root : root);
        found.push([x + z, 0], [z ? x - w / z : x + z, 0]);
      } else found.push([x + p, root], [x + p, -root]);
      last -= 2; tries = 0;
      continue;
    }
    if (tries === 100) return new Float64Array(2 * n).fill(NaN);
    if (tries % 10 === 9) {
      shift += x;
      for (let i = 0; i <= last; i++) a[i][i] -= x;
      const s = abs(a[last][last - 1]) + abs(a[last - 1][last - 2]);
      x = y = 0.75 * s;
      w = -0.4375 * s * s;
    }
    tries++;
    let m = last - 2, p = 0, q = 0, r = 0;
    for (; ; m--) {
      const z = a[m][m], b = x - z, s = y - z;
      p = (b * s - w) / a[m + 1][m] + a[m][m + 1];
      q = a[m + 1][m + 1] - z - b - s;
      r = a[m + 2][m + 1];
      const size = abs(p) + abs(q) + abs(r);
      p /= size; q /= size; r /= size;
      if (m === l) break;
      const v = abs(p) * (abs(a[m - 1][m - 1]) + abs(z) + abs(a[m + 1][m + 1]));
      if (abs(a[m][m - 1]) * (abs(q) + abs(r)) + v === v) break;
    }
    for (let i = m + 2; i <= last; i++) { a[i][i - 2] = 0; if (i > m + 2) a[i][i - 3] = 0; }
    for (let k = m; k < last; k++) {
      const three = k < last - 1;
      if (k > m) {
        p = a[k][k - 1]; q = a[k + 1][k - 1]; r = three ? a[k + 2][k - 1] : 0;
        x = abs(p) + abs(q) + abs(r);
        if (x) { p /= x; q /= x; r /= x; }
      }
      const s = Math.sqrt(p * p + q * q + r * r) * (p < 0 ? -1 : 1);
      if (!s) continue;
      if (k > m) a[k][k - 1] = -s * x;
      else if (l !== m) a[k][k - 1] = -a[k][k - 1];
      p += s; x = p / s; y = q / s;
      const z = r / s;
      q /= p; r /= p;
      for (let j = k; j <= last; j++) {
        const t = a[k][j] + q * a[k + 1][j] + (three ? r * a[k + 2][j] : 0);
        if (three) a[k + 2][j] -= t * z;
        a[k + 1][j] -= t * y; a[k][j] -= t * x;
      }
      for (let i = l; i <= Math.min(last, k + 3); i++) {
        const t = x * a[i][k] + y * a[i][k + 1] + (three ? z * a[i][k + 2] : 0);
        if (three) a[i][k + 2] -= t * r;
        a[i][k + 1] -= t * q; a[i][k] -= t;
      }
    }
  }
  found.sort((one, other) => one[0] - other[0]);
  const near = 1e-9 * Math.max(...found.map((one) => Math.hypot(one[0], one[1])));
  for (let first = 0, k = 1; k <= n; k++) {
    if (k < n && !(found[k][0] - found[k - 1][0] > near)) continue;
    found.splice(first, k - first, ...found.slice(first, k).sort((one, other) => one[1] - other[1]));
    first = k;
  }
  return Float64Array.from(found.flat());
};
