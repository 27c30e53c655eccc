// In a frame of another site: tells the page around how high this one is, and when the visualisation is ready. docs/embedding.md has the
// whole protocol; messages.js answers what the page around asks.

const { dataset } = /** @type {HTMLElement} */ (document.querySelector("section.covis"));
if (new URLSearchParams(location.search).has("text")) dataset.text = "";

/**
 * Send a message to the host page. It holds nothing secret, and this page's policy says which sites may frame it.
 * @param {string} covis
 * @param {Record<string, unknown>} [more]
 */
const tell = (covis, more) => window.parent.postMessage({ covis, visualisation: dataset.covis, ...more }, "*");

if (window.parent !== window) {
  let told = 0;
  const measure = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told || "teach" in dataset || "full" in dataset) return;
    told = height;
    tell("height", { height });
  };
  new ResizeObserver(measure).observe(document.body);
  const tellReady = () => {
    if (dataset.ready !== "true") return;
    watch.disconnect();
    tell("ready");
  };
  const watch = new MutationObserver(tellReady);
  watch.observe(/** @type {Node} */ (document.querySelector("section.covis")), { attributes: true, attributeFilter: ["data-ready"] });
  tellReady(); // this file may have come after the first picture
}
