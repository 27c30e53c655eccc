// A visualisation in somebody's own Streamlit app: a frame with the single file. It has the page's own origin, so its state is read
// directly: once after each change, when nothing has moved for a moment.

const REST = 300; // milliseconds

/** @typedef {HTMLIFrameElement & {covisReport?: (name: string, value: any) => void}} Frame */

/** @param {{data: {page: string, title: string, digest: string, start: Covis.Values, height: number}, parentElement: HTMLElement, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const frame = /** @type {Frame | null} */ (parentElement.querySelector("iframe"));
  if (!frame) return;
  frame.covisReport = setStateValue;
  if (frame.dataset.digest === data.digest) return;
  frame.dataset.digest = data.digest;
  frame.title = data.title;
  frame.style.height = `${data.height}px`;
  frame.onload = () => {
    const root = /** @type {Covis.Root | null | undefined} */ (frame.contentDocument?.querySelector("section.covis"));
    if (!root) return;
    /** @type {number | undefined} */
    let timer;
    let told = JSON.stringify(data.start);
    const report = () => {
      if (root.dataset.ready !== "true" || !root.covis || !frame.isConnected) return;
      const { controls } = root.covis.snapshot();
      if (JSON.stringify(controls) === told) return;
      told = JSON.stringify(controls);
      frame.covisReport?.("controls", controls);
    };
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(report, REST);
    }).observe(root, { attributes: true, attributeFilter: ["data-revision"] });
  };
  frame.srcdoc = data.page;
}
