// A table pasted from Word into a rich text keeps its cells apart: one line a row, cells parted by
// «|» as in the block "Table". The editor itself would glue all the words together.
(() => {
  const rowText = (row) =>
    [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join(" | ");

  const tableToLines = (table) => {
    const lines = [...table.rows].map((row) => {
      const line = document.createElement("p");
      line.textContent = rowText(row);
      return line;
    });
    table.replaceWith(...lines);
  };

  document.addEventListener(
    "paste",
    (event) => {
      const inEditor = event.target.closest && event.target.closest(".Draftail-Editor");
      const html = inEditor && event.clipboardData ? event.clipboardData.getData("text/html") : "";
      if (!/<table/i.test(html)) return;
      const pasted = new DOMParser().parseFromString(html, "text/html");
      // The last first: a table inside a table becomes text before the outer one is read.
      [...pasted.querySelectorAll("table")].reverse().forEach(tableToLines);
      const data = new DataTransfer();
      data.setData("text/html", pasted.body.innerHTML);
      data.setData("text/plain", event.clipboardData.getData("text/plain"));
      event.preventDefault();
      event.stopImmediatePropagation();
      event.target.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    true,
  );
})();
