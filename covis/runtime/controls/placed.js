// Points that a student adds, moves and removes, in the plot that draws them: over every dot lies a target, as over a handle. Their state is
// a text (state/points.js).
import { freshId, h, placeIn, setHidden, setText } from "../dom.js";
import { register } from "../state/kinds.js";
import { counted, free, moved, pairs, pointsOf, pointText, waysOf, wordsOf } from "../state/points.js";
import { nudge, rangeState } from "../state/range.js";

/** @typedef {import("../state/points.js").Pair} Pair */

const STILL = 4; // pixels that a hand may shake in a click
const DOT = 14; // pixels from a dot: a mouse that clicks farther away means the plot
const BESIDE = 10; // arrow keys from a point to the one that Enter adds
/** @type {Record<string, Pair>} */
const KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10] };

/**
 * @param {Covis.PlacedControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change, current }) {
  /** @param {string} text @param {() => void} onclick */
  const button = (text, onclick) => h("button", { type: "button", class: "covis-button covis-quiet", onclick }, text);
  const add = button("Add a point", () => {
    const points = pointsOf(current());
    change(control.name, pointText([...points, free(control, points.length)]));
    focusOn(element, control.name, points.length);
  });
  const clear = button("Remove all", () => change(control.name, pointText(pointsOf(current()).slice(0, control.fewest))));
  if (control.fewest) setText(clear, `Keep ${control.fewest}`);
  const which = h("output", { name: control.name, role: "status" });
  const help = "Click or tap in the plot to add a point, and on a point to remove it; drag it to move it.";
  const element = h(
    "div",
    { class: "covis-control covis-placed", role: "group", "aria-label": control.label },
    h("div", { class: "covis-head" }, h("span", { class: "covis-label" }, control.label), which),
    h("p", { class: "covis-help" }, help),
    h("div", { class: "covis-transport" }, add, clear),
  );
  /** @param {string} value */
  const refresh = (value) => {
    const { length } = pointsOf(value);
    setText(which, `${length} of ${control.most}`);
    add.disabled = length >= control.most;
    clear.disabled = length <= control.fewest;
  };
  return { element, refresh };
}

/**
 * Focus a point, once it is there.
 * @param {HTMLElement} from
 * @param {string} name
 * @param {number} place
 * @param {FocusOptions} [how]
 */
function focusOn(from, name, place, how) {
  const grips = () =>
    /** @type {HTMLElement[]} */ ([...(from.closest(".covis") ?? document).querySelectorAll(`[data-placed="${name}"] .covis-grip`)]);
  const reach = (tries = 20) => {
    const all = grips();
    if (all.length > place || !tries) all[Math.min(place, all.length - 1)]?.focus(how);
    else requestAnimationFrame(() => reach(tries - 1));
  };
  reach();
}

/** What lies over the plot that draws the points: a target over each of them, and the plot itself for a new one. */
class Places {
  /**
   * @param {Covis.PlacedControl} control
   * @param {Covis.Mark} mark
   * @param {Covis.HandleParts & {ground: () => Covis.Ground, area: HTMLElement}} parts
   */
  constructor(control, mark, { state, move, used, ground, area }) {
    this.control = control;
    this.mark = mark;
    this.state = state;
    this.move = move;
    this.used = used;
    this.ground = ground;
    this.area = area;
    this.ways = waysOf(control);
    this.help = h("span", { id: freshId("help"), hidden: true }, "Arrow keys move it, Enter adds another beside it, Delete removes it.");
    this.element = h(
      "div",
      { class: "covis-placed-points", "data-placed": control.name, role: "group", "aria-label": mark.name || control.label },
      this.help,
    );
    /** @type {HTMLElement[]} */
    this.spots = [];
    this.refresh();
  }

  /** The stage is there: listen to it. Plotly takes a click for itself, so the hand is followed from down to up. */
  begin() {
    const stage = /** @type {HTMLElement} */ (this.element.parentElement);
    stage.addEventListener("pointerdown", (event) => this.#press(event), { capture: true });
  }

  get points() {
    return pointsOf(this.state.values[this.control.name]);
  }

  /** @param {Pair[]} points */
  #set(points) {
    this.used.handle = true;
    const text = pointText(points);
    if (text !== this.state.values[this.control.name]) this.move({ [this.control.name]: text });
  }

