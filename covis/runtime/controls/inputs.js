// The parts that slider and clock share: the native range, the box in which a number is typed, the label with its symbol.
// A range is exact for what is set, typed or dispatched by a script, and tidy only while a pointer drags it.
import { freshId, h, setHidden, setText } from "../dom.js";
import { controlText, parseNumber, readings, unitText } from "../state/format.js";
import { kindOf } from "../state/kinds.js";
import { increment, last, nudge, snap } from "../state/range.js";

/** @type {Record<string, number | undefined>} */
const COUNTS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * The label of a control with its symbol.
 * @param {Covis.Control} control
 * @param {string} target the id of its input
 */
export const label = (control, target) => h("label", { for: target, class: "covis-label" }, `${control.label}\u00a0`, symbol(control)); // the symbol is never alone on a line

/**
 * The symbol that stands for a control in the equations; a name that is only a word, such as `now`, adds nothing to its label.
 * @param {Covis.Control} control
 */
export function symbol(control) {
  const sign = control.symbol && h("span", { class: "covis-symbol", html: control.symbol });
  return sign && !(sign.textContent === control.name && control.name.length > 2) && sign;
}

/**
 * What the state is called aloud: the number with its unit.
 * @param {Covis.NumberControl} control
 * @param {number} value
 */
export const spoken = (control, value) => kindOf(control).words(control, value).replaceAll("\u00a0", " ");

/**
 * A native range input for a slider or a clock. The state is exact for what is set or typed or dispatched by a script;
 * while a pointer drags, it is the nearest tidy value. Arrow keys move by the increment, page keys by ten of them.
 * @param {Covis.NumberControl} control
 * @param {string} id
 * @param {Covis.Change} change
 */
export function rangeInput(control, id, change) {
  const input = h("input", {
    type: "range",
    id,
    class: "covis-range",
    name: control.name,
    min: control.low,
    max: control.high,
    step: control.step ?? "any",
    value: control.start,
  });
  let dragging = false;
  /** @param {number} value */
  const move = (value) => change(control.name, value);
  input.addEventListener("pointerdown", () => (dragging = true));
  for (const end of ["pointerup", "pointercancel", "change", "blur"]) input.addEventListener(end, () => (dragging = false));
  input.addEventListener("input", (event) => {
    const raw = input.valueAsNumber;
    move(dragging && event.isTrusted ? snap(control, raw) : raw);
  });
  input.addEventListener("keydown", (event) => {
    const count = COUNTS[event.key];
    /** @type {Record<string, number>} */
    const ends = { Home: control.low, End: last(control) };
    if (event.ctrlKey || event.metaKey || event.altKey || (count === undefined && !(event.key in ends))) return;
    event.preventDefault();
    move(count === undefined ? ends[event.key] : nudge(control, input.valueAsNumber, count));
  });
  /** @param {number} value */
  const refresh = (value) => {
    if (input.valueAsNumber !== value) input.valueAsNumber = value;
    input.style.setProperty("--covis-fill", `${(100 * (value - control.low)) / (control.high - control.low)}%`);
    input.setAttribute("aria-valuetext", spoken(control, value));
  };
  return { input, refresh };
}

/**
 * The box in which a number is typed. What is typed stays until it is good, replaced by a change elsewhere, or Escape.
 * @param {Covis.NumberControl} control
 * @param {Covis.Change} change
 * @param {() => number} current
 */
export function numberBox(control, change, current) {
  const describedBy = freshId("problem");
  const fault = h("p", { id: describedBy, class: "covis-problem", role: "alert", hidden: true });
  const box = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    class: "covis-number",
    "aria-label": `${control.label}: type a value${control.unit ? ` in ${unitText(control.unit)}` : ""}`,
    "aria-describedby": describedBy,
  });
  let typing = false;
  let before = current(); // the state when the typing began: an invalid state changes nothing
  /** @type {number | null} */
  let own = null; // the state that the typing led to
  const read = () => {
    const value = parseNumber(box.value);
    return { value, reason: value === null ? "takes a number" : kindOf(control).problem(control, value) };
  };
  /** What an unclear number may mean, as buttons; none where it is clear, or means nothing that is allowed here. */
  const choices = () =>
    (parseNumber(box.value) === null ? readings(box.value) : [])
      .filter((value) => !kindOf(control).problem(control, value))
      .map((value) =>
        h(
          "button",
          { type: "button", class: "covis-button covis-meant", onclick: () => choose(value) },
          controlText(value, increment(control)),
        ),
      );
  /** @param {number} value */
  const choose = (value) => {
    show(value);
    change(control.name, value);
    box.focus();
  };
  /** @param {number} value */
  const show = (value) => {
    typing = false;
    own = null;
    box.value = controlText(value, increment(control));
    box.removeAttribute("aria-invalid");
    setHidden(fault, true);
  };
  const commit = () => {
    if (!typing) return;
    const { value, reason } = read();
    if (!reason) {
      typing = false;
      change(control.name, value);
      return;
    }
    box.setAttribute("aria-invalid", "true");
    const meant = choices();
    if (meant.length) fault.replaceChildren(`${control.label}: does ${box.value.trim()} mean `, ...joinedBy(meant, " or "), "?");
    else setText(fault, `${control.label} ${reason}.`);
    fault.hidden = false;
  };
  box.addEventListener("input", () => {
    if (!typing) before = current();
    typing = true;
    const { value, reason } = read();
    if (!reason) {
      box.removeAttribute("aria-invalid");
      fault.hidden = true;
    }
    const wanted = reason ? before : /** @type {number} */ (value);
    if (wanted === current()) return;
    own = kindOf(control).normal(control, wanted);
    change(control.name, own);
  });
  box.addEventListener("change", commit);
  box.addEventListener("focus", () => box.select());
  box.addEventListener("blur", () => {
    if (!typing) return;
    if (read().reason) commit();
    else show(current());
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      commit();
    } else if (event.key === "Escape") show(current());
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      typing = false;
      change(control.name, nudge(control, current(), event.key === "ArrowUp" ? 1 : -1));
    }
  });
  /** @type {number | undefined} */
  let shown;
  /**
   * @param {number} value
   * @param {boolean} [force]
   */
  const refresh = (value, force = false) => {
    const moved = value !== shown;
    shown = value;
    const ownKeystroke = typing && document.activeElement === box && own === value;
    if (force || (!ownKeystroke && (moved || !typing))) show(value);
  };
  return { box, fault, refresh };
}

/**
 * Parts with a text between them.
 * @param {Node[]} parts
 * @param {string} between
 */
const joinedBy = (parts, between) => parts.flatMap((part, k) => (k ? [between, part] : [part]));

/**
 * The box and its unit, side by side.
 * @param {Covis.NumberControl} control
 * @param {HTMLElement} box
 */
export const entry = (control, box) =>
  h("span", { class: "covis-entry" }, box, h("span", { class: "covis-unit", "aria-hidden": "true" }, unitText(control.unit)));
