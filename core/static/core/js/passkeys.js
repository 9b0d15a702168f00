// Asks the browser for a passkey and sends its answer with the form around the button.
(() => {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list = []) => list.map((item) => ({ ...item, id: toBytes(item.id) }));

  const ask = {
    create: () =>
      navigator.credentials.create({
        publicKey: {
          ...options,
          challenge: toBytes(options.challenge),
          user: { ...options.user, id: toBytes(options.user.id) },
          excludeCredentials: known(options.excludeCredentials),
        },
      }),
    get: () =>
      navigator.credentials.get({
        publicKey: {
          ...options,
          challenge: toBytes(options.challenge),
          allowCredentials: known(options.allowCredentials),
        },
      }),
  };

  const describe = (credential) => {
    const { response } = credential;
    const answer = { clientDataJSON: toText(response.clientDataJSON) };
    if (response.attestationObject) {
      answer.attestationObject = toText(response.attestationObject);
      answer.transports = response.getTransports ? response.getTransports() : [];
    } else {
      answer.authenticatorData = toText(response.authenticatorData);
      answer.signature = toText(response.signature);
      answer.userHandle = response.userHandle ? toText(response.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || null,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: answer,
    });
  };

  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const act = button.dataset.passkey;
    const fault = document.querySelector(`[data-passkey-fault="${act}"]`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      fault.hidden = true;
      try {
        button.form.elements.passkey.value = describe(await ask[act]());
      } catch {
        fault.hidden = false; // refused, or too late
        return;
      }
      button.form.submit();
    });
  }
})();
