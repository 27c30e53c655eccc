// The outline of a facet, made a little larger, so that no seam is seen between it and the next. It is then only filled: a stroke round it would take
// as long again.

const SHARP = 0.5; // below this a corner would come too far out: it is cut off

/** The outline that was made last, x and y in turn. A facet has at most ten corners, and twice as many where all are cut off. */
export const outline = new Float64Array(64);

/**
 * Write to `outline` these points with every side so many pixels farther out. Returns how many numbers these are; 0 where the points are not the
 * corners of something convex.
 * @param {number[]} points x and y in turn
 * @param {number} by
 */
export function widen(points, by) {
  const last = points.length - 2;
  let px = points[0];
  let py = points[1];
  let ux = px - points[last]; // the direction to this point
  let uy = py - points[last + 1];
  let long = Math.sqrt(ux * ux + uy * uy); // Math.hypot takes several times as long
  ux /= long;
  uy /= long;
  let side = 0; // 1: it turns from x to y, -1: from y to x
  let count = 0;
  for (let k = 0; k <= last; k += 2) {
    const next = k < last ? k + 2 : 0;
    const qx = points[next];
    const qy = points[next + 1];
    let vx = qx - px; // and from it
    let vy = qy - py;
    long = Math.sqrt(vx * vx + vy * vy);
    vx /= long;
    vy /= long;
    const turn = ux * vy - uy * vx;
    side ||= Math.sign(turn);
    if (!(side * turn > 0)) return 0; // also where a side has no length
    const out = side * by;
    const straight = 1 + ux * vx + uy * vy;
    if (straight > SHARP) {
      outline[count++] = px + (out * (uy + vy)) / straight;
      outline[count++] = py - (out * (ux + vx)) / straight;
    } else {
      outline[count++] = px + out * uy + by * ux;
      outline[count++] = py - out * ux + by * uy;
      outline[count++] = px + out * vy - by * vx;
      outline[count++] = py - out * vx - by * vy;
    }
    px = qx;
    py = qy;
    ux = vx;
    uy = vy;
  }
  return count;
}
