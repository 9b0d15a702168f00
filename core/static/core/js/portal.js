/* Everything works without this file. It only spares a tap or two. */
(() => {
  "use strict";

  // Printing needs a script, so the button is shown by one.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // After a refused form the reader starts at what is wrong.
  document.querySelector("[data-error-summary]")?.focus();

  // A drop-down list closes when one looks elsewhere.
  const more = document.querySelector(".more");
  if (more) {
    const shut = (event) => {
      if (more.open && !more.parentElement.contains(event.target)) more.open = false;
    };
    document.addEventListener("click", shut);
    document.addEventListener("focusin", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !more.open) return;
      more.open = false;
      more.querySelector("summary").focus();
    });
  }

  // Unfinished words are not lost by a careless tap; sent ones are not asked about.
  let sending = false;
  document.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    const texts = document.querySelectorAll("form[method=post] textarea");
    if (!sending && [...texts].some((text) => text.value !== text.defaultValue)) event.preventDefault();
  });
})();
