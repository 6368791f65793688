// Keeps the board on the page in step with the server's stream. The page is whole without it.
import { shortCount } from './api.js';

const list = document.querySelector('[data-board]');
if (list) follow(list);

function follow(list) {
  const shown = Number(list.dataset.shown);
  const live = document.querySelector('[data-live]');
  const empty = document.querySelector('[data-empty]');
  const pill = document.querySelector('[data-pill]');
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const board = new Map(); // id → what the stream said of it last
  let touchedAt = -Infinity;
  let working = Promise.resolve();

  const source = new EventSource(`/v1/trending/stream?window=${encodeURIComponent(list.dataset.board)}&scope=${encodeURIComponent(list.dataset.scope)}`);
  source.addEventListener('open', () => tell(true));
  source.addEventListener('error', () => tell(false));
  source.addEventListener('snapshot', event => {
    board.clear();
    for (const item of JSON.parse(event.data).items) board.set(item.prompt.id, item);
    changed();
  });
  source.addEventListener('board', event => {
    const step = JSON.parse(event.data);
    for (const id of step.removed) board.delete(id);
    for (const item of step.changed) board.set(item.prompt.id, item);
    changed(new Set(step.changed.map(item => item.prompt.id)));
  });
  for (const kind of ['pointerdown', 'touchmove', 'keydown']) list.addEventListener(kind, () => { touchedAt = performance.now(); }, { passive: true });
  list.addEventListener('pointerleave', settle);
  list.addEventListener('focusout', settle);
  pill.addEventListener('click', () => {
    apply(true);
    list.closest('section').scrollIntoView({ behavior: calm.matches ? 'auto' : 'smooth', block: 'start' });
  });

  function tell(on) {
    live.textContent = on ? live.dataset.liveOn : live.dataset.liveOff;
    live.classList.toggle('off', !on);
  }

  const wanted = () => [...board.values()].sort((a, b) => a.rank - b.rank).slice(0, shown).map(item => item.prompt.id);
  const present = () => [...list.children].map(card => card.dataset.id);
  const find = id => list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  // A reader's hand on the board, or eyes further down: nothing may jump away from under them.
  const isHeld = () => list.matches(':hover, :focus-within') || performance.now() - touchedAt < 3000 || list.getBoundingClientRect().top < 0;

  /** Counts change at once; order and members when nobody holds the board, else when the pill is pressed. */
  function changed(ids = new Set()) {
    for (const [id, item] of board) {
      const card = find(id);
      if (!card) continue;
      for (const cell of card.querySelectorAll('[data-count]')) {
        const text = shortCount(item.prompt.counts[cell.dataset.count]);
        if (cell.textContent !== text) cell.textContent = text;
      }
      if (ids.has(id)) flash(card);
    }
    const next = wanted();
    const now = present();
    const fresh = next.filter(id => !now.includes(id)).length;
    if (next.length === now.length && fresh === 0 && next.every((id, i) => id === now[i])) {
      pill.hidden = true;
      number();
      return;
    }
    if (now.length > 0 && isHeld()) {
      pill.textContent = fresh === 0 ? pill.dataset.moved : fresh === 1 ? pill.dataset.one : pill.dataset.other.replace('#', fresh);
      pill.hidden = false;
    } else apply();
  }

  function settle() {
    setTimeout(() => { if (!pill.hidden && !isHeld()) apply(); }, 400);
  }

  function apply(forced = false) {
    working = working.then(async () => {
      const cards = await missing(wanted().filter(id => !find(id)));
      if (!forced && isHeld() && list.children.length > 0) return;
      const before = new Map(present().map(id => [id, find(id).getBoundingClientRect()]));
      const next = wanted().map(id => find(id) ?? cards.get(id)).filter(Boolean);
      list.replaceChildren(...next);
      number();
      pill.hidden = true;
      empty.hidden = next.length > 0;
      if (!calm.matches) for (const card of next) glide(card, before.get(card.dataset.id));
    }).catch(() => {});
  }

  /** Cards the page does not have are made by the server, as all others were. */
  async function missing(ids) {
    if (!ids.length) return new Map();
    const response = await fetch(`/cards?${ids.map(id => `id=${encodeURIComponent(id)}`).join('&')}`);
    if (!response.ok) return new Map();
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return new Map([...page.querySelectorAll('[data-id]')].map(card => [card.dataset.id, document.adoptNode(card)]));
  }

  function number() {
    for (const card of list.children) {
      const item = board.get(card.dataset.id);
      if (!item) continue;
      let place = card.querySelector('.place');
      if (!place) {
        place = card.querySelector('.card-top').appendChild(document.createElement('span'));
        place.className = 'place';
        place.appendChild(document.createElement('span')).className = 'rank';
      }
      const rank = place.querySelector('.rank');
      const label = rank.querySelector('.hidden');
      rank.replaceChildren(...(label ? [label] : []), ` ${item.rank}`);
    }
  }

  function glide(card, from) {
    const to = card.getBoundingClientRect();
    if (!from) card.animate([{ opacity: 0, transform: 'scale(.96)' }, { opacity: 1, transform: 'none' }], { duration: 300, easing: 'ease-out' });
    else if (from.left !== to.left || from.top !== to.top) {
      card.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: 'none' }], { duration: 420, easing: 'cubic-bezier(.2,.8,.2,1)' });
    }
  }
}

function flash(card) {
  card.classList.remove('moved');
  void card.offsetWidth;
  card.classList.add('moved');
}
