/* Saves the step while somebody types. Without it, every button of the step saves it too. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  let timer = 0, changed = false, sending = false;

  const formValues = () => {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    data.set("go", "keep");
    return data;
  };
  const markSaved = () => {
    changed = false;
    for (const text of form.querySelectorAll("textarea")) text.defaultValue = text.value;
  };
  const save = () => {
    clearTimeout(timer);
    if (!changed || sending) return;
    fetch(form.action, { method: "POST", body: formValues(), keepalive: true, credentials: "same-origin" })
      .then((response) => { if (response.status === 204) markSaved(); })
      .catch(() => {}); // offline: the next button saves it
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault(); // the second click of two; the server accepts it as well
    sending = true;
    setTimeout(() => { sending = false; }, 8000);
  });
  window.addEventListener("pagehide", save);
  window.addEventListener("pageshow", () => { sending = false; });
})();
