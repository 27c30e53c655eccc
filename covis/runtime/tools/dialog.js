// A dialog over everything: the browser keeps the focus in it, Escape closes it, and the focus goes back to where it was.
import { freshId, h } from "../dom.js";

export class Dialog {
  /**
   * @param {import("../page/mount.js").Visualisation} page
   * @param {string} title
   * @param {(Node | false)[]} content
   */
  constructor(page, title, content) {
    const id = freshId("dialog");
    const close = h("button", { type: "button", class: "covis-button covis-quiet", onclick: () => this.element.close() }, "Close");
    this.element = h(
      "dialog",
      { class: "covis-dialog", "aria-labelledby": id, onclick: (/** @type {Event} */ event) => this.#outside(event) },
      h("div", { class: "covis-dialog-page" }, h("div", { class: "covis-dialog-head" }, h("h2", { id }, title), close), content),
    );
    this.page = page;
  }

  open() {
    if (!this.element.isConnected) this.page.root.append(this.element);
    if (!this.element.open) this.element.showModal();
  }

  /** A click beside the page of the dialog closes it. @param {Event} event */
  #outside(event) {
    if (event.target === this.element) this.element.close();
  }
}
