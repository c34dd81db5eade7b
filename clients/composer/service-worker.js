// Keeps the composer's files for when there is no network. It never touches what the service says: no news, no session.

const KEPT = 'ticker composer files';
const PATIENCE_MS = 4000;
const OURS = new URL('./', self.location).pathname;
/** What the page is made of. It is there before this is, so that on a first visit none of it comes by here. */
const FILES = ['./', 'composer.js', 'composer.css', 'desk.css', 'icon.svg', 'manifest.webmanifest'];

self.addEventListener('install', (installing) => {
  self.skipWaiting();
  const addresses = FILES.map((name) => new URL(name, self.location).href);
  installing.waitUntil(caches.open(KEPT).then((files) => files.addAll(addresses)).catch(() => undefined));
});

self.addEventListener('activate', (activating) => activating.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (fetching) => {
  const { request } = fetching;
  const { origin, pathname } = new URL(request.url);
  const isOurs = origin === self.location.origin && pathname.startsWith(OURS);
  if (request.method === 'GET' && isOurs) fetching.respondWith(freshOrKept(request));
});

/** Give a file from the network, and what was kept of it if that fails or takes too long. */
async function freshOrKept(request) {
  const files = await caches.open(KEPT);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await files.put(withoutQuery(request), answer.clone());
    return answer;
  });
  const patience = new Promise((late) => {
    setTimeout(late, PATIENCE_MS);
  });
  const soon = await Promise.race([fresh.catch(() => undefined), patience]);
  return soon || (await files.match(withoutQuery(request))) || fresh;
}

function withoutQuery(request) {
  const { origin, pathname } = new URL(request.url);
  return origin + pathname;
}
