// A prompt's page: fill and copy, react, share, and follow its counters.
import { api, shortCount, signIn, toast } from './api.js';

const page = document.querySelector('[data-prompt]');
if (page) {
  const id = page.dataset.prompt;
  variables();
  copying(id);
  for (const button of page.querySelectorAll('[data-react]')) reaction(id, button);
  sharing();
  counters(id);
  if (page.dataset.own) dropDraft();
}

/** What was sent from the form has arrived: the browser need not keep it any more. */
function dropDraft() {
  const key = sessionStorage.getItem('pg-sent');
  if (!key) return;
  sessionStorage.removeItem('pg-sent');
  localStorage.removeItem(key);
}

/** What is typed appears in the text at once; what is empty stays as it was written. */
function variables() {
  for (const field of page.querySelectorAll('[data-fills]')) {
    const places = [...page.querySelectorAll('[data-var]')].filter(place => place.dataset.var === field.dataset.fills);
    const fill = () => {
      const value = field.value || field.placeholder;
      for (const place of places) {
        place.textContent = value || place.dataset.raw;
        place.classList.toggle('filled', Boolean(value));
      }
      field.style.height = 'auto';
      field.style.height = `${Math.min(field.scrollHeight + 2, 240)}px`;
    };
    field.addEventListener('input', fill);
    if (field.placeholder) fill();
  }
  page.querySelector('[data-variables]')?.addEventListener('submit', event => event.preventDefault());
}

function copying(id) {
  const button = page.querySelector('[data-copy]');
  const icon = button.querySelector('use');
  button.addEventListener('click', async () => {
    const text = [...page.querySelectorAll('[data-part]')].map(part => part.textContent).join('\n\n');
    if (!await toClipboard(text)) return toast(page.dataset.failed);
    toast(page.dataset.copied);
    const before = icon.getAttribute('href');
    icon.setAttribute('href', before.replace(/#.*/, '#check'));
    setTimeout(() => icon.setAttribute('href', before.replace(/#.*/, '#copy')), 1600);
    api(`/v1/prompts/${id}/copies`, { method: 'POST' }).catch(() => {});
  });
}

/** Counts move at once and are then what the server says; a refusal takes the step back. */
function reaction(id, button) {
  const kind = button.dataset.react;
  const count = button.querySelector('[data-count]');
  let busy = false;
  button.addEventListener('click', async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const was = button.getAttribute('aria-pressed') === 'true';
    const before = Number(count.dataset.exact ?? count.textContent);
    set(!was, Number.isNaN(before) ? null : before + (was ? -1 : 1));
    try {
      const answer = await api(`/v1/prompts/${id}/${kind}`, { method: was ? 'DELETE' : 'PUT' });
      set(kind === 'like' ? answer.liked : answer.saved, kind === 'like' ? answer.likes : answer.saves);
    } catch (refusal) {
      set(was, Number.isNaN(before) ? null : before);
      if (refusal.status === 401) signIn();
      else toast(page.dataset.failed);
    } finally {
      busy = false;
    }
  });

  function set(active, value) {
    button.setAttribute('aria-pressed', String(active));
    if (value !== null) show(count, value);
  }
}

function sharing() {
  page.querySelector('[data-share]').addEventListener('click', async () => {
    const url = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
    if (navigator.share && matchMedia('(pointer: coarse)').matches) return navigator.share({ title: document.title, url }).catch(() => {});
    toast(await toClipboard(url) ? page.dataset.shared : url);
  });
}

function counters(id) {
  const source = new EventSource(`/v1/prompts/${id}/stream`);
  source.addEventListener('counters', event => {
    const { counts } = JSON.parse(event.data);
    for (const cell of page.querySelectorAll('[data-count]')) show(cell, counts[cell.dataset.count]);
    commented(counts.comments);
  });
  source.addEventListener('gone', () => {
    source.close();
    toast(page.dataset.gone);
  });
}

/** The number of comments is live; the new ones come when their reader asks, so that nothing moves under them. */
function commented(count) {
  const title = page.querySelector('[data-comments]');
  if (!title || Number(title.dataset.comments) === count) return;
  title.dataset.comments = count;
  title.textContent = (count === 1 ? title.dataset.one : title.dataset.other).replace('{0}', count.toLocaleString(document.documentElement.lang));
  const fresh = page.querySelector('[data-comments-new]');
  fresh.hidden = false;
  fresh.onclick = async () => {
    const response = await fetch(location.pathname);
    if (!response.ok) return toast(page.dataset.failed);
    const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-thread]');
    if (next) page.querySelector('[data-thread]').replaceWith(document.adoptNode(next));
    fresh.hidden = true;
  };
}

function show(cell, value) {
  cell.dataset.exact = value;
  const text = shortCount(value);
  if (cell.textContent === text) return;
  cell.textContent = text;
  cell.classList.remove('ticked');
  void cell.offsetWidth;
  cell.classList.add('ticked');
}

/** Where the clipboard needs a secure page and this is none, an old way still works. */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'hidden';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
