// The unread count in the header, live, and news on the page that lists them. One stream for the tab that is looked at:
// browsers allow few connections, and nobody sees the others.
import { shortCount } from './api.js';

const bell = document.querySelector('[data-bell] [data-unread]');
if (bell) {
  let source = null;
  const show = unread => {
    bell.textContent = shortCount(unread);
    bell.hidden = unread === 0;
  };
  const open = () => {
    if (source) return;
    source = new EventSource('/v1/me/stream');
    for (const kind of ['snapshot', 'notification']) {
      source.addEventListener(kind, event => {
        show(JSON.parse(event.data).unread);
        if (kind === 'notification') refresh();
      });
    }
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? open() : close()));
  addEventListener('pagehide', close);
  if (document.visibilityState === 'visible') open();
}

/** What is new comes from the server as all else on the page did. */
async function refresh() {
  const list = document.querySelector('[data-inbox]');
  if (!list) return;
  const response = await fetch('/notifications');
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const next = page.querySelector('[data-inbox]');
  if (next) document.querySelector('[data-inbox]').replaceWith(document.adoptNode(next));
}
