// The button notes where the browser is, with the fragment that holds the controls, for `sign_in.SignInRedirect` to come back to.

const LONGEST = 3000; // characters of an address that a cookie holds

/** @param {{data: {label: string, cookie: string, path: string}, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  if (!button) return;
  button.textContent = data.label;
  button.onclick = () => {
    const page = location.pathname + location.search;
    const whole = page + location.hash;
    const safe = location.protocol === "https:" ? "; Secure" : "";
    const noted = encodeURIComponent(whole.length < LONGEST ? whole : page.slice(0, LONGEST));
    document.cookie = `${data.cookie}=${noted}; Max-Age=900; Path=${data.path}; SameSite=Lax${safe}`;
    button.disabled = true;
    setTriggerValue("pressed", true);
  };
}
