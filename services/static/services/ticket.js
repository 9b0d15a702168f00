// A ticket's QR carries number and secret behind #, which never leaves the browser: fill them in.
(() => {
  const number = document.querySelector('input[name="number"]');
  const secret = document.querySelector('input[name="secret"]');
  const mark = decodeURIComponent(location.hash.slice(1));
  if (!number || !secret || !mark) return;
  const dot = mark.indexOf(".");
  number.value = dot < 0 ? mark : mark.slice(0, dot);
  if (dot >= 0) secret.value = mark.slice(dot + 1);
  history.replaceState(null, "", location.pathname);
  (secret.value ? secret.form.querySelector('button[type="submit"]') : secret).focus();
})();
