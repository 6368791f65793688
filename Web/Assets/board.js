// Keeps the board on the page in step with the server's stream. The page is whole without it.
const list = document.querySelector('[data-board]');
if (list) follow(list);

function follow(list) {
  const live = document.querySelector('[data-live]');
  const empty = document.querySelector('[data-empty]');
  const source = new EventSource(`/v1/trending/stream?window=${encodeURIComponent(list.dataset.board)}&scope=global`);
  source.addEventListener('snapshot', e => { apply(JSON.parse(e.data).items, all()); live.textContent = 'live'; });
  source.addEventListener('board', e => { const diff = JSON.parse(e.data); apply(diff.changed, diff.removed, true); });
  source.addEventListener('error', () => { live.textContent = 'reconnecting…'; });
  source.addEventListener('open', () => { live.textContent = 'live'; });

  const all = () => [...list.children].map(card => card.dataset.id);

  function apply(items, removed, mark = false) {
    const kept = new Set(items.map(i => i.prompt.id));
    for (const id of removed) if (!kept.has(id)) find(id)?.remove();
    for (const item of items) {
      const card = find(item.prompt.id) ?? list.appendChild(make(item.prompt));
      card.dataset.rank = item.rank;
      card.querySelector('.rank').textContent = item.rank;
      for (const cell of card.querySelectorAll('[data-count]')) cell.textContent = item.prompt.counts[cell.dataset.count];
      if (mark) flash(card);
    }
    const rank = card => Number(card.dataset.rank ?? card.querySelector('.rank').textContent);
    [...list.children].sort((a, b) => rank(a) - rank(b)).forEach((card, i) => { if (list.children[i] !== card) list.insertBefore(card, list.children[i]); });
    empty.hidden = list.children.length > 0;
  }

  function find(id) { return list.querySelector(`[data-id="${CSS.escape(id)}"]`); }
}

function flash(card) {
  card.classList.remove('moved');
  void card.offsetWidth;
  card.classList.add('moved');
}

function make(prompt) {
  const card = element('li', 'card');
  card.dataset.id = prompt.id;
  const meta = card.appendChild(element('p', 'meta'));
  meta.append(element('span', 'rank'), element('span', 'type', prompt.type));
  if (prompt.license) meta.append(element('span', 'license', prompt.license));
  const link = element('a', '', prompt.title);
  link.href = `/v1/prompts/${prompt.id}/raw`;
  card.appendChild(element('h3', '')).append(link);
  card.append(element('p', 'by', `by ${prompt.owner.displayName || prompt.owner.handle}`));
  card.append(element('p', 'excerpt', (prompt.description || prompt.content || prompt.messages.map(m => m.content).join(' ')).slice(0, 280)));
  if (prompt.tags.length) {
    const tags = card.appendChild(element('ul', 'tags'));
    tags.setAttribute('aria-label', 'Tags');
    tags.append(...prompt.tags.slice(0, 6).map(tag => element('li', '', tag)));
  }
  const counts = card.appendChild(element('p', 'counts'));
  for (const name of ['likes', 'saves', 'forks']) {
    const count = element('b', '', String(prompt.counts[name]));
    count.dataset.count = name;
    const cell = element('span', '');
    cell.append(count, ` ${name}`);
    counts.append(cell);
  }
  return card;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
