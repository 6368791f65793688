// Calls of the public API from our own pages. The site's cookie says who asks; the header says that we do.

/** The answer's JSON; null for an empty one. Throws a Refusal for anything but success. */
export const api = (path, { method = 'GET', body } = {}) =>
  send(path, { method, body: body === undefined ? undefined : new Blob([JSON.stringify(body)], { type: 'application/json' }) });

/** The same for a body that is a file. */
export async function send(path, { method = 'GET', body } = {}) {
  const headers = { 'X-PromptGrid': '1' };
  if (body !== undefined) headers['Content-Type'] = body.type;
  // A POST that is sent twice by a nervous network must not act twice.
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const response = await fetch(path, { method, headers, body });
  const text = await response.text();
  const json = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
  if (!response.ok) throw new Refusal(response.status, json);
  return json;
}

/** Why the API refused: status, code, a sentence, and per field what is wrong. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `${status}`);
    this.status = status;
    this.code = problem?.code ?? '';
    this.errors = problem?.errors ?? {};
  }
}

export const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/** Says something briefly, to eyes and screen readers. */
export function toast(text) {
  const place = document.querySelector('[data-toast]');
  place.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.textContent = ''; }, 4000);
}

const language = document.documentElement.lang || 'en';
const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });

/** A count as the server writes it in narrow places. */
export const shortCount = count => (count < 1000 ? String(count) : short.format(count));

/** Sends a guest to the sign-in page, which leads back. */
export function signIn() {
  location.assign(`/login?return=${encodeURIComponent(location.pathname + location.search)}`);
}
