// Handles: points of a plot that a hand or the arrow keys move, and with them the sliders that they stand for.
// The plot draws the dot; over it lies a target that is larger than the dot and takes pointer, keys and focus.
import { freshId, h, placeIn, setHidden } from "../dom.js";
import { spoken } from "./inputs.js";
import { kindOf } from "../state/kinds.js";
import { asShown, last, nudge, snap } from "../state/range.js";
import { nearestAlong } from "./path.js";

/** @typedef {"x" | "y" | "along"} Way the direction in which a handle moves; "along": on its path */
/** @typedef {[Way, Covis.NumberControl]} Move */
/** @typedef {{x: number, y: number}} Dot a place in pixels of the stage */
/** @typedef {{shown: boolean, x: number, y: number, width: number, axes: Covis.PixelAxes | null, path: () => Dot[]}} Place */

/** @type {Record<string, ["x" | "y", number]>} */
const KEYS = { ArrowRight: ["x", 1], ArrowLeft: ["x", -1], ArrowUp: ["y", 1], ArrowDown: ["y", -1] };
/** @type {Record<string, number>} */
const LEAPS = { PageUp: 10, PageDown: -10 };
/** @type {Place} */
const NOWHERE = { shown: false, x: 0, y: 0, width: 0, axes: null, path: () => [] };
const WAYS = { x: "horizontal", y: "vertical", along: null };

/**
 * The moves of a handle that name a control: [["x", control], ...].
 * @param {Covis.Mark} mark
 * @param {import("../state/state.js").State} state
 * @returns {Move[]}
 */
const movesOf = (mark, state) =>
  /** @type {any} */ (Object.entries(mark.handle ?? {}).map(([way, name]) => [way, state.controls.get(name)]));

class Handle {
  /**
   * `place()` gives the dot: {x, y, shown} in pixels of the stage, with `axes`; `move(changes)` sets the controls.
   * @param {Covis.Mark} mark
   * @param {Covis.HandleParts & {place: () => Place}} parts
   */
  constructor(mark, { state, move, place, used }) {
    this.mark = mark;
    this.state = state;
    this.move = move;
    this.place = place;
    this.used = used;
    this.moves = movesOf(mark, state);
    this.name = mark.name || "Point";
    this.hint = h("span", { class: "covis-hint", "aria-hidden": "true" }, "Drag me");
    const help = h("span", { id: freshId("help"), hidden: true }, "Drag it, or use the arrow keys.");
    this.sliders = this.moves.map(([way, control]) =>
      h("span", {
        class: "covis-grip",
        role: "slider",
        tabindex: "0",
        "aria-label": `${this.name}: ${control.label}`,
        "aria-orientation": WAYS[way],
        "aria-valuemin": asShown(control).to(control.low),
        "aria-valuemax": asShown(control).to(last(control)),
        "aria-describedby": help.id,
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, way, control),
      }),
    );
    const several = this.sliders.length > 1;
    this.element = h(
      "div",
      {
        class: "covis-handle",
        "data-ways": this.moves.map(([way]) => way).join(""),
        role: several ? "group" : null,
        "aria-label": several ? this.name : null,
      },
      this.sliders,
      help,
      this.hint,
    );
    this.element.addEventListener("pointerdown", (event) => this.#grab(event));
    this.refresh();
  }

