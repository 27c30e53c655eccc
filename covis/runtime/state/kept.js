// What a single file keeps: the state it was saved in, and the measurement that was laid over it.

const ID = "covis-kept"; // of the element that holds it
const BEGIN = `<script type="application/json" id="${ID}">`;
const END = "</script>";

/** @typedef {{id: string, state: string, lab?: import("../lab/lab.js").Kept}} Kept `state`: as the fragment of a link */

/**
 * What this page keeps of a visualisation.
 * @param {string} id
 * @returns {Kept | undefined}
 */
export function keptHere(id) {
  const text = document.getElementById(ID)?.textContent;
  /** @type {Kept | undefined} */
  const kept = text ? JSON.parse(text) : undefined;
  return kept?.id === id ? kept : undefined;
}

/**
 * @param {string} whole a single file
 * @param {Kept} kept takes the place of what it kept before
 */
export function withKept(whole, kept) {
  const from = whole.lastIndexOf(BEGIN);
  const without = from < 0 ? whole : whole.slice(0, from) + whole.slice(whole.indexOf(END, from) + END.length);
  const at = without.lastIndexOf("</body>");
  return `${without.slice(0, at)}${BEGIN}${JSON.stringify(kept).replaceAll("<", "\\u003c")}${END}${without.slice(at)}`;
}
