/**
 * A shared piece: a run that remembers, from its history: `integrate` (`trajectory`) does each stretch on which no control changes.
 * covis/authoring/runs/replay.py does the same, operation by operation. `text` is the history (covis/document/history.py), `controls` what
 * they have at present; `place` is that of the first state of this run among those of its stopwatch. `start(c)` gives the states at the
 * start, `rules(c)` their rates as a function (t, y, d), `pushes[name](c, t, y)` the states after a push. Gives the times remembered (t),
 * the states and rates there (y, d), and the states at present (now).
 */
const replay = (integrate, text, controls, h, memory, place, count, start, rules, pushes) => {
  const [last, ...parts] = text.split("~"), held = { ...controls };
  const begins = parts.length && parts[0].includes("!") ? parts.shift().split("!").map(Number) : null;
  const first = begins ? begins[0] : 0, size = Number(last) - first + 1;
  const events = parts.filter((part) => !part.includes("!")).map((part) => part.split("*"));
  for (const [step, name, number] of events) {
    if (number === undefined || Number(step) !== first) break;
    held[name] = Number(number);
  }
  const row = () => new Float64Array(size), t = row().map((_, k) => (first + k) * h);
  const y = Array.from({ length: count }, row), d = Array.from({ length: count }, row);
  let now = begins ? begins.slice(1 + place, 1 + place + count) : start(held), k = 0;
  const on = (to) => {
    const piece = integrate(t.subarray(k, to + 1), now, 0, rules(held));
    for (let j = 0; j < count; j++) {
      y[j].set(piece.y[j], k);
      d[j].set(piece.d[j], k);
      now[j] = y[j][to];
    }
    k = to;
  };
  for (const [step, name, number] of events) {
    if (Number(step) - first > k) on(Number(step) - first);
    if (number !== undefined) held[name] = Number(number);
    else if (pushes[name]) now = pushes[name](held, t[k], now);
  }
  on(size - 1);
  if (size === 1) return { t: new Float64Array(2).fill(t[0]), y: y.map(([v]) => Float64Array.of(v, v)), d: d.map(([v]) => Float64Array.of(v, v)), now };
  const kept = Math.max(0, size - 1 - memory);
  return { t: t.subarray(kept), y: y.map((each) => each.subarray(kept)), d: d.map((each) => each.subarray(kept)), now };
};
