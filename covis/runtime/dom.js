// The smallest helper that makes building DOM by hand readable: h("p", {class: "note"}, "text", child).
// Values are set as text and attributes, never parsed as HTML; `html` is only for the document's sanitised HTML.

/**
 * Create an element. `props`: attributes; `on*` are listeners; `html` is trusted markup; null and false are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props]
 * @param {...(Covis.Content | Covis.Content[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "html") node.innerHTML = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat())
    if (child !== null && child !== undefined && child !== false) node.append(/** @type {Node | string} */ (child));
  return node;
}

let serial = 0;

/**
 * An id that is unique in the page, for label/for and aria-describedby.
 * @param {string} stem
 */
export const freshId = (stem) => `covis-${stem}-${++serial}`;

/**
 * Set the text only when it differs, so that an unchanged value costs no layout. A text that is there is written over: were it replaced, the browser
 * would try every `:has()` of the page again, and Streamlit's sheets are full of them.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent === text) return;
  const { firstChild } = node;
  if (text && firstChild instanceof Text && !firstChild.nextSibling) firstChild.data = text;
  else node.textContent = text;
}

/**
 * Hide it or show it, only when that is new, for the same reason.
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * Where a pointer is in an element, in the element's own pixels: its host may have scaled the page.
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 */
export function placeIn(element, event) {
  const box = element.getBoundingClientRect();
  const zoom = box.width / element.offsetWidth || 1;
  return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
}

/**
 * Offer `text` as a file. An anchor with `download` works under `default-src 'self'`.
 * @param {string} name
 * @param {string} text
 * @param {string} type the media type
 */
export function saveFile(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
