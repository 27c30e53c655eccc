// Sharing: one dialog with the link to this state and its QR code, the frame for another site, pictures, data, how to cite it, the licence.
import { h, saveFile, setText } from "../dom.js";
import { bibtex, plainCitation } from "./citation.js";
import { canBeOneFile, saveOneFile } from "../state/one_file.js";
import { saveCsv } from "./data.js";
import { Dialog } from "./dialog.js";

const QUIET = 4; // modules of white round a code, as its standard asks

/**
 * A QR code as SVG.
 * @param {string} text
 */
async function codeOf(text) {
  const { generate } = await import("./qr/lean-qr.js");
  const code = generate(text);
  const size = code.size + 2 * QUIET;
  let path = "";
  for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path d="${path}"/></svg>`;
}

export class Share {
  /** @param {import("../page/mount.js").Visualisation} page */
  constructor(page) {
    this.page = page;
    const { root, views } = page;
    this.said = h("p", { class: "covis-unseen", role: "status" });
    this.file = h("span", { role: "status" });
    this.link = this.#field("Link to this state", "input");
    this.frame = this.#field("HTML for another site", "textarea", 4);
    this.plain = this.#field("In words", "textarea", 3);
    this.bibtex = this.#field("BibTeX", "textarea", 6);
    this.code = h("div", {});
    this.codes = h("details", { class: "covis-fold", ontoggle: () => this.#draw() }, h("summary", {}, "QR code of this link"), this.code);
    this.cite = h("p", { class: "covis-quietly" });
    this.licence = h("p", { class: "covis-quietly" });
    const { embed } = root.dataset;
    const pictures = views.map((view) =>
      h(
        "p",
        { class: "covis-row-of" },
        h("span", {}, view.name),
        this.#button(`PNG`, () => view.whenFull(() => view.download("png")), `Save as PNG: ${view.name}`),
        this.#button(`SVG`, () => view.whenFull(() => view.download("svg")), `Save as SVG: ${view.name}`),
      ),
    );
    const framed = embed
      ? [this.frame.element]
      : [
          h(
            "p",
            { class: "covis-quietly" },
            "This gallery lets no other site show its visualisations in a frame. A maintainer can name sites in registry.yaml, under embed_origins.",
          ),
        ];
    this.dialog = new Dialog(page, "Share", [
      section("Link", this.link.element, this.codes),
      section("Embed", ...framed),
      section("Pictures", ...pictures),
      section(
        "Data",
        h(
          "p",
          { class: "covis-row-of" },
          this.#button("Download data (CSV)", () => saveCsv(views, page.state, page.about())),
        ),
      ),
      canBeOneFile(root) &&
        section(
          "One file",
          h("p", { class: "covis-quietly" }, "It opens anywhere, offline, in this state and with your measurement."),
          h(
            "p",
            { class: "covis-row-of" },
            this.#button("Save as one file", () => saveOneFile(page, (text) => setText(this.file, text))),
            this.file,
          ),
        ),
      section("Cite", this.cite, this.plain.element, this.bibtex.element),
      section("Licence", this.licence),
      this.said,
    ]);
  }

  open() {
    this.link.box.value = this.#address();
    const { embed } = this.page.root.dataset;
    if (embed) this.frame.box.value = this.#frame(embed);
    this.code.replaceChildren();
    this.#draw();
    this.dialog.open();
    this.link.box.select();
    this.#know();
  }

  /** The page with this state, without what belongs to this visit. */
  #address() {
    const address = new URL(this.page.about().address);
    address.searchParams.delete("teach");
    return address.href.replace("?#", "#").replace(/[?]$/, "");
  }

  /** @param {string} embed */
  #frame(embed) {
    const address = new URL(embed, document.baseURI);
    address.hash = new URL(this.#address()).hash;
    const title = this.page.document.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<iframe src="${address.href.replaceAll("&", "&amp;")}" title="${title}" width="100%" height="720" style="border: 0" loading="lazy" allow="fullscreen"></iframe>`;
  }

  async #draw() {
    if (!this.codes.open || this.code.firstChild) return;
    const text = this.link.box.value;
    try {
      const svg = await codeOf(text);
      if (this.code.firstChild) return;
      this.code.replaceChildren(
        h("div", { class: "covis-code", role: "img", "aria-label": `QR code of ${text}`, html: svg }),
        this.#button("Save the code (SVG)", () => saveFile(`${this.page.document.id}-code.svg`, svg, "image/svg+xml")),
      );
    } catch (error) {
      console.error(error);
      setText(this.code, "The code could not be made: the link may be too long, or the connection was lost.");
    }
  }

  /** How it is cited, and its licence, as the server knows them. */
  async #know() {
    const { about, home } = this.page.root.dataset;
    const fields = [this.plain.element, this.bibtex.element];
    /** @param {string} text */
    const without = (text) => {
      setText(this.cite, text);
      for (const field of fields) field.hidden = true;
    };
    if (!about) return without("This edition is not public yet, so there is nothing to cite.");
    try {
      const answer = await fetch(new URL(about, document.baseURI));
      if (!answer.ok) throw new Error(String(answer.status));
      /** @type {import("./citation.js").Resource} */
      const resource = await answer.json();
      const { id } = this.page.document;
      const address = home ? new URL(`v/${id}`, new URL(home, document.baseURI)).href : ""; // a file knows no gallery
      setText(this.cite, resource.creativeWorkStatus ?? "");
      this.plain.box.value = plainCitation(resource, address);
      this.bibtex.box.value = bibtex(resource, id, address);
      for (const field of fields) field.hidden = false;
      const { license = "" } = resource;
      const name = license.slice(license.lastIndexOf("/") + 1).replace(/\.html$/, "");
      const named = license.startsWith("https:") ? h("a", { href: license, rel: "license noopener", target: "_blank" }, name) : name;
      this.licence.replaceChildren("Text, pictures and model under the licence ", named, ".");
    } catch (error) {
      console.error(error);
      without("What is known of it could not be loaded. Close this and try again.");
    }
  }

  /**
   * A box with text to copy.
   * @param {string} label
   * @param {"input" | "textarea"} tag
   * @param {number} [rows]
   */
  #field(label, tag, rows) {
    const box = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (
      h(tag, { readonly: true, rows, spellcheck: "false", "aria-label": label, onfocus: () => box.select() })
    );
    const copy = this.#button("Copy", () => this.#copy(box, copy, label), `Copy: ${label}`);
    return { box, element: h("div", { class: "covis-copied" }, box, copy) };
  }

  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} box
   * @param {HTMLElement} button
   * @param {string} label
   */
  async #copy(box, button, label) {
    try {
      await navigator.clipboard.writeText(box.value);
      setText(button, "Copied");
      setText(this.said, `${label}: copied`);
      setTimeout(() => setText(button, "Copy"), 2000);
    } catch {
      box.select();
      setText(this.said, "The browser does not let this page copy. The text is selected: copy it with the keyboard.");
      this.said.classList.remove("covis-unseen");
    }
  }

  /**
   * @param {string} text
   * @param {() => unknown} onclick
   * @param {string} [label]
   */
  #button(text, onclick, label) {
    return h("button", { type: "button", class: "covis-button covis-quiet", "aria-label": label, onclick }, text);
  }
}

/**
 * @param {string} title
 * @param {...Node} content
 */
const section = (title, ...content) => h("section", { class: "covis-share" }, h("h3", {}, title), content);
