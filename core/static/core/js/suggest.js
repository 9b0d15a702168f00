/* Suggestions while typing: a combobox over the plain search form, which works the same without it. */
(() => {
  "use strict";
  const WAIT = 150;
  let made = 0;

  for (const input of document.querySelectorAll("[data-suggest]")) combobox(input);

  function combobox(input) {
    const list = document.createElement("ul");
    const said = document.createElement("p");
    list.id = `suggested-${++made}`;
    list.className = "suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.parentElement.append(list, said);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);

    let timer, asked = "", asking, at = -1;

    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) point(-1);
    };

    const point = (to) => {
      at = to;
      [...list.children].forEach((item, number) => {
        item.setAttribute("aria-selected", String(number === at));
        if (number === at) item.scrollIntoView({ block: "nearest" });
      });
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
    };

    const fill = (found) => {
      list.replaceChildren(...found.map((each, number) => {
        const item = document.createElement("li");
        const title = document.createElement("span");
        const kind = document.createElement("span");
        item.id = `${list.id}-${number}`;
        item.dataset.url = each.url;
        item.setAttribute("role", "option");
        title.textContent = each.title;
        kind.className = "suggest__kind";
        kind.textContent = each.kind;
        item.append(title, " ", kind);
        return item;
      }));
      at = -1;
      show(found.length > 0 && document.activeElement === input);
      said.textContent = found.length ? input.dataset.suggestFound.replace("0", found.length) : "";
    };

    const ask = async () => {
      const words = input.value.trim();
      if (words === asked) return;
      asked = words;
      asking?.abort();
      if (words.length < 2) return fill([]);
      asking = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
        if (answer.ok) fill((await answer.json()).suggestions);
      } catch { /* The form still works: nothing is said. */ }
    };

    const go = (item) => { if (/^\/(?!\/)/.test(item.dataset.url)) location.assign(item.dataset.url); };

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.isComposing || last < 0) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) show(true);
        const next = event.key === "ArrowDown" ? at + 1 : at - 1;
        point(next > last ? -1 : next < -1 ? last : next);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
        event.preventDefault();
        go(list.children[at]);
      }
    });
    // The finger must not take the focus away before the choice is made.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) go(item);
    });
  }
})();
