// What each role may do here, and where; the service decides, this only hides what it would refuse. Pure.

import { primary } from './languages.js';

const ON_OWN = new Set(['corrections', 'refiles']);
const FILERS = new Set(['correspondent', 'editor', 'admin']);
const EDITORS = new Set(['editor', 'admin']);

/** Tell whether an act is allowed on an update in this state. */
export function mayAct({ role }, act, { pubstatus, isOwn, isExpired = false }) {
  if (!isPossible(act, pubstatus, isExpired)) return false;
  return EDITORS.has(role) || (role === 'correspondent' && isOwn && ON_OWN.has(act));
}

function isPossible(act, pubstatus, isExpired) {
  if (pubstatus === 'canceled') return false;
  if (act === 'hold') return pubstatus === 'usable';
  if (act === 'release') return pubstatus === 'withheld' && !isExpired;
  return true;
}

/** Tell whether somebody may see what surfaces show, and what became of kills. */
export function seesSurfaces({ role }) {
  return EDITORS.has(role);
}

/** Give those of the feeds that somebody may file to. */
export function feedsOf({ role, feeds }, served) {
  if (!FILERS.has(role)) return [];
  return served.filter(({ slug }) => role === 'admin' || feeds.includes('*') || feeds.includes(slug));
}

/** Give the feed to begin with: the first of these that is there, else one in the language of the page, else the first. */
export function feedToBegin(feeds, slugs, language) {
  const named = slugs.map((slug) => feeds.find((feed) => feed.slug === slug)).find(Boolean);
  return named || feeds.find((feed) => primary(feed.language) === language) || feeds[0];
}
