// What the lab shows beside the picture: where a measurement comes from, which columns it has, what is fitted, and what the fit says.
import { freshId, h, setText } from "../dom.js";
import { saveCsv } from "../tools/data.js";
import { symbol } from "../controls/inputs.js";
import { kindOf } from "../state/kinds.js";
import { canBeOneFile, saveOneFile } from "../state/one_file.js";
import { counted } from "./data/columns.js";
import { qualityOf, valuesOf } from "./words.js";

const NONE = "none";
const COLUMNS = /** @type {const} */ ([
  ["x", "x"],
  ["y", "y"],
  ["yError", "Uncertainty of y"],
  ["xError", "Uncertainty of x"],
]);

/**
 * @param {string} text
 * @param {() => unknown} onclick
 * @param {string} [kind]
 */
const button = (text, onclick, kind = "covis-quiet") => h("button", { type: "button", class: `covis-button ${kind}`, onclick }, text);

export class Panel {
  /** @param {import("./lab.js").Lab} lab */
  constructor(lab) {
    this.lab = lab;
    const id = freshId("measurement");
    this.heading = h("h2", { id, tabindex: "-1" }, "Your measurement");
    const chosen = () => {
      const [file] = this.file.files ?? [];
      this.file.value = ""; // the same file may be chosen again, after a correction
      if (file) lab.take(file);
    };
    this.file = h("input", { type: "file", hidden: true, accept: ".csv,.tsv,.txt,.dat,text/*", onchange: chosen });
    this.box = h("textarea", {
      rows: 6,
      spellcheck: "false",
      "aria-label": "Numbers to paste: the first row names the columns",
      placeholder: "t / s\tU / mV\n0\t12.1\n0.5\t10.4",
    });
    this.pasted = h(
      "div",
      { class: "covis-lab-paste", hidden: true },
      this.box,
      button("Use these numbers", () => this.#usePasted(), ""),
    );
    this.source = h("div", { class: "covis-lab-source" });
    this.problem = h("p", { class: "covis-problem covis-lab-problem", role: "alert", hidden: true });
    this.columns = h("fieldset");
    this.notes = h("ul", { class: "covis-lab-notes" });
    this.controls = h("fieldset");
    this.refusal = h("p", { class: "covis-problem", role: "alert", hidden: true });
    this.fit = button("Fit", () => lab.fit(), "");
    this.result = h("div", { class: "covis-lab-result" });
    this.actions = h("p", { class: "covis-lab-actions" });
    this.rest = h(
      "div",
      { class: "covis-lab-rest" },
      this.columns,
      this.notes,
      this.controls,
      this.refusal,
      this.fit,
      this.result,
      this.actions,
    );
    this.element = h(
      "section",
      { class: "covis-lab", "aria-labelledby": id },
      this.heading,
      this.source,
      this.file,
      this.pasted,
      this.problem,
      this.rest,
    );
    this.element.addEventListener("paste", (event) => this.#paste(event));
  }

  focus() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.heading.focus({ preventScroll: true });
    this.heading.scrollIntoView({ behavior: calm ? "auto" : "smooth" }); // its scroll margin keeps it clear of the panel
  }

  /** @param {string} message what is wrong with a file; "" takes the message away */
  complain(message) {
    setText(this.problem, message);
    this.problem.hidden = !message;
    if (message) this.problem.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} message why there is no fit */
  refuse(message) {
    setText(this.refusal, message);
    this.refusal.hidden = !message;
  }

  /** @param {boolean} busy a fit is running */
  busy(busy) {
    this.fit.toggleAttribute("disabled", busy);
    setText(this.fit, busy ? "Fitting …" : "Fit");
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const [file] = event.clipboardData?.files ?? [];
    if (file) this.lab.take(file);
    else if (text.trim()) this.lab.use("Pasted numbers", text);
    else return;
    event.preventDefault();
  }

  #usePasted() {
    this.lab.use("Pasted numbers", this.box.value);
    if (!this.problem.hidden) return;
    this.pasted.hidden = true;
    this.heading.focus();
  }

