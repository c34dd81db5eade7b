// Who works here: signing in with a key, out again, and who it was when there is no network. Keeps no key.

import { askService, Unreachable } from './requests.js';

const WHO = 'who';

/**
 * Tell who is signed in: `{who}`, `{who, isOffline: true}` as it was last known, or `{who: null}`. Where the browser
 * keeps things and nobody has ever signed in, nobody is, and the service is not asked: it would refuse an answer.
 */
export async function whoIsHere(storage) {
  if (storage.lacks(WHO)) return { who: null, isOffline: false };
  const before = storage.get(WHO);
  try {
    const answer = await askService('GET', 'v1/session');
    const hasLeft = before !== null && storage.get(WHO) === null; // by another tab, while this was under way
    if (hasLeft) return { who: null, isOffline: false };
    if (answer.ok) return { who: rememberWho(storage, answer.body), isOffline: false };
    if (answer.status !== 401) return { who: storage.get(WHO), isOffline: true };
    return { who: null, isOffline: false };
  } catch (failed) {
    if (!(failed instanceof Unreachable)) throw failed;
    return { who: storage.get(WHO), isOffline: true };
  }
}

/**
 * Trade a key for a session.
 *
 * @returns {Promise<{who: object|null, why: 'wrong'|'surface'|'away'|null}>}
 */
export async function signIn(storage, key) {
  try {
    const answer = await askService('POST', 'v1/session', { headers: { Authorization: `Bearer ${key}` } });
    if (answer.ok) return { who: rememberWho(storage, answer.body), why: null };
    return { who: null, why: { 401: 'wrong', 403: 'surface' }[answer.status] || 'away' };
  } catch (_) {
    // A key with characters that no header may have never was one of ours.
    return { who: null, why: /[^\x21-\x7e]/.test(key) ? 'wrong' : 'away' };
  }
}

/** End the session everywhere; tell whether that was possible. */
export async function signOut(storage) {
  try {
    const answer = await askService('DELETE', 'v1/session');
    if (!answer.ok && answer.status !== 401) return false;
    storage.remove(WHO);
    return true;
  } catch (_) {
    return false;
  }
}

function rememberWho(storage, { id, name, role, feeds }) {
  const who = { id, name, role, feeds };
  storage.set(WHO, who);
  return who;
}
