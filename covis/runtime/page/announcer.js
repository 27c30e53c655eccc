// What a screen reader says by itself: the readouts that have changed, with their labels, once, when the hand rests. A number that is
// shown is never a live region: while a clock runs it would speak at every frame.
import { h, setText } from "../dom.js";

/**
 * @param {{label: string, output: HTMLElement}[]} readouts
 * @param {import("../drawing/plot.js").PlotView[]} views
 */
export function buildAnnouncer(readouts, views) {
  const element = h("p", { class: "covis-unseen covis-announcer", role: "status" });
  /** @type {string[] | undefined} */
  let before; // nothing is said of the state in which the page opens: it is read there
  const parts = () => [
    ...readouts.map(({ label, output }) => `${label}: ${output.textContent}`),
    ...(readouts.length ? [] : views.map((view) => view.description.textContent ?? "")),
    ...views.map((view) => view.gaps.textContent ?? ""),
  ];
  return {
    element,
    /** All rests: say what is new. */
    rested() {
      const now = parts();
      const changed = now.filter((text, k) => before && text && text !== before[k]).map((text) => text.replace(/\.$/, ""));
      before = now;
      if (changed.length) setText(element, `${changed.join("; ")}.`);
    },
  };
}

/**
 * While a clock runs, a plot that cannot be drawn says so on the page and not aloud.
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {boolean} playing
 */
export const quieten = (views, playing) =>
  views.forEach(({ message }) => (playing ? message.setAttribute("aria-live", "off") : message.removeAttribute("aria-live")));
