// Two editions side by side: what a hand changes in one is set in the other, as far as both have the control. Clocks run by themselves.

/**
 * @param {{data: {}, parentElement: HTMLElement}} component
 * @returns {() => void}
 */
export function attach({ parentElement }) {
  const place = parentElement.closest(".st-key-cv_desk_pair");
  const ending = new AbortController();
  let asked = 0;
  /** @param {Event} event */
  const follow = (event) => {
    const from = event.target instanceof Element ? event.target.closest("section.covis") : null;
    if (!from || !event.isTrusted) return;
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => requestAnimationFrame(() => copy(/** @type {Covis.Root} */ (from))));
  };
  /** @param {Covis.Root} from */
  const copy = (from) => {
    /** @type {Covis.Root | undefined} */
    const to = [.../** @type {NodeListOf<Covis.Root>} */ (place?.querySelectorAll("section.covis") ?? [])].find((root) => root !== from);
    if (!from.covis || !to?.covis || to.dataset.ready !== "true") return;
    const [values, others] = [from.covis.snapshot().controls, to.covis.snapshot().controls];
    const changes = Object.entries(values).filter(
      ([name, value]) => name in others && others[name] !== value && !from.querySelector(`.covis-clock [name="${CSS.escape(name)}"]`),
    );
    if (changes.length) to.covis.set(Object.fromEntries(changes)).catch(() => {}); // a value that is out of the other's range stays as it is
  };
  for (const kind of ["input", "change", "click", "keyup", "pointermove", "pointerup"])
    place?.addEventListener(kind, follow, { signal: ending.signal, passive: true });
  return () => {
    ending.abort();
    cancelAnimationFrame(asked);
  };
}
