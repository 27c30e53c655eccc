// A measurement kept in the single file: the file as it was opened, with the measurement in an element of its own.
import { saveFile } from "../dom.js";
import { KEPT } from "./drops.js";

/** Where the text of a single file can be had: the page itself, or an address that the page states. @param {import("../page/mount.js").Visualisation} page */
export const canSave = ({ root }) => Boolean(window.covisSource || root.dataset.single);

/** @param {import("./lab.js").Lab} lab */
export async function saveWhole(lab) {
  const kept = lab.kept();
  const { root, document: doc } = lab.page;
  if (!kept) return;
  try {
    const whole = window.covisSource ?? (await text(/** @type {string} */ (root.dataset.single)));
    saveFile(`${doc.id}-measurement.html`, withMeasurement(whole, kept), "text/html;charset=utf-8");
  } catch (error) {
    console.error(error);
    lab.tell("The file could not be made: the connection was lost. Try again.");
  }
}

/** @param {string} address */
async function text(address) {
  const answer = await fetch(new URL(address, document.baseURI));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/**
 * @param {string} whole a single file
 * @param {import("./lab.js").Kept} kept takes the place of what it held before
 */
export function withMeasurement(whole, kept) {
  const begin = `<script type="application/json" id="${KEPT}">`;
  const end = "</script>";
  const from = whole.lastIndexOf(begin);
  const without = from < 0 ? whole : whole.slice(0, from) + whole.slice(whole.indexOf(end, from) + end.length);
  const at = without.lastIndexOf("</body>");
  return `${without.slice(0, at)}${begin}${JSON.stringify(kept).replaceAll("<", "\\u003c")}${end}${without.slice(at)}`;
}
