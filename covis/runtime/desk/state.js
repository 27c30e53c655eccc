// One button about the state of the picture: take the state that is seen now into a request, or show the state that a request names.

/**
 * data: {id, label, state}: with a `state` (gamma=0.3&view=low) it is shown; without one, what is seen is sent as `state`.
 * @param {{data: {id: string, label: string, state: string}, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 */
export function attach({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const note = parentElement.querySelector("p");
  if (!button || !note) return;
  button.textContent = data.label;
  button.onclick = async () => {
    const root = /** @type {Covis.Root | null} */ (document.querySelector(`section.covis[data-covis="${CSS.escape(data.id)}"]`));
    try {
      if (!root?.covis) throw new Error("The picture is not drawn yet. Try again in a moment");
      const { controls } = root.covis.snapshot();
      if (data.state) {
        const see = /** @type {HTMLElement | null} */ (document.querySelector('.st-key-cv_desk_main [role="tab"]'));
        see?.click();
        await root.covis.set(read(data.state, controls));
        root.scrollIntoView({ block: "start" });
      } else {
        const parts = Object.entries(controls).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
        setTriggerValue("state", parts.join("&"));
      }
      note.textContent = "";
    } catch (error) {
      note.textContent = `${/** @type {Error} */ (error).message}.`;
    }
  };
}

/**
 * The values that the text names, each of the type that the control has now.
 * @param {string} text
 * @param {Record<string, any>} now
 */
function read(text, now) {
  /** @param {string} name @param {string} value */
  const typed = (name, value) =>
    typeof now[name] === "number" ? Number(value) : typeof now[name] === "boolean" ? value === "true" : value;
  return Object.fromEntries([...new URLSearchParams(text.replaceAll("+", "%2B"))].map(([name, value]) => [name, typed(name, value)]));
}
