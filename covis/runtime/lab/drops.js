// A file that is dropped on a visualisation is a measurement. This much comes with the page; the rest of this folder, with the first measurement.

/**
 * @param {HTMLElement} root
 * @param {(file: File, target: Element) => void} take
 * @param {AbortSignal} signal
 */
export function watchDrops(root, take, signal) {
  /** @param {DragEvent} event */
  const holds = (event) => event.dataTransfer?.types.includes("Files");
  root.addEventListener(
    "dragover",
    (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      root.dataset.drop = "";
    },
    { signal },
  );
  root.addEventListener(
    "dragleave",
    (event) => root.contains(/** @type {Node | null} */ (event.relatedTarget)) || delete root.dataset.drop,
    {
      signal,
    },
  );
  root.addEventListener(
    "drop",
    (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      delete root.dataset.drop;
      const [file] = event.dataTransfer?.files ?? [];
      if (file) take(file, /** @type {Element} */ (event.target));
    },
    { signal },
  );
}
