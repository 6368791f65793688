// On every page: theme, search suggestions, the key for the search box. The page is whole without any of it.
import { api, wait } from './api.js';

const root = document.documentElement;

themeSwitch(document.querySelector('[data-theme-form]'));
for (const form of document.querySelectorAll('[data-suggest]')) suggest(form);
closeMenus();
document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
  event.preventDefault();
  document.getElementById('q')?.focus();
});

/** The choice is remembered by the cookie that the server reads, so that the next page comes in its colours. */
function themeSwitch(form) {
  if (!form) return;
  const button = form.querySelector('button');
  const icon = button.querySelector('use');
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const show = () => icon.setAttribute('href', icon.getAttribute('href').replace(/#.*/, isDark() ? '#sun' : '#moon'));
  show();
  form.addEventListener('submit', event => {
    event.preventDefault();
    root.dataset.theme = isDark() ? 'light' : 'dark';
    document.cookie = `pg_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
    show();
  });
}

/** A combobox after the ARIA pattern: arrows choose, Enter takes, Escape closes; what was typed is never changed unasked. */
function suggest(form) {
  const input = form.querySelector('input[type="search"]');
  const list = form.querySelector('.suggestions');
  if (!input || !list) return;
  let chosen = -1;
  let asked = 0;
  list.setAttribute('role', 'listbox');
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(name, value);

  input.addEventListener('input', async () => {
    const mine = ++asked;
    const text = input.value.trim();
    if (text.length < 2) return close();
    await wait(120);
    if (mine !== asked) return;
    const answer = await api(`/v1/search/suggest?q=${encodeURIComponent(text)}`).catch(() => null);
    if (mine === asked && answer) show(answer.items);
  });
  input.addEventListener('keydown', event => {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(chosen < 0 && event.key === 'ArrowUp' ? options.length - 1 : (chosen + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      take(options[chosen]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener('blur', () => setTimeout(close, 150));
  list.addEventListener('pointerdown', event => {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    event.preventDefault();
    take(option);
  });

  function show(items) {
    list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${i}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.go = item.kind === 'tag' ? `/tags/${encodeURIComponent(item.text)}` : item.id ? `/p/${item.id}` : '';
      option.dataset.text = item.text;
      const text = document.createElement('span');
      text.textContent = item.kind === 'tag' ? `#${item.text}` : item.text;
      option.append(text);
      return option;
    }));
    chosen = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
    input.setAttribute('aria-activedescendant', list.children[index].id);
    list.children[index].scrollIntoView({ block: 'nearest' });
  }

  function take(option) {
    if (option.dataset.go) location.assign(option.dataset.go);
    else {
      input.value = option.dataset.text;
      form.requestSubmit();
    }
  }

  function close() {
    asked++;
    chosen = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
}

/** A menu closes on Escape and when something else is pressed. */
function closeMenus() {
  const open = () => document.querySelectorAll('details.menu[open]');
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('pointerdown', event => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}
