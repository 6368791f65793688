// Pictures from one's own machine, sent to the grid: examples beside a prompt, and the picture of oneself.
import { send, toast } from './api.js';

for (const input of document.querySelectorAll('[data-upload]')) {
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (!file) return;
    const said = input.closest('.upload').querySelector('[data-upload-said]');
    input.disabled = true;
    said.textContent = input.dataset.busy;
    try {
      const answer = await send(input.dataset.upload, { method: input.dataset.method ?? 'POST', body: file });
      said.textContent = '';
      if (!input.dataset.into) { location.reload(); return; }
      show(input, answer.url);
    } catch (refusal) {
      said.textContent = input.dataset[`wrong${refusal.status}`] ?? input.dataset.failed;
      toast(said.textContent);
    } finally {
      input.disabled = false;
      input.value = '';
    }
  });
}

/** The address goes where it would be typed, so that the draft and the form keep it like everything else. */
function show(input, url) {
  const field = document.getElementById(input.dataset.into);
  field.value = url;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const picture = input.closest('.upload').querySelector('img');
  picture.src = url;
  picture.hidden = false;
  input.focus();
}
