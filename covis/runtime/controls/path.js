// The nearest place on a path for a hand that drags a point along it. It stays on the branch that it is on: where the path crosses itself
// or comes back, a place that is far along the path has to be much nearer to the hand to be taken.

/** @typedef {{x: number, y: number}} Dot */

const FAR = 0.3; // a pixel along the path counts as much as this part of a pixel away from the hand
const CLOSED = 1e-6; // of the path's length, between its two ends

/** @param {Dot} a @param {Dot} b */
const between = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * Where on a path a hand is: a share of its steps, 0 at the first dot and 1 at the last. A path that ends where it begins goes round.
 * NaN for a path that has no two neighbouring dots.
 * @param {Dot[]} path pixels; a dot that is not finite is a gap
 * @param {Dot} hand
 * @param {number} share where it is now
 */
export function nearestAlong(path, hand, share) {
  const steps = path.length - 1;
  const lengths = [0]; // along the path up to each dot
  for (let k = 0; k < steps; k++) lengths.push(lengths[k] + (between(path[k], path[k + 1]) || 0));
  const whole = lengths[steps];
  const round = between(path[0], path[steps]) <= CLOSED * whole;
  const at = Math.min(Math.max(share, 0), 1) * steps;
  const below = Math.min(Math.floor(at), steps - 1);
  const now = lengths[below] + (at - below) * (lengths[below + 1] - lengths[below]);

  const places = Array.from({ length: steps }, (_, k) => {
    const [from, to] = [path[k], path[k + 1]];
    const length = lengths[k + 1] - lengths[k];
    const part = length > 0 ? ((hand.x - from.x) * (to.x - from.x) + (hand.y - from.y) * (to.y - from.y)) / length ** 2 : 0;
    const inside = Math.min(Math.max(part, 0), 1);
    const away = between(hand, { x: from.x + inside * (to.x - from.x), y: from.y + inside * (to.y - from.y) });
    const straight = Math.abs(lengths[k] + inside * length - now);
    return { share: (k + inside) / steps, away, cost: away + FAR * (round ? Math.min(straight, whole - straight) : straight) };
  }).filter(({ away }) => Number.isFinite(away));

  let best = { share: Number.NaN, cost: Number.POSITIVE_INFINITY };
  places.forEach((place, k) => {
    const beside = [places[k - 1] ?? (round && places.at(-1)), places[k + 1] ?? (round && places[0])];
    const nearest = beside.every((other) => !other || place.away <= other.away); // nothing beside it is nearer
    if (nearest && place.cost < best.cost) best = place;
  });
  return best.share;
}
