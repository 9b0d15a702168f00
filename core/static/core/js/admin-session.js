// Warns two minutes before a session of staff ends. Asking for the time left keeps nothing alive;
// the button does, as any other request.
(() => {
  const { idle, left, stay, warning, button, ended } = document.currentScript.dataset;
  const WARN = 120;
  const AGAIN = 15;
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  let bar = null;

  const hide = () => {
    if (bar) bar.remove();
    bar = null;
  };

  const show = (text, label) => {
    if (bar && bar.firstChild.textContent === text) return;
    hide();
    bar = document.createElement("div");
    bar.setAttribute("role", "alert");
    bar.style.cssText =
      "position:fixed;inset:auto 1rem 1rem auto;z-index:1000;padding:1rem;max-width:28rem;" +
      "background:#fff;color:#111;border:3px solid #8a5a00;border-radius:6px";
    bar.append(document.createElement("p"));
    bar.firstChild.textContent = text;
    if (label) {
      const press = document.createElement("button");
      press.type = "button";
      press.className = "button";
      press.textContent = label;
      press.addEventListener("click", renew);
      bar.append(press);
    }
    document.body.append(bar);
  };

  const plan = (seconds) => setTimeout(check, Math.max(seconds, AGAIN) * 1000);

  async function renew() {
    const config = document.getElementById("wagtail-config");
    const token = config ? JSON.parse(config.textContent).CSRF_TOKEN : "";
    const method = "POST";
    await fetch(stay, { method, headers: { ...headers, "X-CSRFToken": token } }).catch(() => {});
    check();
  }

  async function check() {
    let seconds = null;
    try {
      const response = await fetch(left, { headers, redirect: "manual" });
      if (response.ok) seconds = (await response.json()).seconds;
      else if (response.status === 403) return show(ended);
    } catch {
      // Without a network nothing is known: ask again.
    }
    if (seconds !== null && seconds > WARN) hide();
    if (seconds !== null && seconds <= WARN) show(warning, button);
    return plan(seconds === null ? AGAIN : seconds - WARN);
  }

  // The script stands before the menu, which only somebody signed in has.
  document.addEventListener("DOMContentLoaded", () => {
    if (document.getElementById("wagtail-sidebar")) plan(Number(idle) - WARN);
  });
})();
