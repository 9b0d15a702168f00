/* Suggestions while typing: an ARIA combobox on the search form, which also works without it. */
(() => {
  "use strict";
  const DELAY_MS = 150;
  let comboboxes = 0;

  for (const input of document.querySelectorAll("[data-suggest]")) addCombobox(input);

  function addCombobox(input) {
    const list = document.createElement("ul");
    const status = document.createElement("p");
    list.id = `suggested-${++comboboxes}`;
    list.className = "suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.parentElement.append(list, status);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);

    let timer, lastWords = "", request, selected = -1;

    const toggle = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) select(-1);
    };

    const select = (index) => {
      selected = index;
      [...list.children].forEach((item, number) => {
        item.setAttribute("aria-selected", String(number === selected));
        if (number === selected) item.scrollIntoView({ block: "nearest" });
      });
      if (selected < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[selected].id);
    };

    const showSuggestions = (suggestions) => {
      list.replaceChildren(...suggestions.map((suggestion, number) => {
        const item = document.createElement("li");
        const title = document.createElement("span");
        const kind = document.createElement("span");
        item.id = `${list.id}-${number}`;
        item.dataset.url = suggestion.url;
        item.setAttribute("role", "option");
        title.textContent = suggestion.title;
        kind.className = "suggest__kind";
        kind.textContent = suggestion.kind;
        item.append(title, " ", kind);
        return item;
      }));
      selected = -1;
      toggle(suggestions.length > 0 && document.activeElement === input);
      status.textContent = suggestions.length ? input.dataset.suggestFound.replace("0", suggestions.length) : "";
    };

    const fetchSuggestions = async () => {
      const words = input.value.trim();
      if (words === lastWords) return;
      lastWords = words;
      request?.abort();
      if (words.length < 2) return showSuggestions([]);
      request = new AbortController();
      try {
        const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: request.signal });
        if (response.ok) showSuggestions((await response.json()).suggestions);
      } catch { /* Without suggestions the form still works. */ }
    };

    const openItem = (item) => { if (/^\/(?!\/)/.test(item.dataset.url)) location.assign(item.dataset.url); };

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(fetchSuggestions, DELAY_MS); });
    input.addEventListener("blur", () => toggle(false));
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.isComposing || last < 0) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) toggle(true);
        const next = event.key === "ArrowDown" ? selected + 1 : selected - 1;
        select(next > last ? -1 : next < -1 ? last : next);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        toggle(false);
      } else if (event.key === "Enter" && selected >= 0 && !list.hidden) {
        event.preventDefault();
        openItem(list.children[selected]);
      }
    });
    // A press must not move the focus from the input before the click selects an option.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) openItem(item);
    });
  }
})();
