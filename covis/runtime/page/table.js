// The folded table of the numbers behind the picture. What makes it is loaded when it is first opened.
import { h } from "../dom.js";

/**
 * The folded table; `refresh()` rebuilds it when it is open.
 * @param {import("../drawing/plot.js").PlotView[]} views
 */
export function buildTable(views) {
  const body = h("div", {});
  const refresh = async () => {
    if (!details.open) return;
    try {
      const { tableOf } = await import("../tools/data.js");
      body.replaceChildren(...views.map(tableOf));
    } catch (error) {
      console.error(error);
      body.replaceChildren(h("p", { class: "covis-problem" }, "The table could not be loaded. Close it and open it again."));
    }
  };
  const details = h("details", { class: "covis-fold covis-data", ontoggle: refresh }, h("summary", {}, "Data table"), body);
  return { element: details, refresh };
}
