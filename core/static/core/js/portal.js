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

  // Words that depend on the hour. A page may be kept for long: it states days and hours, and the
  // words come from the reader's clock. Moments are written 2026-11-28T09:00+05:00.
  const DAY = 86_400_000;
  const daysSince = (moment, now) => (now - Date.parse(moment)) / DAY;
  const say = (element, words) => {
    element.dataset.stated ??= element.textContent;
    element.textContent = words ?? element.dataset.stated;
  };

  const openingWords = ({ times, ...words }, now) => {
    const next = times.find(([, closes]) => now < Date.parse(closes));
    if (!next) return [false, null];
    const [opens, closes, later] = next;
    if (now >= Date.parse(opens)) return [true, words.open.replace("{time}", closes.slice(11, 16))];
    const days = daysSince(`${opens.slice(0, 10)}T00:00${opens.slice(16)}`, now);
    const when = days >= 0 ? words.today : days >= -1 ? words.tomorrow : later;
    return [false, words.closed.replace("{when}", when.replace("{time}", opens.slice(11, 16)))];
  };

  const tellTheHour = () => {
    const now = Date.now();
    for (const place of document.querySelectorAll("[data-day]")) {
      let days = daysSince(place.dataset.day, now);
      if ("weekly" in place.dataset) days = ((days % 7) + 7) % 7;
      const isToday = days >= 0 && days < Number(place.dataset.days ?? 1);
      place.classList.toggle("is-today", isToday);
      if (isToday) place.setAttribute("aria-current", "date");
      else place.removeAttribute("aria-current");
      if ("passing" in place.dataset) place.hidden = !isToday;
    }
    for (const word of document.querySelectorAll("[data-today]")) {
      const days = daysSince(word.closest("[data-day]").dataset.day, now);
      const { today, tomorrow } = word.dataset;
      say(word, days >= 1 || days < -1 ? null : days >= 0 ? today : tomorrow);
    }
    for (const word of document.querySelectorAll("[data-over]")) {
      say(word, now < Date.parse(word.dataset.ends) ? null : word.dataset.over);
    }
    for (const place of document.querySelectorAll("[data-opening]")) {
      const [isOpen, words] = openingWords(JSON.parse(place.dataset.opening), now);
      place.classList.toggle("status--good", isOpen);
      say(place.lastElementChild, words);
    }
  };
  tellTheHour();
  setInterval(tellTheHour, 20_000);

  // Ask before leaving a page with unsent text.
  let sending = false;
  document.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    const texts = document.querySelectorAll("form[method=post] textarea");
    if (!sending && [...texts].some((text) => text.value !== text.defaultValue)) event.preventDefault();
  });
})();
