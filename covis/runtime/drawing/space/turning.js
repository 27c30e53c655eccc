// How a scene is turned: dragged with a mouse or a finger, or with the arrow keys. For a screen reader the two angles are sliders, as handles are.
import { freshId, h } from "../../dom.js";

const PER_PIXEL = 0.5; // degrees
const STEP = 5; // degrees of an arrow key
const LEAP = 30; // of Page Up and Page Down
/** @type {Record<string, [number, number]>} azimuth and elevation of the keys */
const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** @typedef {[number, number]} View azimuth and elevation, in degrees */

/**
 * The view with its angles in their ranges, to a tenth of a degree.
 * @param {View} view
 * @returns {View}
 */
export function settled([azimuth, elevation]) {
  /** @param {number} value */
  const tenth = (value) => Math.round(value * 10) / 10 || 0;
  const turned = tenth((((azimuth + 180) % 360) + 360) % 360) - 180;
  return [tenth(turned >= 180 ? turned - 360 : turned), tenth(Math.min(90, Math.max(-90, elevation)))];
}

export class Turning {
  /**
   * `view()` is the view now, `turn(view)` changes it; `used` remembers that one has been turned, and which of a page says that it can be.
   * @param {string} name what is turned
   * @param {{view: () => View, turn: (view: View) => void, used: Covis.HandleParts["used"]}} how
   */
  constructor(name, { view, turn, used }) {
    this.name = name;
    this.view = view;
    this.turn = turn;
    this.used = used;
    used.turning ??= name;
    const help = h("span", { id: freshId("help"), hidden: true }, "Drag the picture, or use the arrow keys.");
    /**
     * @param {string} label
     * @param {string} orientation
     * @param {number} most
     * @param {number} way
     */
    const slider = (label, orientation, most, way) =>
      h("span", {
        class: "covis-angle",
        role: "slider",
        tabindex: "0",
        "aria-label": `${name}: ${label}`,
        "aria-orientation": orientation,
        "aria-valuemin": -most,
        "aria-valuemax": most,
        "aria-describedby": help.id,
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, way),
      });
    this.sliders = [slider("azimuth", "horizontal", 180, 0), slider("elevation", "vertical", 90, 1)];
    this.hint = h("span", { class: "covis-hint covis-turn-hint", "aria-hidden": "true" }, "Drag to turn");
    this.element = h("div", { class: "covis-turn", role: "group", "aria-label": `Turn ${name}` }, this.sliders, help, this.hint);
    this.element.addEventListener("pointerdown", (event) => this.#grab(event));
    this.refresh();
  }

  /** The view has changed: say it. */
  refresh() {
    const view = this.view();
    this.hint.hidden = Boolean(this.used.turned) || this.used.turning !== this.name;
    this.sliders.forEach((slider, way) => {
      slider.setAttribute("aria-valuenow", String(view[way]));
      slider.setAttribute("aria-valuetext", `${String(view[way]).replace("-", "−")} degrees`);
    });
  }

  /** @param {View} view */
  #turn(view) {
    this.used.turned = true;
    this.turn(settled(view));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} way the angle that the keys for the ends of a slider move
   */
  #key(event, way) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [azimuth, elevation] = this.view();
    /** @param {number} by @returns {View} */
    const along = (by) => (way ? [azimuth, elevation + by] : [azimuth + by, elevation]);
    if (event.key in KEYS) this.#turn([azimuth + KEYS[event.key][0], elevation + KEYS[event.key][1]]);
    else if (event.key === "PageUp" || event.key === "PageDown") this.#turn(along(event.key === "PageUp" ? LEAP : -LEAP));
    else if (event.key === "Home" || event.key === "End") {
      const most = event.key === "Home" ? -1 : 1;
      this.#turn(way ? [azimuth, 90 * most] : [180 * most, elevation]);
    } else return;
    event.preventDefault();
  }

  /**
   * The scene follows the pointer, as if it were taken by its near side. A finger that begins upwards or downwards scrolls the page (touch-action).
   * @param {PointerEvent} event
   */
  #grab(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const { element } = this;
    element.setPointerCapture(event.pointerId);
    element.dataset.held = "";
    if (event.pointerType === "mouse") event.preventDefault(); // no text is chosen
    if (!element.contains(document.activeElement)) this.sliders[0].focus({ preventScroll: true, focusVisible: false });
    const [azimuth, elevation] = this.view();
    const ending = new AbortController();
    /**
     * @param {string} name
     * @param {(event: any) => void} listener
     */
    const on = (name, listener) => element.addEventListener(name, listener, { signal: ending.signal });
    on("pointermove", (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      const [dx, dy] = [moved.clientX - event.clientX, moved.clientY - event.clientY];
      if (dx || dy) this.#turn([azimuth - PER_PIXEL * dx, elevation + PER_PIXEL * dy]);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      on(end, () => {
        delete element.dataset.held;
        ending.abort();
      });
    }
  }
}
