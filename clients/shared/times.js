// Saying ages and times, in the language of a table of words.

const TEN_SECONDS_MS = 10000;
const MINUTE_MS = 60000;
const HOUR_MS = 60 * MINUTE_MS;

/** Put values into the places of a text: `{host}`. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Say how long ago something was by the server's clock; without one, or past a day, say when. */
export function ago({ language }, atMs, serverNowMs) {
  const agoMs = serverNowMs === null ? Infinity : Math.max(0, serverNowMs - atMs);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (agoMs < TEN_SECONDS_MS) return relative.format(0, 'second');
  if (agoMs < MINUTE_MS) return relative.format(-10 * Math.floor(agoMs / TEN_SECONDS_MS), 'second');
  if (agoMs < HOUR_MS) return relative.format(-Math.floor(agoMs / MINUTE_MS), 'minute');
  if (agoMs < 24 * HOUR_MS) return relative.format(-Math.floor(agoMs / HOUR_MS), 'hour');
  return timed(language, atMs, { dateStyle: serverNowMs === null ? undefined : 'medium', timeStyle: 'short' });
}

/** Say a time of day. */
export function clock({ language }, atMs) {
  return timed(language, atMs, { hour: '2-digit', minute: '2-digit' });
}

function timed(language, atMs, style) {
  return new Intl.DateTimeFormat(language, Object.assign({ hourCycle: 'h23' }, style)).format(atMs);
}
