// A Streamlit component that a module of the runtime fills. The module is of our own origin, so it is imported under a
// Content-Security-Policy without eval. Streamlit calls this again when the theme or the data changes, and `attach` keeps its instance.

/** @param {{data: {module: string}, parentElement: HTMLElement}} component */
export default function (component) {
  /** @type {(() => void) | undefined} */
  let stop;
  let gone = false;
  import(new URL(component.data.module, location.origin).href)
    .then((module) => {
      if (!gone) stop = module.attach(component);
    })
    .catch((error) => {
      console.error(error);
      /** @type {HTMLElement | null} */
      const place = component.parentElement.querySelector("[data-failed]");
      if (place) place.textContent = place.dataset.failed ?? "";
    });
  return () => {
    gone = true;
    stop?.();
  };
}