  /**
   * The state of a control for a hand that is at a place of the stage.
   * @param {Dot} at
   * @param {Move} move
   * @param {Place} place
   */
  #stateAt(at, [way, control], { axes, path }) {
    if (way === "along") {
      const { low } = control;
      const share = nearestAlong(path(), at, (this.state.values[control.name] - low) / (last(control) - low));
      return snap(control, low + share * (last(control) - low));
    }
    const scale = this.mark.scales?.[way] ?? 1; // its numbers times this are those of the axis
    return snap(control, /** @type {Covis.PixelAxes} */ (axes)[way].toData(at[way]) / scale);
  }

  /** The dot has moved, or the axes have: follow. */
  refresh() {
    const { x, y, shown, width } = this.place();
    setHidden(this.element, !shown);
    if (shown) this.used.hint ??= this.mark;
    this.moves.forEach(([, control], k) => {
      const value = this.state.values[control.name];
      this.sliders[k].setAttribute("aria-valuenow", String(asShown(control).to(value)));
      this.sliders[k].setAttribute("aria-valuetext", spoken(control, value));
    });
    if (!shown) return;
    this.element.style.transform = `translate(${x}px, ${y}px)`;
    setHidden(this.hint, Boolean(this.used.handle) || this.used.hint !== this.mark); // one word for all handles of a page
    this.hint.classList.toggle("covis-left", x > width - 96);
  }

  /** @param {Covis.Values} changes */
  #set(changes) {
    this.used.handle = true;
    this.hint.hidden = true;
    const moved = Object.entries(changes).some(([name, value]) => this.state.values[name] !== value);
    if (moved) this.move(changes);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Way} own
   * @param {Covis.NumberControl} control
   */
  #key(event, own, control) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) {
      const [way, count] = KEYS[event.key];
      const [at, target] = this.moves.find(([each]) => each === way) ?? [own, control]; // one direction only: both pairs of arrows move it
      const backwards = at === way && this.place().axes?.[way].reversed ? -1 : 1; // a path has its own direction
      this.#set({ [target.name]: nudge(target, this.state.values[target.name], backwards * count) });
    } else if (event.key in LEAPS) this.#set({ [control.name]: nudge(control, this.state.values[control.name], LEAPS[event.key]) });
    else if (event.key === "Home" || event.key === "End") this.#set({ [control.name]: event.key === "Home" ? control.low : last(control) });
    else return;
    event.preventDefault();
  }

  /**
   * From pointerdown to its end the dot keeps its distance from the pointer; the sliders' steps and ranges hold.
   * @param {PointerEvent} event
   */
  #grab(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const { element } = this;
    const stage = /** @type {HTMLElement} */ (element.parentElement);
    element.setPointerCapture(event.pointerId);
    element.dataset.held = "";
    if (!this.sliders.includes(/** @type {HTMLElement} */ (document.activeElement)))
      this.sliders[0].focus({ preventScroll: true, focusVisible: false });
    const start = this.place();
    const under = placeIn(stage, event);
    const off = { x: under.x - start.x, y: under.y - start.y };
    const ending = new AbortController();
    /**
     * @param {string} name
     * @param {(event: any) => void} listener
     */
    const on = (name, listener) => element.addEventListener(name, listener, { signal: ending.signal });
    on("pointermove", (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      const place = this.place();
      if (!place.axes) return;
      const now = placeIn(stage, moved); // the page may have scrolled
      const at = { x: now.x - off.x, y: now.y - off.y };
      const changes = this.moves.map((each) => [each[1].name, this.#stateAt(at, each, place)]);
      this.#set(Object.fromEntries(changes.filter(([, value]) => Number.isFinite(value))));
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      on(end, () => {
        delete element.dataset.held;
        ending.abort();
      });
    }
  }
}

/**
 * The handles of one plot, over the element that it is drawn in. `axes()` are its first pair of axes, null where it has none.
 * `arraysOf(k)` gives mark k's arrays as drawn, `pathOf(k)` those of its path, `shown(k)` whether its condition holds; `used` remembers
 * that one has been dragged.
 */
export class Handles {
  /**
   * @param {Covis.Plot} spec
   * @param {Covis.HandleParts & {area: HTMLElement, axes: () => Covis.PixelAxes | null, bounds: () => Covis.Bounds | null, arraysOf: (k: number) => Covis.Arrays, pathOf: (k: number) => Covis.Arrays, shown: (k: number) => boolean}} parts
   */
  constructor(spec, { area, axes: axesNow, bounds: boundsNow, state, move, arraysOf, pathOf, shown, used }) {
    /** @type {(k: number) => () => Place} */
    const place = (k) => () => {
      const arrays = arraysOf(k);
      const { scales } = spec.marks[k];
      const [x, y] = [arrays.x?.[0] * (scales?.x ?? 1), arrays.y?.[0] * (scales?.y ?? 1)];
      const axes = axesNow();
      if (!axes || !shown(k)) return NOWHERE;
      const dot = { x: axes.x.toPixel(x), y: axes.y.toPixel(y) };
      const inside = dot.x >= -12 && dot.x <= area.clientWidth + 12 && dot.y >= -12 && dot.y <= area.clientHeight + 12;
      const path = () => {
        const along = pathOf(k);
        const [xs, ys] = [Array.from(along.x ?? []), Array.from(along.y ?? [])];
        return xs.map((each, i) => ({ x: axes.x.toPixel(each * (scales?.x ?? 1)), y: axes.y.toPixel(ys[i] * (scales?.y ?? 1)) }));
      };
      return { ...dot, axes, shown: inside, width: area.clientWidth, path };
    };
    /** @type {Covis.Over[]} */
    this.all = [];
    spec.marks.forEach((mark, k) => {
      const placed = state.controls.get(mark.handle?.points ?? "");
      const ground = () => ({ axes: axesNow(), bounds: boundsNow(), shown: shown(k), scales: mark.scales ?? {} });
      const over = placed && kindOf(placed).over;
      if (over) this.all.push(over(placed, mark, { state, move, used, area, ground }));
      else if (mark.handle) this.all.push(new Handle(mark, { state, move, place: place(k), used }));
    });
  }

  /** Lay them over the plot. @param {HTMLElement} stage */
  begin(stage) {
    stage.append(...this.all.map((each) => each.element));
    for (const each of this.all) each.begin?.();
  }

  refresh() {
    for (const handle of this.all) handle.refresh();
  }
}
