// The box under a visualisation in which learners say what helped, what confused them and what seems wrong.
// The state of the controls is read from the runtime when something is sent, so moving a slider sends nothing.

const REPLY_TIMEOUT = 20000; // milliseconds to wait for a reply

/** @type {Record<string, [string, boolean]>} */
const PROMPTS = {
  helped: ["What helped? A few words, if you like.", false],
  confused: ["What confused you? A few words, if you like.", false],
  wrong: ["What seems wrong, and what did you expect instead?", true],
};

/** @typedef {{data: Record<string, any>, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} Component */

/** @type {WeakMap<HTMLElement, Box>} */
const boxes = new WeakMap(); // parentElement -> Box

/** @param {Component} component */
export default function (component) {
  const { parentElement } = component;
  const box = boxes.get(parentElement) ?? new Box(/** @type {HTMLElement} */ (parentElement.querySelector(".cv-feedback")));
  boxes.set(parentElement, box);
  box.update(component);
}

class Box {
  /** @type {Record<string, any>} */
  data = {};
  /** @type {Component["setTriggerValue"]} */
  trigger = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.kind = "";
    this.pending = "";
    /**
     * @param {string} name
     * @returns {any}
     */
    const find = (name) => root.querySelector(name);
    this.form = find("form");
    this.more = find(".cv-feedback-more");
    this.field = find("textarea");
    this.label = find("label span");
    this.left = find(".cv-feedback-count");
    this.send = find("[type=submit]");
    this.reply = find(".cv-feedback-reply");
    /** @type {NodeListOf<HTMLElement>} */
    this.buttons = root.querySelectorAll("[data-kind]");
    for (const button of this.buttons) button.addEventListener("click", () => this.choose(button.dataset.kind ?? ""));
    find("[data-cancel]").addEventListener("click", () => this.close());
    this.field.addEventListener("input", () => this.count());
    this.form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** @param {Component} component */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    const { reply } = data;
    if (!this.pending || reply?.to !== this.pending) return;
    this.setPending("");
    this.showReply(reply.text, reply.kept);
    if (!reply.kept) return;
    this.field.value = "";
    const hadFocus = this.more.contains(document.activeElement);
    this.close();
    if (hadFocus) this.reply.focus();
  }

  /** @param {string} kind */
  choose(kind) {
    if (kind === this.kind) return this.close();
    this.kind = kind;
    const [ask, needed] = PROMPTS[kind];
    this.label.textContent = ask;
    this.field.required = needed;
    this.more.hidden = false;
    this.showReply("");
    this.mark();
    this.count();
    this.field.focus({ preventScroll: true });
    this.more.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.kind = "";
    this.more.hidden = true;
    this.mark();
  }

  mark() {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind));
  }

  count() {
    const left = this.field.maxLength - this.field.value.length;
    this.left.textContent = left < 100 ? `${left} characters left` : "";
  }

  submit() {
    if (this.pending || !this.kind) return;
    const { visualisation, digest } = this.data;
    let state = {};
    try {
      /** @type {Covis.Root | null} */
      const root = document.querySelector(`section.covis[data-covis="${visualisation}"]`);
      state = root?.covis?.snapshot().controls ?? {};
    } catch {} // nothing is drawn: the feedback is sent without a state
    this.setPending(crypto.randomUUID?.() ?? String(Math.random()));
    this.trigger("sent", { to: this.pending, kind: this.kind, document: digest, state, note: this.field.value });
    const { pending } = this;
    setTimeout(() => this.pending === pending && this.giveUp(), REPLY_TIMEOUT);
  }

  /** @param {string} pending */
  setPending(pending) {
    this.pending = pending;
    this.send.disabled = Boolean(pending);
    if (pending) this.showReply("Sending …");
  }

  giveUp() {
    this.setPending("");
    this.showReply("There was no answer, so your feedback may not have arrived. Your text is still here: try again.", false);
  }

  /**
   * @param {string} text
   * @param {boolean} [kept]
   */
  showReply(text, kept = true) {
    this.reply.textContent = text;
    this.reply.classList.toggle("cv-feedback-problem", !kept);
  }
}
