// Writing a prompt: what the text names, how it will look, tags as others spell them, and a draft that survives the tab.
// The form is whole without it.
import { api, wait } from './api.js';

const PREFIX = 'pg-draft:';
const place = /\{\{\s*([A-Za-z_][A-Za-z0-9_.-]{0,63})\s*\}\}/g;
const form = document.querySelector('[data-compose]');
if (form) {
  variables(form);
  turns(form);
  preview(form);
  types(form);
  tags(form.querySelector('[data-tags]'));
  drafts(form);
} else listDrafts();

function texts(form) {
  return [...form.querySelectorAll('[name="content"], [name^="turn-"]')].map(field => field.value);
}

/** One row for each name in the text; a row whose name left the text goes, unless somebody wrote something into it. */
function variables(form) {
  const section = form.querySelector('[data-variables]');
  const rows = section.querySelector('[data-variable-rows]');
  const template = section.querySelector('[data-variable-row]');
  let next = rows.children.length;

  const sync = () => {
    const names = new Set(texts(form).flatMap(text => [...text.matchAll(place)].map(match => match[1])));
    for (const row of [...rows.children]) {
      const isBlank = [...row.querySelectorAll('td input:not([type])')].every(field => !field.value);
      if (!names.has(row.dataset.variable) && isBlank) row.remove();
    }
    const present = new Set([...rows.children].map(row => row.dataset.variable));
    for (const name of names) {
      if (present.has(name) || next > 100) continue;
      const row = template.content.querySelector('tr').cloneNode(true);
      for (const field of row.querySelectorAll('[name]')) field.name = field.name.replace('#', next);
      row.dataset.variable = name;
      row.querySelector('code').textContent = name;
      row.querySelector('input[type="hidden"]').value = name;
      rows.append(row);
      next++;
    }
    section.hidden = rows.children.length === 0;
  };
  form.addEventListener('input', event => { if (event.target.matches('[name="content"], [name^="turn-"]')) sync(); });
  form.addEventListener('restored', sync);
}

function turns(form) {
  const set = form.querySelector('[data-turns]');
  if (!set) return;
  const button = set.querySelector('[data-add-turn]');
  const add = () => {
    const all = set.querySelectorAll('[data-turn]');
    if (all.length >= 100) return null;
    const last = all[all.length - 1];
    const turn = last.cloneNode(true);
    const [role, text] = turn.querySelectorAll('select, textarea');
    role.name = `role-${all.length}`;
    role.value = last.querySelector('select').value === 'user' ? 'assistant' : 'user';
    text.name = `turn-${all.length}`;
    text.value = '';
    turn.dataset.role = role.value;
    last.after(turn);
    return text;
  };
  button.addEventListener('click', event => {
    event.preventDefault();
    add()?.focus();
  });
  set.addEventListener('change', event => { if (event.target.matches('select')) event.target.closest('[data-turn]').dataset.role = event.target.value; });
  form.addEventListener('needs-turns', event => { while (set.querySelectorAll('[data-turn]').length < event.detail && add()); });
}

/** The text with its places marked, made of text nodes alone. */
function marked(text) {
  const box = document.createElement('div');
  box.className = 'prompt-text';
  let at = 0;
  for (const match of text.matchAll(place)) {
    box.append(text.slice(at, match.index));
    const mark = document.createElement('span');
    mark.className = 'var';
    mark.textContent = match[0];
    box.append(mark);
    at = match.index + match[0].length;
  }
  box.append(text.slice(at));
  return box;
}

function preview(form) {
  const title = form.querySelector('[data-preview-title]');
  const text = form.querySelector('[data-preview-text]');
  const isMono = ['code', 'structured'].includes(form.dataset.type);
  const show = () => {
    title.textContent = form.elements.title.value || title.dataset.empty;
    const parts = [];
    const list = document.createElement('ol');
    list.className = 'turns';
    for (const turn of form.querySelectorAll('[data-turn]')) {
      const [role, body] = turn.querySelectorAll('select, textarea');
      if (!body.value.trim()) continue;
      const item = list.appendChild(document.createElement('li'));
      item.className = 'turn';
      item.dataset.role = role.value;
      const name = item.appendChild(document.createElement('p'));
      name.className = 'role';
      name.textContent = role.selectedOptions[0].textContent;
      item.append(marked(body.value));
    }
    if (list.children.length) parts.push(list);
    const content = form.elements.content?.value;
    if (content) {
      const box = marked(content);
      box.classList.toggle('mono', isMono);
      parts.push(box);
    }
    text.replaceChildren(...parts);
  };
  let asked = 0;
  const soon = async () => {
    const mine = ++asked;
    await wait(60);
    if (mine === asked) show();
  };
  form.addEventListener('input', soon);
  form.addEventListener('restored', soon);
}

/** Another type has other fields: the server makes them, with everything that was written. */
function types(form) {
  const button = form.querySelector('[data-retype]');
  button.hidden = true;
  for (const radio of form.querySelectorAll('[name="type"]')) {
    radio.addEventListener('change', () => {
      button.hidden = false;
      form.requestSubmit(button);
    });
  }
}

