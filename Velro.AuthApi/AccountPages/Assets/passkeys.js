// Passkeys: asks the server for the options of a ceremony, has the browser do its part, and sends what came of it with the form.
const show = (form, message) => {
  const place = form.querySelector('[data-message]');
  place.textContent = message;
  place.hidden = false;
};

const run = async (form) => {
  const token = form.querySelector('input[name=__RequestVerificationToken]').value;
  const answer = await fetch(form.dataset.options, { method: 'POST', headers: { RequestVerificationToken: token }, credentials: 'same-origin' });
  if (!answer.ok) throw new Error('The server did not answer. Try again.');
  const options = await answer.json();
  const credential = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.querySelector('input[name=credential]').value = JSON.stringify(credential);
  form.submit();
};

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    form.hidden = true;
    continue;
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(form).catch((error) => show(form, error.name === 'NotAllowedError' ? 'Nothing was chosen.' : error.message));
  });
}
