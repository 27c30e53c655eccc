// On paper: ink on white whatever the theme, plots and equations whole, what is folded open, and the values of the controls as a line.
import { plotTheme } from "../drawing/theme.js";

const WIDTH = 640; // pixels of an A4 page between its margins, with something to spare
const EQUATIONS = ":is(.covis-equation, .covis-mathematics, .where) > math";
const OPENED = ".covis-fold:not(.covis-data), .covis-question";

/**
 * @param {Covis.Root} root
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {() => void} themed takes the theme of the page again
 * @param {AbortSignal} signal
 */
export function watchPrinting(root, views, themed, signal) {
  /** @type {(() => void)[]} */
  const undo = [];
  const begin = () => {
    if (undo.length) return;
    root.dataset.printing = "";
    undo.push(() => delete root.dataset.printing);
    for (const fold of /** @type {NodeListOf<HTMLDetailsElement>} */ (root.querySelectorAll(OPENED))) {
      if (fold.open) continue;
      fold.open = true;
      undo.push(() => (fold.open = false));
    }
    for (const equation of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(EQUATIONS))) {
      equation.style.inlineSize = "max-content"; // a displayed formula is as wide as its box, whatever it holds
      const wide = equation.getBoundingClientRect().width + 32; // with its margin
      equation.style.inlineSize = "";
      if (wide <= WIDTH) continue;
      equation.style.fontSize = `${WIDTH / wide}em`;
      undo.push(() => (equation.style.fontSize = ""));
    }
    themed();
    for (const view of views) {
      view.print(WIDTH, plotTheme(root));
      undo.push(() => view.print(0, plotTheme(root)));
    }
  };
  const end = () => {
    for (const step of undo.splice(0)) step();
    themed();
  };
  window.addEventListener("beforeprint", begin, { signal });
  window.addEventListener("afterprint", end, { signal });
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? begin() : end()), { signal });
}