/** Completes the tag at the end of the list, after the ARIA pattern of a combobox. */
function tags(box) {
  const input = box.querySelector('input');
  const list = box.querySelector('.suggestions');
  let chosen = -1;
  let asked = 0;
  list.setAttribute('role', 'listbox');
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(name, value);
  const begun = () => input.value.slice(input.value.lastIndexOf(',') + 1).trim();
  const close = () => {
    asked++;
    chosen = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = tag => {
    const before = input.value.slice(0, input.value.lastIndexOf(',') + 1);
    input.value = `${before}${before ? ' ' : ''}${tag}, `;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  };
  input.addEventListener('input', async () => {
    const mine = ++asked;
    const text = begun();
    if (text.length < 2) return close();
    await wait(120);
    if (mine !== asked) return;
    const answer = await api(`/v1/search/suggest?q=${encodeURIComponent(text)}`).catch(() => null);
    if (mine !== asked || !answer) return;
    const found = answer.items.filter(item => item.kind === 'tag').map(item => item.text);
    list.replaceChildren(...found.map((tag, i) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${i}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.textContent = tag;
      return option;
    }));
    chosen = -1;
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
  });
  input.addEventListener('keydown', event => {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : chosen < 0 ? 0 : -1) + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === chosen)));
      input.setAttribute('aria-activedescendant', options[chosen].id);
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      take(options[chosen].textContent);
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
    take(option.textContent);
  });
}

/** Keeps what is typed in this browser until it is published. The prompt's own page drops it: only then it has arrived. */
function drafts(form) {
  const key = PREFIX + form.dataset.compose;
  const notice = document.querySelector('[data-restored]');
  const kept = form.querySelector('[data-kept]');
  const fields = () => [...form.elements].filter(field => field.name && field.name !== 'do' && !('unkept' in field.dataset) && !field.closest('template'));
  const values = () => fields().filter(field => !['radio', 'checkbox'].includes(field.type) || field.checked).map(field => [field.name, field.value]);
  const initial = JSON.stringify(values());
  let dirty = false;

  if (form.dataset.fresh) restore();
  else keep();
  form.addEventListener('input', event => {
    if ('unkept' in event.target.dataset) return;
    dirty = true;
    clearTimeout(drafts.timer);
    drafts.timer = setTimeout(keep, 300);
  });
  addEventListener('pagehide', () => { if (dirty) keep(); });
  form.addEventListener('submit', event => {
    if (event.submitter?.value === 'save') sessionStorage.setItem('pg-sent', key);
    // The fields of another type have a draft of their own.
    else localStorage.removeItem(key);
    dirty = false;
    clearTimeout(drafts.timer);
  });
  document.querySelector('[data-discard]').addEventListener('click', () => {
    localStorage.removeItem(key);
    dirty = false;
    location.reload();
  });

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: values() }));
      if (dirty) kept.textContent = kept.dataset.text;
    } catch {
      // The browser keeps nothing (full, or forbidden): the form still works.
    }
  }

  function restore() {
    const draft = read(key);
    if (!draft || JSON.stringify(draft.values) === initial) return;
    const count = draft.values.filter(([name]) => name.startsWith('turn-')).length;
    form.dispatchEvent(new CustomEvent('needs-turns', { detail: count }));
    fill(draft.values);
    form.dispatchEvent(new Event('restored'));
    // Rows of variables exist now that the text is there.
    fill(draft.values);
    for (const row of form.querySelectorAll('[data-variable]')) {
      const saved = draft.values.find(([name, value]) => /^var-\d+$/.test(name) && value === row.dataset.variable);
      if (!saved) continue;
      for (const part of ['type', 'default', 'description', 'required']) {
        const field = row.querySelector(`[name$="-${part}"]`);
        const value = draft.values.find(([name]) => name === `${saved[0]}-${part}`)?.[1];
        if (field.type === 'checkbox') field.checked = value !== undefined;
        else if (value !== undefined) field.value = value;
      }
    }
    for (const fold of form.querySelectorAll('details')) if ([...fold.querySelectorAll('input, textarea, select')].some(field => field.value)) fold.open = true;
    notice.hidden = false;
  }

  function fill(values) {
    for (const [name, value] of values) {
      if (name.startsWith('var-')) continue;
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === 'radio') field.checked = field.value === value;
        else field.value = value;
        if (field.name.startsWith('role-')) field.closest('[data-turn]').dataset.role = value;
      }
    }
  }
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    return Array.isArray(draft?.values) ? draft : null;
  } catch {
    return null;
  }
}

/** On the page that asks for a type: the drafts that wait. */
function listDrafts() {
  const notice = document.querySelector('[data-drafts]');
  if (!notice) return;
  const links = notice.querySelector('[data-draft-links]');
  for (const tile of document.querySelectorAll('[data-name]')) {
    const draft = read(`${PREFIX}new:${tile.dataset.type}`);
    if (!draft) continue;
    const link = links.appendChild(document.createElement('a'));
    link.href = `/new?type=${tile.dataset.type}`;
    link.textContent = draft.values.find(([name]) => name === 'title')?.[1] || tile.dataset.name;
    links.append(' ');
    notice.hidden = false;
  }
}
