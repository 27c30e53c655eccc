// A page saved as one file that works offline, with its state and the measurement that is laid over it.
import { saveFile } from "../dom.js";
import { KEPT } from "./link.js";

const BEGIN = `<script type="application/json" id="${KEPT}">`;
const END = "</script>";

/** Whether this page can be saved so: it is such a file, or states where the parts of one are. @param {HTMLElement} root */
export const canBeOneFile = (root) => Boolean(window.covisSource || root.dataset.single);

/**
 * @param {import("../page/mount.js").Visualisation} page
 * @param {(text: string) => void} tell says how far it is
 */
export async function saveOneFile(page, tell) {
  const { root, document: doc } = page;
  const state = new URL(page.about().address).hash.slice(1);
  const kept = { id: doc.id, state, lab: page.loaded?.lab?.kept() };
  tell("Making the file …");
  try {
    const whole = window.covisSource ?? (await assembled(/** @type {string} */ (root.dataset.single)));
    saveFile(`${doc.id}.html`, withKept(whole, kept), "text/html;charset=utf-8");
    tell("The file is in your downloads.");
  } catch (error) {
    console.error(error);
    tell("The file could not be made: the connection was lost. Try again.");
  }
}

/**
 * The file, from the frame that all of them share and the parts of this one (covis/web/export/single.py).
 * @param {string} address of the parts
 */
async function assembled(address) {
  const here = new URL(address, document.baseURI);
  /** @type {{frame: string, parts: Record<string, string>}} */
  const { frame, parts } = await (await loaded(here)).json();
  const whole = await (await loaded(new URL(frame, here))).text();
  return whole.replace(/<!--covis:([a-z]{1,20})-->/g, (_, name) => parts[name]);
}

/** @param {URL} address */
async function loaded(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  return answer;
}

/**
 * @param {string} whole a single file
 * @param {import("./link.js").Kept} kept takes the place of what it kept before
 */
function withKept(whole, kept) {
  const from = whole.lastIndexOf(BEGIN);
  const without = from < 0 ? whole : whole.slice(0, from) + whole.slice(whole.indexOf(END, from) + END.length);
  const at = without.lastIndexOf("</body>");
  return `${without.slice(0, at)}${BEGIN}${JSON.stringify(kept).replaceAll("<", "\\u003c")}${END}${without.slice(at)}`;
}
