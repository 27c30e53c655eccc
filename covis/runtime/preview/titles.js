// Titles of axes as they fit, with and without Plotly: never cut. One that is longer than the picture stands in rows, and in smaller letters
// where rows are not enough.

const LEAST = 9; // pixels: smaller letters nobody reads
const ROWS = 2; // in letters that may still be made smaller
const MOST_ROWS = 5; // in the smallest
export const ROW = 1.3; // of the size of the letters, as Plotly sets rows
const HELD = "\u0000"; // stands for a space inside a tag
/** @type {CanvasRenderingContext2D | null} */
let pen = null;

/**
 * How wide a text is, without its markup.
 * @param {string} text
 * @param {number} size in pixels
 * @param {string} family
 */
function widthOf(text, size, family) {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return 0.55 * size * text.length;
  pen.font = `${size}px ${family}`;
  return pen.measureText(text.replace(/<[^<>]*>/g, "")).width;
}

/**
 * The words in so many rows, the longest of them as short as can be.
 * @param {string[]} words
 * @param {number} rows
 * @param {(text: string) => number} width
 * @returns {string[]}
 */
function split(words, rows, width) {
  if (rows === 1 || words.length === 1) return [words.join(" ")];
  /** @type {string[]} */
  let best = [];
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < words.length; k++) {
    const made = [words.slice(0, k).join(" "), ...split(words.slice(k), rows - 1, width)];
    const longest = Math.max(...made.map(width));
    if (longest < least) [best, least] = [made, longest];
  }
  return best;
}

/**
 * A title as it fits into `room` pixels: as few rows as can be, then letters as large as can be.
 * @param {string} title may hold the markup that Plotly takes
 * @param {number} room
 * @param {number} size of its letters in pixels
 * @param {string} family
 * @returns {{rows: string[], size: number}}
 */
export function fitted(title, room, size, family) {
  // a row does not end inside a tag
  const words = title
    .replace(/<[^<>]*>/g, (tag) => tag.replaceAll(" ", HELD))
    .split(" ")
    .map((word) => word.replaceAll(HELD, " "));
  for (let smaller = size; ; smaller--) {
    /** @param {string} text */
    const width = (text) => widthOf(text, smaller, family);
    for (let rows = 1; rows <= (smaller > LEAST ? ROWS : MOST_ROWS); rows++) {
      const made = split(words, rows, width);
      if (Math.max(...made.map(width)) <= room || (smaller <= LEAST && rows === MOST_ROWS)) return { rows: made, size: smaller };
    }
  }
}

/**
 * The pixels that a title has in the middle of its axis: twice those to the nearer edge of the picture.
 * @param {number} start of the axis
 * @param {number} length of the axis
 * @param {number} whole length of the picture
 */
export const roomAlong = (start, length, whole) => 2 * Math.min(start + length / 2, whole - start - length / 2) - 4;
