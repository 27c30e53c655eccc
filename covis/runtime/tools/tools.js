// What is needed now and then: teach mode, keys, comparing, sharing. It comes with the first click or key that asks for it.
import { setText } from "../dom.js";
import { loadStyles } from "../page/loading.js";
import { Compare } from "./compare.js";
import { Dialog } from "./dialog.js";
import { keyTable, listKeys } from "./keys.js";
import { Teach } from "./teach.js";

const SHEETS = ["dialog.css", "teach.css", "teach_controls.css"].map((name) => new URL(name, import.meta.url).href);

export class Tools {
  /** @type {Dialog | undefined} */
  keyList;
  /** @type {import("./share.js").Share | undefined} */
  sharing;
  /** @type {import("../lab/lab.js").Lab | undefined} */
  lab;

  /** @param {import("../page/mount.js").Visualisation} page */
  constructor(page) {
    this.page = page;
    this.compare = new Compare(page, (text) => this.tell(text));
    this.teach = new Teach(page, { keys: () => this.listKeys(), tell: (text) => this.tell(text) });
    this.keys = keyTable(this);
  }

  /**
   * Say something where it is seen: under the controls, or in the bar of teach mode.
   * @param {string} text
   */
  tell(text) {
    setText(this.teach.on ? this.teach.told : this.page.layout.note, text);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const { root } = this.page;
    const loose = event.target === document.body || event.target === root; // nothing has the focus that the key could be for
    const entry = this.keys.find(
      (each) =>
        (!each.teach || this.teach.on) &&
        (each.keys.includes(key) || (this.teach.on && (each.remote?.includes(key) || (loose && each.loose?.includes(key))))),
    );
    if (!entry || (event.repeat && !entry.repeats)) return;
    event.preventDefault();
    event.stopPropagation();
    entry.act(event);
  }

  listKeys() {
    this.keyList ??= new Dialog(this.page, "Keys", listKeys(this.keys));
    this.keyList.open();
  }

  /**
   * Let the learner draw a curve on its axes.
   * @param {number[]} place the number of its plot, and of its mark there
   * @param {HTMLElement} host
   */
  async sketch([plot, mark], host) {
    const { Sketch } = await import("./sketch.js");
    const view = this.page.views[plot];
    if (!view.drawer) this.tell("You can draw as soon as the plotting library is here.");
    await /** @type {Promise<void>} */ (new Promise((resolve) => view.whenFull(() => resolve())));
    this.tell("");
    return new Sketch(view, view.spec.marks[mark], host);
  }

  /**
   * A measurement of the reader's: `work` gets what reads and fits it, when that is here.
   * @param {(lab: import("../lab/lab.js").Lab) => unknown} [work]
   */
  async measurement(work = (lab) => lab.open()) {
    const { openLab } = await import("../lab/lab.js");
    this.lab ??= await openLab(this.page, (text) => this.tell(text));
    return work(this.lab);
  }

  async share() {
    const { Share } = await import("./share.js");
    this.sharing ??= new Share(this.page);
    this.sharing.open();
  }
}

/**
 * The tools of a visualisation, with their style sheets.
 * @param {import("../page/mount.js").Visualisation} page
 */
export async function openTools(page) {
  await loadStyles(SHEETS);
  return new Tools(page);
}