  /** Show what the lab holds now. What has the focus keeps it. */
  refresh() {
    const { lab } = this;
    const { table } = lab;
    const focused =
      document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement)
        ? document.activeElement.dataset.keep
        : "";
    const choose = button(table ? "Another file" : "Choose a file", () => this.file.click(), table ? "covis-quiet" : "");
    const paste = button("Paste numbers", () => {
      this.pasted.hidden = !this.pasted.hidden;
      if (!this.pasted.hidden) this.box.focus();
    });
    choose.dataset.keep = "choose";
    paste.dataset.keep = "paste";
    const words = table
      ? h("p", {}, h("strong", {}, lab.name), ` · ${counted(table.rows.length, "row")}`)
      : h(
          "p",
          {},
          "Drop a CSV file on a plot, choose one, or paste numbers from a spreadsheet. It stays in this browser: nothing is uploaded.",
        );
    this.source.replaceChildren(
      words,
      h("p", { class: "covis-lab-buttons" }, choose, paste, table && button("Remove", () => lab.remove())),
    );
    this.rest.hidden = !table;
    this.refuse("");
    if (table) {
      this.busy(false);
      this.#columns(table);
      this.notes.replaceChildren(...this.#notes(table));
      this.#controls();
      this.#result();
      this.#actions();
    }
    if (focused) /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-keep="${focused}"]`))?.focus({ preventScroll: true });
  }

  /** @param {import("./data/reading.js").Table} table */
  #notes({ words, decimal }) {
    const { lab } = this;
    const other = button("Read them with a decimal point", () => lab.use(lab.name, lab.text, { decimal: "." }));
    other.dataset.keep = "decimal";
    return [
      ...lab.faults.map((fault) => h("li", { class: "covis-lab-warning" }, fault)),
      ...(lab.comparison?.notes() ?? []).map((note) => h("li", {}, note)),
      ...(words.length ? [h("li", {}, `Columns without numbers: ${words.map((title) => `“${title}”`).join(", ")}.`)] : []),
      ...(decimal === "," ? [h("li", {}, "The numbers are read with a decimal comma. ", other)] : []),
    ];
  }

  /** Which curve, which columns, in which units. @param {import("./data/reading.js").Table} table */
  #columns({ columns }) {
    const { lab } = this;
    const choice = /** @type {import("./lab.js").Choice} */ (lab.choice);
    const options = lab.targets.map(({ plot, mark, label, why, view }) =>
      h(
        "option",
        { value: `${plot} ${mark}`, disabled: Boolean(why), selected: plot === choice.plot && mark === choice.mark },
        lab.page.views.length > 1 && label !== view.name ? `${view.name}: ${label}` : label,
        why && ` (cannot be compared: ${why})`,
      ),
    );
    const curve = h("select", { "data-keep": "curve", onchange: () => this.#choose(curve.value.split(" ").map(Number)) }, options);
    const rows = COLUMNS.map(([way, label]) => {
      const id = freshId("column");
      const error = way.endsWith("Error");
      /** @type {HTMLSelectElement} */
      const column = h(
        "select",
        {
          id,
          "data-keep": way,
          onchange: () => {
            choice[way] = Number(column.value);
            choice.units[way] = columns[choice[way]]?.unit || choice.units[way[0] === "x" ? "x" : "y"];
            this.lab.changed();
          },
        },
        error && h("option", { value: -1, selected: choice[way] < 0 }, NONE),
        columns.map(({ title, missing }, k) =>
          h("option", { value: k, selected: k === choice[way] }, title, missing > 0 && ` (${missing} missing)`),
        ),
      );
      /** @type {HTMLInputElement} */
      const unit = h("input", {
        type: "text",
        class: "covis-lab-unit",
        value: choice.units[way],
        spellcheck: "false",
        autocapitalize: "off",
        "aria-label": `Unit of ${label.replace("Unc", "the unc")}`,
        "data-keep": `${way} unit`,
        hidden: choice[way] < 0,
        onchange: () => {
          choice.units[way] = unit.value;
          this.lab.changed();
        },
      });
      return h("div", { class: "covis-lab-row" }, h("label", { for: id }, label), column, unit);
    });
    const curveId = freshId("curve");
    curve.id = curveId;
    this.columns.replaceChildren(
      h("legend", {}, "Columns and units"),
      h("div", { class: "covis-lab-row" }, h("label", { for: curveId }, "Compare with"), curve),
      ...rows,
    );
  }

  /** @param {number[]} place the number of a plot, and of its mark there */
  #choose([plot, mark]) {
    const { lab } = this;
    const choice = /** @type {import("./lab.js").Choice} */ (lab.choice);
    Object.assign(choice, { plot, mark });
    choice.fitted = lab.fittable();
    this.lab.changed();
  }

  /** Which controls are fitted. */
  #controls() {
    const { lab } = this;
    const choice = /** @type {import("./lab.js").Choice} */ (lab.choice);
    const boxes = (lab.target?.moved ?? []).map((name) => {
      const control = /** @type {Covis.Control} */ (lab.page.state.controls.get(name));
      const box = h("input", {
        type: "checkbox",
        checked: choice.fitted.includes(name),
        "data-keep": `fit ${name}`,
        onchange: () => {
          choice.fitted = (lab.target?.moved ?? []).filter((each) => (each === name ? box.checked : choice.fitted.includes(each)));
        },
      });
      return h("label", { class: "covis-lab-check" }, box, h("span", {}, `${control.label}\u00a0`, symbol(control)));
    });
    const hint = boxes.length
      ? "The fit starts from the present values: first move the controls until the curve is near the points."
      : "No control moves this curve, so there is nothing to fit.";
    this.controls.replaceChildren(h("legend", {}, "Fit these controls"), ...boxes, h("p", { class: "covis-lab-hint" }, hint));
    const usable = boxes.length > 0 && !lab.faults.length;
    this.fit.hidden = !usable;
  }

  #result() {
    const { fitted, name, target } = this.lab;
    if (!fitted) return this.result.replaceChildren();
    const { result } = fitted;
    const rows = valuesOf(result).map(({ label, value, unit, error }) =>
      h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, value, unit && `\u00a0${unit}`, !error && h("small", {}, " no error"))),
    );
    const rest = [...this.lab.page.state.controls.values()].filter(
      (control) => target?.moved.includes(control.name) && !result.names.includes(control.name),
    );
    const kept = rest.map((control) => `${control.label} ${kindOf(control).words(control, fitted.stops[control.name])}`);
    this.result.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, `Fit of ${target?.label} to ${name}`),
        h(
          "thead",
          { class: "covis-unseen" },
          h("tr", {}, h("th", { scope: "col" }, "Control"), h("th", { scope: "col" }, "Value ± standard error")),
        ),
        h("tbody", {}, rows),
      ),
      h("p", {}, qualityOf(result)),
      ...(kept.length ? [h("p", {}, `Not fitted: ${kept.join("; ")}.`)] : []),
      ...result.notes.map((note) => h("p", { class: "covis-lab-warning" }, note)),
    );
  }

  #actions() {
    const { lab } = this;
    const { page } = lab;
    const view = lab.overlay?.view;
    this.actions.replaceChildren(
      ...(view ? [button("Save as CSV", () => saveCsv([view], page.state, page.about()))] : []),
      ...(view && canBeOneFile(page.root) ? [button("Save as one file", () => saveOneFile(page, lab.tell))] : []),
      button("Print a report", () => window.print()),
    );
  }
}
