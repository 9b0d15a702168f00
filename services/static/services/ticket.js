// A QR code or a link holds a number, perhaps with its secret, after #, which browsers do not send:
// fill them in.
(() => {
  const number = document.querySelector('input[name="number"]');
  const secret = document.querySelector('input[name="secret"]');
  const fragment = decodeURIComponent(location.hash.slice(1));
  if (!number || !secret || !fragment) return;
  const dot = fragment.indexOf(".");
  number.value = dot < 0 ? fragment : fragment.slice(0, dot);
  if (dot >= 0) secret.value = fragment.slice(dot + 1);
  history.replaceState(null, "", location.pathname);
  (secret.value ? secret.form.querySelector('button[type="submit"]') : secret).focus();
})();
