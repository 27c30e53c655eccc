// From where the scenes of a page are seen, in its link: view-1=-60,25 is the first plot, azimuth and elevation in degrees. The "-" in the name keeps it
// apart from the controls, whose names are those of Python.

const NAME = /^view-([1-9]\d?)$/;
const ANGLES = /^(-?\d{1,3}(?:\.\d{1,3})?),(-?\d{1,2}(?:\.\d{1,3})?)$/;

/** @typedef {{spec: Covis.Plot, view: Record<string, number[]> | null, start?: [number, number]}} Seen a plot's view */

/** Whether a name in a link is that of a view. @param {string} name */
export const isView = (name) => NAME.test(name);

/**
 * The part of a link that says from where scenes are seen; a scene that is seen as at the start is left out.
 * @param {Seen[]} plots
 * @returns {string[]}
 */
export const written = (plots) =>
  plots.flatMap(({ view, start }, k) => {
    const now = view?.view;
    return now && start && now.join() !== start.join() ? [`view-${k + 1}=${now.join()}`] : [];
  });

/**
 * Turn the scenes as a link says, those that it does not name back to the start. Returns what it says in vain.
 * @param {Seen[]} plots
 * @param {string} text the fragment
 * @returns {string[]}
 */
export function read(plots, text) {
  const faults = [];
  const wanted = new Map(plots.flatMap(({ start }, k) => (start ? [[k, start]] : [])));
  for (const [name, value] of text.includes("=") ? new URLSearchParams(text) : []) {
    const place = NAME.exec(name);
    if (!place) continue;
    const angles = ANGLES.exec(value);
    const k = Number(place[1]) - 1;
    if (!wanted.has(k)) faults.push(`${name}: plot ${k + 1} is no scene that turns`);
    else if (!angles || Math.abs(Number(angles[1])) > 360 || Math.abs(Number(angles[2])) > 90)
      faults.push(`${name} is two angles in degrees, such as ${name}=30,20`);
    else wanted.set(k, [Number(angles[1]), Number(angles[2])]);
  }
  for (const [k, view] of wanted) plots[k].view = { view };
  return faults;
}