  /** The place of the plot under a hand, in pixels. @param {MouseEvent} event */
  #under(event) {
    return placeIn(/** @type {HTMLElement} */ (this.element.parentElement), event);
  }

  /**
   * The point at a place of the stage.
   * @param {{x: number, y: number}} at
   * @param {Covis.Ground} ground
   */
  #pointAt(at, { axes, scales }) {
    const { x, y } = /** @type {Covis.PixelAxes} */ (axes);
    return moved(this.control, [x.toData(at.x) / (scales.x ?? 1), y.toData(at.y) / (scales.y ?? 1)]);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const onPlot = this.area.contains(target) || Boolean(target.closest(".covis-light"));
    if (event.button !== 0 || !event.isPrimary || !onPlot) return;
    const ending = new AbortController();
    const { signal } = ending;
    /** @param {PointerEvent} up */
    const release = (up) => {
      ending.abort();
      const still = Math.hypot(up.clientX - event.clientX, up.clientY - event.clientY) <= STILL;
      if (up.type === "pointerup" && still) this.#add(up);
    };
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, (/** @type {any} */ up) => up.pointerId === event.pointerId && release(up), {
        capture: true,
        signal,
      });
    }
  }

  /** @param {PointerEvent} event */
  #add(event) {
    const { points } = this;
    const ground = this.ground();
    const { x, y } = this.#under(event);
    const { left, top, width, height } = ground.bounds ?? { left: 0, top: 0, width: 0, height: 0 };
    const inside = x >= left && x <= left + width && y >= top && y <= top + height;
    if (ground.shown && ground.axes && inside && points.length < this.control.most) this.#set([...points, this.#pointAt({ x, y }, ground)]);
  }

  /** @param {number} place @param {FocusOptions} [how] of the focus that moves to another point */
  #remove(place, how) {
    const { points } = this;
    if (points.length <= this.control.fewest) return;
    const focused = this.element.contains(document.activeElement);
    this.#set(points.filter((_, k) => k !== place));
    if (focused) focusOn(this.element, this.control.name, Math.max(0, Math.min(place, points.length - 2)), how);
  }

  /** @param {number} place */
  #made(place) {
    const grip = h("span", {
      class: "covis-grip",
      role: "slider",
      tabindex: "0",
      "aria-roledescription": "point",
      "aria-describedby": this.help.id,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, place),
    });
    const spot = h("div", { class: "covis-handle" }, grip);
    spot.addEventListener("pointerdown", (event) => this.#grab(event));
    return spot;
  }

  /** The points have moved, or the axes have: follow. */
  refresh() {
    const { points } = this;
    const { shown, axes, scales } = this.ground();
    setHidden(this.element, !shown || !axes);
    while (this.spots.length < points.length) this.spots.push(this.#made(this.spots.length));
    for (const spot of this.spots.splice(points.length)) spot.remove();
    if (!axes) return;
    points.forEach((point, k) => {
      const spot = this.spots[k];
      if (!spot.isConnected) this.element.append(spot);
      spot.style.transform = `translate(${axes.x.toPixel(point[0] * (scales.x ?? 1))}px, ${axes.y.toPixel(point[1] * (scales.y ?? 1))}px)`;
      const grip = /** @type {HTMLElement} */ (spot.firstElementChild);
      const said = this.ways.map((way, j) => `${way.label} ${rangeState.words(way, point[j]).replaceAll("\u00a0", " ")}`).join(", ");
      const about = {
        "aria-label": `${this.mark.name || this.control.label}: ${k + 1} of ${points.length}`,
        "aria-valuemin": this.ways[0].low,
        "aria-valuemax": this.ways[0].high,
        "aria-valuenow": point[0],
        "aria-valuetext": said,
      };
      for (const [name, value] of Object.entries(about)) grip.setAttribute(name, String(value));
    });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} place
   */
  #key(event, place) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { points, ways } = this;
    const { axes } = this.ground();
    if (event.key in KEYS) {
      const by = KEYS[event.key].map((count, k) => (axes?.[k ? "y" : "x"].reversed ? -count : count));
      const next = /** @type {Pair} */ (ways.map((way, k) => (by[k] ? nudge(way, points[place][k], by[k]) : points[place][k])));
      this.#set(points.with(place, next));
    } else if (event.key === "Delete" || event.key === "Backspace") this.#remove(place);
    else if (event.key === "Enter") {
      if (points.length >= this.control.most) return;
      const [x, y] = points[place];
      const beside = nudge(ways[0], x, BESIDE);
      this.#set([...points, [beside === x ? nudge(ways[0], x, -BESIDE) : beside, y]]);
      focusOn(this.element, this.control.name, points.length);
    } else return;
    event.preventDefault();
  }

  /**
   * Take the point nearest to the hand: targets overlap where points are close. It keeps its distance from the hand until that lets go; a
   * hand that has not moved removes it.
   * @param {PointerEvent} event
   */
  #grab(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const { axes, scales } = this.ground();
    if (!axes) return;
    const start = this.#under(event);
    const offs = this.points.map(([x, y]) => ({
      x: start.x - axes.x.toPixel(x * (scales.x ?? 1)),
      y: start.y - axes.y.toPixel(y * (scales.y ?? 1)),
    }));
    const away = offs.map(({ x, y }) => Math.hypot(x, y));
    const place = away.indexOf(Math.min(...away));
    const off = offs[place];
    const spot = this.spots[place];
    spot.setPointerCapture(event.pointerId);
    spot.dataset.held = "";
    /** @type {HTMLElement} */ (spot.firstElementChild).focus({ preventScroll: true, focusVisible: false });
    const beside = event.pointerType === "mouse" && away[place] > DOT; // a finger is not that exact
    let dragged = false;
    const ending = new AbortController();
    /**
     * @param {string} name
     * @param {(event: any) => void} listener
     */
    const on = (name, listener) => spot.addEventListener(name, listener, { signal: ending.signal });
    on("pointermove", (now) => {
      if (now.pointerId !== event.pointerId) return;
      dragged ||= Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) > STILL;
      const current = this.ground();
      if (!dragged || !current.axes || !this.points[place]) return;
      const at = this.#under(now);
      this.#set(this.points.with(place, this.#pointAt({ x: at.x - off.x, y: at.y - off.y }, current)));
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      on(end, () => {
        ending.abort();
        delete spot.dataset.held;
        if (end !== "pointerup" || dragged) return;
        if (beside) this.#add(event);
        else this.#remove(place, { preventScroll: true, focusVisible: false });
      });
    }
  }
}

register("placed", {
  problem(control, value) {
    const points = pairs(value);
    if (!points) return "takes a list of points, such as [[1, 2], [3, 4]]";
    if (points.length < control.fewest || points.length > control.most)
      return `takes ${control.fewest} to ${control.most} points, not ${points.length}`;
    const faults = points.flatMap((point) =>
      waysOf(control).map((way, k) => rangeState.problem(way, point[k]) && `${way.label} ${rangeState.problem(way, point[k])}`),
    );
    return faults.find(Boolean) ?? "";
  },
  normal: (_, value) => pointText(pointsOf(value)),
  number: (_, value) => pointsOf(value).length,
  numbers({ name, x, y, most }, value) {
    const points = pointsOf(value);
    const places = Array.from({ length: most }, (_, k) => points[k] ?? [x.low, y.low]);
    return Object.fromEntries(
      places.flatMap(([a, b], k) => [
        [`${name}_x_${k + 1}`, a],
        [`${name}_y_${k + 1}`, b],
      ]),
    );
  },
  read: (_, text) => text,
  words: wordsOf,
  brief: (_, value) => counted(pointsOf(value).length),
  build,
  over: (control, mark, parts) => new Places(control, mark, parts),
});
