// Compare: the present curves are frozen, pale and dashed, and the visualisation goes on. Plotly draws them, so saved pictures have them.
import { h } from "../dom.js";
import { roleOf, tracesOfMark } from "../drawing/marks.js";
import { faded, plotTheme } from "../drawing/theme.js";
import { kindOf } from "../state/kinds.js";

const DASHES = ["dash", "dot", "dashdot"]; // of the states that are frozen, the oldest first
const PALE = 0.65;
const LEFT_OUT = new Set(["handle", "label", "field"]); // and what its author draws muted, which is background
const LINES = new Set(["scatter", "scatterpolar", "contour", "bar"]);

/** @typedef {{view: import("../drawing/legend.js").KeyedPlot, mark: number, trace: Covis.Trace}} Ghost */

export class Compare {
  /** @type {{words: string, ghosts: Ghost[]}[]} */
  frozen = [];

  /**
   * @param {import("../page/mount.js").Visualisation} page
   * @param {(text: string) => void} tell
   */
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
    this.list = h("ul", {});
    const remove = h("button", { type: "button", class: "covis-button covis-quiet", onclick: () => this.clear() }, "Remove");
    this.note = h("div", { class: "covis-frozen" }, this.list, remove);
  }

  /** Keep the curves as they are now; of more than three states, the newest. */
  freeze() {
    const { views } = this.page;
    if (views.some((view) => !view.full)) return this.tell("The plotting library is still on its way. Try again in a moment.");
    const ghosts = views.flatMap((view) => ghostsOf(view));
    if (!ghosts.length) return this.tell("Nothing here can be frozen: a map or a surface would hide the one under it.");
    const words = this.#words();
    const frozen = [...this.frozen.filter((each) => each.words !== words), { words, ghosts }].slice(-DASHES.length);
    this.#show(frozen);
    this.tell("Frozen: change a control to compare.");
  }

  clear() {
    this.#show([]);
    this.tell("Frozen curves removed");
  }

  /** The page has another theme: the same curves in its colours. */
  theme() {
    if (this.frozen.length) this.#show(this.frozen);
  }

  /** @param {typeof this.frozen} frozen */
  #show(frozen) {
    this.frozen = frozen;
    const theme = plotTheme(this.page.root);
    for (const view of this.page.views) {
      if (!view.drawer) continue;
      const own = view.spec.figure.data.length;
      const old = Array.from({ length: view.area.data.length - own }, (_, k) => own + k);
      const data = [...view.area.data.slice(0, own)];
      frozen.forEach(({ words, ghosts }, k) => {
        const these = ghosts.filter((ghost) => ghost.view === view);
        data.push(...these.map((ghost, i) => dressed(ghost, theme, DASHES[k], i === 0 ? `Frozen: ${words}` : "")));
      });
      if (old.length) view.Plotly.deleteTraces(view.area, old);
      if (data.length > own) view.Plotly.addTraces(view.area, data.slice(own));
    }
    this.list.replaceChildren(
      ...frozen.map(({ words }, k) =>
        h(
          "li",
          {},
          h("span", {
            class: "covis-swatch",
            "aria-hidden": "true",
            html: `<svg viewBox="0 0 24 14" fill="none"><path d="M1 7H23" stroke="currentColor" stroke-width="2" stroke-dasharray="${["5 3.5", "2 3", "7 3 2 3"][k]}"/></svg>`,
          }),
          ` Frozen: ${words}`,
        ),
      ),
    );
    if (frozen.length) this.page.layout.note.after(this.note);
    else this.note.remove();
  }

  /** The state in words: what differs from the start. */
  #words() {
    const { state } = this.page;
    const start = state.start();
    const changed = [...state.controls.values()].filter(({ name }) => state.values[name] !== start[name]);
    return (
      changed.map((control) => `${control.label} ${kindOf(control).words(control, state.values[control.name])}`).join(", ") || "the start"
    );
  }
}

/**
 * What of a plot can lie under another state of it: lines and points, the outline of bars, contour lines.
 * @param {import("../drawing/legend.js").KeyedPlot} view
 * @returns {Ghost[]}
 */
function ghostsOf(view) {
  if (!view.drawer) return [];
  const data = view.drawer.withGaps();
  return view.spec.marks.flatMap((mark, k) =>
    !view.shown(k) || view.hidden.has(k) || roleOf(view.spec, k) === "muted" || LEFT_OUT.has(mark.kind.toLowerCase())
      ? []
      : tracesOfMark(view.spec, k)
          .map((index) => data[index])
          .filter(freezable)
          .map((trace) => ({ view, mark: k, trace: copied(trace) })),
  );
}

/** @param {Covis.Trace} trace */
function freezable(trace) {
  const type = trace.type ?? "scatter";
  if (type === "contour") return trace.contours?.coloring === "none";
  return LINES.has(type) && trace.mode !== "text";
}

/**
 * The numbers of a trace, apart from those that go on moving.
 * @param {Covis.Trace} trace
 */
function copied({ type = "scatter", mode = "lines", x, y, r, theta, z, xaxis, yaxis, subplot, contours, line, marker }) {
  const arrays = Object.entries({ x, y, r, theta }).filter(([, array]) => array);
  const numbers = Object.fromEntries(arrays.map(([name, array]) => [name, Array.from(array)]));
  const place = { ...(xaxis && { xaxis }), ...(yaxis && { yaxis }), ...(subplot && { subplot }) };
  if (type === "contour") return { type, z: Array.from(z, (row) => Array.from(row)), contours, showscale: false, ...numbers, ...place };
  if (type === "bar") return { type: "scatter", mode: "lines", line: { shape: "hvh" }, ...numbers, ...place };
  const size = Array.isArray(marker?.size) || ArrayBuffer.isView(marker?.size) ? Array.from(marker.size) : marker?.size;
  return {
    type,
    mode,
    line: { shape: line?.shape ?? "linear" },
    marker: { ...(size && { size }), symbol: "circle-open" },
    ...numbers,
    ...place,
  };
}

/**
 * A frozen trace in the page's colours.
 * @param {Ghost} ghost
 * @param {Covis.Theme} theme
 * @param {string} dash
 * @param {string} name
 */
function dressed({ view, mark, trace }, theme, dash, name) {
  const colour = faded(theme.roles[roleOf(view.spec, mark)] ?? theme.roles.muted, PALE);
  return {
    ...trace,
    name,
    showlegend: Boolean(name),
    hoverinfo: "skip",
    line: { ...trace.line, simplify: false, color: colour, dash, width: 1.75 * theme.weight },
    ...(trace.marker && { marker: { ...trace.marker, color: colour } }),
  };
}
