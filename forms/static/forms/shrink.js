/* Makes photos that are over the limit smaller before they are sent. Without it they are refused with a sentence. */
(() => {
  "use strict";
  const SIDE = 5000, KINDS = ["image/jpeg", "image/png", "image/webp"];

  const shrink = async (file, limit) => {
    if (file.size <= limit || !KINDS.includes(file.type)) return file;
    const picture = await createImageBitmap(file);
    for (let side = SIDE; side > 1000; side *= 0.75) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (blob && blob.size <= limit) {
        return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
      }
    }
    return file;
  };

  for (const input of document.querySelectorAll("input[type=file][data-shrink-over]")) {
    input.addEventListener("change", async () => {
      const limit = Number(input.dataset.shrinkOver), files = new DataTransfer();
      if (![...input.files].some((file) => file.size > limit)) return;
      try {
        for (const file of input.files) files.items.add(await shrink(file, limit));
        input.files = files.files;
      } catch { /* a picture that the browser cannot read: the server says what is wrong */ }
    });
  }
})();
