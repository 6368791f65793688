// Copies an API key that was just made. Everything else on the page is forms.
import { toast } from './api.js';

for (const button of document.querySelectorAll('[data-copy-secret]')) {
  button.addEventListener('click', async event => {
    event.preventDefault();
    const secret = document.querySelector('[data-secret]');
    try {
      await navigator.clipboard.writeText(secret.textContent);
      toast(button.dataset.done);
    } catch {
      // No clipboard here: what is selected can be copied by hand.
      getSelection().selectAllChildren(secret);
    }
  });
}
