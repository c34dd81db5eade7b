// Counting as people count, against the three limits that the service tells. Pure. The page warns; the service decides.

import { graphemesIn } from '../shared/graphemes.js';

const MEASURED_MAX = 20000;
/** Count grapheme clusters after NFC and trimming, as the service does; nearly so where the browser cannot. */
export function graphemes(text) {
  return graphemesIn(text.slice(0, MEASURED_MAX).normalize('NFC').trim()).length;
}

/**
 * Hold a text against its limits.
 *
 * @returns {{count: number, limit: number, grade: 'fine'|'long'|'over'|'refused'}} `limit` is the next one to mind
 */
export function judge(text, { recommended, editorial, hard }) {
  const count = graphemes(text);
  if (count <= recommended) return { count, limit: recommended, grade: 'fine' };
  if (count <= editorial) return { count, limit: editorial, grade: 'long' };
  return { count, limit: hard, grade: count <= hard ? 'over' : 'refused' };
}

/** What is used until the service has said better, and where it cannot be asked. */
export const UNTOLD = {
  fields: {
    'attribution.name': { recommended: 40, editorial: 60, hard: 80, required: true },
    'attribution.role': { recommended: 30, editorial: 50, hard: 80, required: false },
    statement: { recommended: 140, editorial: 210, hard: 280, required: true },
    short: { recommended: 50, editorial: 53, hard: 55, required: false },
    section: { recommended: 16, editorial: 24, hard: 32, required: false },
    region: { recommended: 16, editorial: 24, hard: 32, required: false },
    slug: { recommended: 18, editorial: 21, hard: 24, required: false },
    link: { recommended: 200, editorial: 500, hard: 2000, required: false },
    note: { recommended: 140, editorial: 210, hard: 280, required: true },
    reason: { recommended: 100, editorial: 200, hard: 280, required: false },
  },
  levels: [
    { level: 'flash', confirm: true },
    { level: 'alert', confirm: true },
    { level: 'urgent', default: true, confirm: false },
    { level: 'routine', confirm: false },
  ],
  source_kinds: ['correspondent', 'official', 'spokesperson', 'party', 'agency', 'document', 'unnamed'],
  expires: { max_days: 7 },
};
