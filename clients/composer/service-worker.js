// Keeps the composer's files for when there is no network. It never touches what the service says: no news, no session.
//
// What the page is made of comes from the page itself. The service has given each script and style an address that
// changes with what is in it (`…/@1f3a…/…`), so that a kept page runs what it was served with, whatever came later.

const KEPT = 'ticker composer files';
const PATIENCE_MS = 4000;
const PAGE = new URL('./', self.location).href;
const CLIENTS = new URL('../', self.location).href;

self.addEventListener('install', (installing) => {
  self.skipWaiting();
  installing.waitUntil(fetch(PAGE).then(keep).catch(() => undefined));
});

self.addEventListener('activate', (activating) => activating.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (fetching) => {
  const { request } = fetching;
  if (request.method !== 'GET' || !request.url.startsWith(CLIENTS)) return;
  if (isPage(request.url)) fetching.respondWith(freshOrKeptPage(fetching));
  else fetching.respondWith(isFingerprinted(request.url) ? keptOrFresh(request) : freshOrKept(request));
});

/** Give the page from the network, and the kept one if that fails or takes too long. */
async function freshOrKeptPage(fetching) {
  const fresh = fetch(fetching.request);
  const kept = fresh.then((answer) => keep(answer.clone()));
  fetching.waitUntil(kept.catch(() => undefined)); // what cannot be kept now is kept another time
  const patience = new Promise((late) => {
    setTimeout(late, PATIENCE_MS);
  });
  const soon = await Promise.race([fresh.catch(() => undefined), patience]);
  return soon || (await caches.match(PAGE)) || fresh;
}

async function keptOrFresh(request) {
  return (await caches.match(request.url)) || fetch(request);
}

async function freshOrKept(request) {
  try {
    return await fetch(request);
  } catch (failed) {
    const kept = await caches.match(request.url);
    if (kept) return kept;
    throw failed;
  }
}

/** Keep a page and all that it is made of: the page last, when nothing of it is lacking any more. */
async function keep(page) {
  if (!page.ok) return;
  const named = [...(await page.clone().text()).matchAll(/(?:href|src)="([^"]+)"/g)];
  const addresses = new Set(named.map(([, address]) => new URL(address, PAGE).href));
  const files = await caches.open(KEPT);
  const before = (await files.keys()).map(({ url }) => url);
  const isNew = (address) => !(isFingerprinted(address) && before.includes(address));
  await Promise.all([...addresses].filter(isNew).map((address) => keepFile(files, address)));
  await files.put(PAGE, page);
  await Promise.all(before.filter((url) => url !== PAGE && !addresses.has(url)).map((url) => files.delete(url)));
}

async function keepFile(files, address) {
  const answer = await fetch(address);
  // Another release answers under such an address too, while it still runs beside this one, but not for good.
  const isAsNamed = !isFingerprinted(address) || (answer.headers.get('Cache-Control') || '').includes('immutable');
  if (!answer.ok || !isAsNamed) throw new Error(`${address} is not to be had`);
  await files.put(address, answer);
}

function isPage(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname === PAGE;
}

function isFingerprinted(address) {
  return address.startsWith(`${CLIENTS}@`);
}
