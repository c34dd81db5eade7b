// A draft's fields, what is sent of them, and what they will look like. Pure: no DOM, no clock.

import { primary } from '../desk/languages.js';
import { directionOf } from '../shared/text-rules.js';

/** Between name and role, and before the statement, by primary language; `words.py` of the newsroom has the same. */
const PUNCTUATION = { fr: [', ', '\u00a0: '], ja: ['、', '：'], zh: ['，', '：'] };
for (const language of ['ar', 'ckb', 'fa', 'ks', 'ps', 'sd', 'ug', 'ur']) PUNCTUATION[language] = ['، ', ': '];
const USUAL = [', ', ': '];

const TEXTS = ['statement', 'name', 'role', 'short', 'section', 'region', 'slug', 'link', 'note'];
const ONE_HOUR_MS = 3600000;
/** How long a line may stand, to choose from; none: as long as the edition has it. */
export const STAYS_H = [1, 3, 6, 12, 24, 72, 168];
/** The longest comes down a little early, because clocks differ and the service refuses a minute too much. */
const MARGIN_MS = 120000;

export function blankDraft(level) {
  const fields = { level, dir: '', kind: '', stays: '', expires: '', replaces: '', series: [] };
  for (const name of TEXTS) fields[name] = '';
  return fields;
}

/**
 * Give the fields of what stands, to be corrected or refiled; it stays as long as it would have. A direction that its
 * letters do not have was said by somebody.
 */
export function fieldsOf(entry, usual) {
  const { name, role = '', kind = '' } = entry.attribution;
  const fields = { ...blankDraft(entry.level), name, role, kind, expires: entry.expires || '', replaces: entry.replaces || '' };
  for (const text of ['statement', 'short', 'section', 'region', 'slug', 'link']) fields[text] = entry[text] || '';
  return { ...fields, dir: entry.dir && usual && directionOf(entry.statement, usual) !== entry.dir ? entry.dir : '' };
}

/** Give the fields of what was filed, to be written anew. */
export function fieldsIn(body) {
  return { ...fieldsOf(body), dir: body.dir || '', note: body.note || '' };
}

/** Name the fields that are needed and empty. */
export function missing(fields, act) {
  const needed = act === 'corrections' ? ['statement', 'name', 'note'] : ['statement', 'name'];
  return needed.filter((name) => fields[name].trim() === '');
}

/** Tell whether nobody has written anything yet. */
export function isBlank(fields) {
  return TEXTS.every((name) => fields[name].trim() === '') && fields.series.length === 0;
}

/** Give what is filed: a whole draft, without what is empty. `nowMs` is the service's time, as far as it is known. */
export function bodyOf(fields, act, nowMs) {
  const filled = (name) => fields[name].trim() || undefined;
  const stays = fields.stays === '' ? undefined : new Date(nowMs + fields.stays * ONE_HOUR_MS - margin(fields.stays)).toISOString();
  const kept = fields.expires !== '' && Date.parse(fields.expires) > nowMs ? fields.expires : undefined;
  return {
    attribution: { name: filled('name'), role: filled('role'), kind: fields.kind || undefined },
    statement: filled('statement'),
    level: fields.level,
    dir: fields.dir || undefined,
    short: filled('short'),
    section: filled('section'),
    region: filled('region'),
    slug: filled('slug'),
    link: filled('link'),
    expires: stays || kept,
    replaces: fields.replaces || undefined,
    note: act === 'corrections' ? filled('note') : undefined,
  };
}

function margin(hours) {
  return Number(hours) === STAYS_H[STAYS_H.length - 1] ? MARGIN_MS : 0;
}

/** Give the entry that would come of a draft, as far as can be told, for its previews. */
export function previewOf(fields, feed, now) {
  const { attribution, statement = '', ...rest } = bodyOf(fields, 'updates', Date.parse(now));
  return {
    ...rest,
    type: 'update',
    feed: feed.slug,
    id: 'draft',
    version: 1,
    order: 1,
    pubstatus: 'usable',
    attribution: { ...attribution, name: attribution.name || '' },
    statement,
    headline: headlineOf({ ...attribution, name: attribution.name || '' }, statement, feed.language),
    language: feed.language,
    dir: fields.dir || directionOf(statement, feed.dir),
    first_created: now,
    version_created: now,
  };
}

/** Write the line as it is shown, in the punctuation of the edition's language. */
export function headlineOf({ name, role }, statement, language) {
  const [comma, colon] = PUNCTUATION[primary(language)] || USUAL;
  return `${role ? `${name}${comma}${role}` : name}${colon}${statement}`;
}

/** Find a source that somebody typed before the statement, as `Civil Defense: The road is open.`; null if there is none. */
export function sourceIn(statement) {
  const found = /^\s*([^:：،,]{2,60})(?:[,،]\s*([^:：]{2,60}))?[:：]\s+(\S.+)$/su.exec(statement);
  return found && { name: found[1].trim(), role: (found[2] || '').trim(), statement: found[3] };
}

/** Put a field on one line: the service takes no line breaks and no tabs. */
export function onOneLine(text) {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ');
}
