/* Small conveniences; every page works without this file. */
(() => {
  "use strict";

  // A print button is shown only where scripts run.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // After a refused form the focus goes to the error summary.
  document.querySelector("[data-error-summary]")?.focus();

  // The menu "More" closes on a click or focus outside it and on Escape.
  const more = document.querySelector(".more");
  if (more) {
    const closeOutside = (event) => {
      if (more.open && !more.parentElement.contains(event.target)) more.open = false;
    };
    document.addEventListener("click", closeOutside);
    document.addEventListener("focusin", closeOutside);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !more.open) return;
      more.open = false;
      more.querySelector("summary").focus();
    });
  }

  // A text area with a limit counts what is typed; nothing is cut.
  for (const text of document.querySelectorAll("textarea[data-limit]")) {
    const count = document.createElement("span");
    count.className = "field__count";
    const update = () => {
      const length = [...text.value.trim()].length;
      count.textContent = `${length} / ${text.dataset.limit}`;
      count.classList.toggle("field__count--over", length > Number(text.dataset.limit));
    };
    text.addEventListener("input", update);
    update();
    text.after(count);
  }

  // Ask before leaving a page with unsent text.
  let sending = false;
  document.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    const texts = document.querySelectorAll("form[method=post] textarea");
    if (!sending && [...texts].some((text) => text.value !== text.defaultValue)) event.preventDefault();
  });
})();
