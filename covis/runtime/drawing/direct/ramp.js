// A scale of colours, evenly spaced: as bytes for a canvas, as text for SVG.

/**
 * A colour of the scale as [r, g, b]: rgb() or #rrggbb.
 * @param {string} colour
 * @returns {number[]}
 */
function parts(colour) {
  if (colour.startsWith("#")) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/**
 * `count` colours, four bytes each.
 * @param {[number, string][]} colorscale
 * @param {number} count
 */
export function bytesOf(colorscale, count) {
  /** @type {[number, number[]][]} */
  const stops = colorscale.map(([at, colour]) => [at, parts(colour)]);
  const bytes = new Uint8ClampedArray(4 * count);
  for (let k = 0, stop = 1; k < count; k++) {
    const share = k / (count - 1);
    while (stop < stops.length - 1 && stops[stop][0] < share) stop++;
    const [[from, a], [to, b]] = [stops[stop - 1], stops[stop]];
    const part = to > from ? (share - from) / (to - from) : 1;
    for (let channel = 0; channel < 3; channel++) bytes[4 * k + channel] = a[channel] + part * (b[channel] - a[channel]);
    bytes[4 * k + 3] = 255;
  }
  return bytes;
}

/** @type {Map<string, string[]>} */
const ramps = new Map();

/**
 * `count` colours as text, kept for the next time.
 * @param {[number, string][]} colorscale
 * @param {number} count
 */
export function rampOf(colorscale, count) {
  const key = `${count} ${colorscale}`;
  let ramp = ramps.get(key);
  if (!ramp) {
    const bytes = bytesOf(colorscale, count);
    ramp = Array.from({ length: count }, (_, k) => `rgb(${bytes.slice(4 * k, 4 * k + 3).join()})`);
    ramps.set(key, ramp);
  }
  return ramp;
}
