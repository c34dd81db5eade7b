// Asking the service, with a deadline. It knows addresses and answers, and nothing of news.

const ANSWER_WITHIN_MS = 10000;

/** The service did not answer: no network, or too slow. What was asked may have happened all the same. */
export class Unreachable extends Error {}

/** The address of the service, to the slash before `v1`: the composer is served two folders below it. */
export const SERVER = new URL('../../', document.baseURI).href;

/**
 * Ask the service.
 *
 * @returns {Promise<{status: number, ok: boolean, headers: Headers, body: object|null}>}
 * @throws {Unreachable} no answer in time
 */
export async function askService(method, path, { headers = {}, body = null } = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(SERVER + path, { method, headers, body, signal: patience.signal, cache: 'no-store' });
    return { status: answer.status, ok: answer.ok, headers: answer.headers, body: await bodyIn(answer) };
  } catch (failed) {
    throw new Unreachable(String(failed));
  } finally {
    clearTimeout(timer);
  }
}

/** Take no answer for null; any other failure is a mistake of ours. */
export function unreachable(failed) {
  if (!(failed instanceof Unreachable)) throw failed;
  return null;
}

async function bodyIn(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch (_) {
    return null; // a proxy's own page, or nothing
  }
}

/** Give how long the service asks for before the next try. */
export function retryAfterMs(headers) {
  const seconds = Number(headers.get('Retry-After'));
  return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : 0;
}
