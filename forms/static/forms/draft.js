/* Keeps what is typed while one types. Without it every button of the step keeps it just as well. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  let timer = 0, changed = false, sending = false;

  const typed = () => {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    data.set("go", "keep");
    return data;
  };
  const kept = () => {
    changed = false;
    for (const text of form.querySelectorAll("textarea")) text.defaultValue = text.value;
  };
  const keep = () => {
    clearTimeout(timer);
    if (!changed || sending) return;
    fetch(form.action, { method: "POST", body: typed(), keepalive: true, credentials: "same-origin" })
      .then((answer) => { if (answer.status === 204) kept(); })
      .catch(() => {}); // no line now: the next button keeps it
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault(); // the second click of two; the server would forgive it too
    sending = true;
    setTimeout(() => { sending = false; }, 8000);
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("pageshow", () => { sending = false; });
})();
