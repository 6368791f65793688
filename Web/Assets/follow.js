// Follow buttons: they change at once and are then what the server says. Without this module they are forms.
import { api, signIn, toast } from './api.js';

for (const button of document.querySelectorAll('[data-follow]')) {
  const followers = document.querySelector('[data-followers]');
  let busy = false;
  button.addEventListener('click', async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const was = button.getAttribute('aria-pressed') === 'true';
    show(!was);
    try {
      const answer = await api(button.dataset.follow, { method: was ? 'DELETE' : 'PUT' });
      show(answer.following);
      if (followers) {
        const text = answer.followers === 1 ? followers.dataset.one : followers.dataset.other;
        followers.textContent = text.replace('{0}', answer.followers.toLocaleString(document.documentElement.lang));
      }
    } catch (refusal) {
      show(was);
      if (refusal.status === 401) signIn();
      else toast(button.dataset.failed);
    } finally {
      busy = false;
    }
  });

  function show(on) {
    button.setAttribute('aria-pressed', String(on));
    button.className = on ? 'chip-button' : 'button';
    button.value = on ? 'no' : 'yes';
    button.textContent = on ? button.dataset.on : button.dataset.off;
  }
}
