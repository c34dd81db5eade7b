// The rules of texts, as the service tells them (`text` of its constraints): data in, text out. No DOM, no network.
// `text.py` of the newsroom does the same; tests/golden/texts.json holds both to the same answers.

const EXTENDING = /[\p{M}\u200c\u200d]/u;

let segmenter = null;

/** Split a text into grapheme clusters. */
export function graphemesIn(text) {
  if (typeof Intl.Segmenter !== 'function') return joinedSigns(text);
  segmenter = segmenter || new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function joinedSigns(text) {
  const found = [];
  for (const sign of text) {
    if (found.length > 0 && EXTENDING.test(sign)) found[found.length - 1] += sign;
    else found.push(sign);
  }
  return found;
}

const LETTERS = /\p{L}/gu;
/** Letters of no direction: modifiers. */
const UNDIRECTED = /[\u02b9\u02ba\u02c6-\u02cf\u02ec\u0374\u208f\u2e2f\ua67f\ua717-\ua71f\ua788]/u;
/** Where the letters of bidi classes R and AL are. */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Give `usual`, the direction of a text's feed, if at least 3 in 10 of the letters have it or there are none; else the other. */
export function directionOf(text, usual) {
  const letters = (text.match(LETTERS) || []).filter((letter) => !UNDIRECTED.test(letter));
  const rtl = letters.filter((letter) => RTL.test(letter)).length;
  const own = usual === 'rtl' ? rtl : letters.length - rtl;
  if (10 * own >= 3 * letters.length) return usual;
  return usual === 'rtl' ? 'ltr' : 'rtl';
}

const PILES = /[\p{M}\u200c\u200d]+/gu;
const MARKS = /\p{M}/gu;
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]/u;
const CROWDED = 31;
const EMBEDDING_END = '\u202c';
const ISOLATE_END = '\u2069';
const MENDINGS_MAX = 8;

export class TextRules {
  constructor(told) {
    this._told = told;
    this._spaces = new Set(charactersOf(told.spaces));
    this._crowded = new RegExp(`(?:(?!${set(told.selectors.characters)})\\p{M}){${CROWDED}}`, 'u');
    this._breaks = new RegExp(`[ ${members(told.line_breaks)}]+`, 'gu');
    this._isBreak = new RegExp(set(told.line_breaks), 'u');
    this._closedBy = new Map();
    for (const sign of charactersOf(told.embeddings)) this._closedBy.set(sign, EMBEDDING_END);
    for (const sign of charactersOf(told.isolates)) this._closedBy.set(sign, ISOLATE_END);
    this._steps = this._stepsOf(told);
    this._refused = Object.entries(told.refused).map(([rule, ranges]) => [rule, new RegExp(set(ranges), 'gu')]);
    this._markup = new RegExp(told.markup, 'gu');
  }

  /** Give a text as the service would store it, and the names of what was cleaned: `{text, cleaned}`. */
  clean(given) {
    let text = this._composed(given);
    const cleaned = [];
    for (const [rule, step] of this._steps) {
      const after = step(text);
      if (rule !== '' && after !== text) cleaned.push(rule);
      text = after;
    }
    return { text: this._trimmed(text), cleaned };
  }

  /** Name the rules that a clean text breaks, with their numbers, as the service does: `[{rule, limit}]`. */
  broken(text, limit) {
    const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
    const broken = this._refused.filter(([, pattern]) => text.search(pattern) >= 0).map(([rule]) => ({ rule }));
    if (piles(text).some((pile) => pile.match(MARKS).length > marksMax)) broken.push({ rule: 'combining-marks', limit: marksMax });
    if (text.search(this._markup) >= 0) broken.push({ rule: 'markup' });
    const points = [...text];
    const pointsMax = this._told.code_points_per_grapheme * limit + this._told.code_points_more;
    const clusters = graphemesIn(points.slice(0, pointsMax + 1).join(''));
    if (clusters.length > limit) broken.push({ rule: 'max-graphemes', limit });
    if (clusters.some((cluster) => [...cluster].length > clusterMax)) broken.push({ rule: 'max-cluster', limit: clusterMax });
    if (points.length > pointsMax) broken.push({ rule: 'max-code-points', limit: pointsMax });
    if (broken.length === 0 && text !== '' && !VISIBLE.test(text)) broken.push({ rule: 'visible' });
    return broken;
  }

  /** Give a text without what would be refused in it; its length stays its author's business. */
  mended(given) {
    let text = this.clean(given).text;
    for (let n = 0; n < MENDINGS_MAX; n += 1) {
      const after = this.clean(this._withoutRefused(text)).text;
      if (after === text) break;
      text = after;
    }
    return text;
  }

  _withoutRefused(text) {
    const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
    let left = text.replace(/\t/g, ' ').replace(this._markup, '');
    for (const [, pattern] of this._refused) left = left.replace(pattern, '');
    left = left.replace(PILES, (pile) => upTo(pile, MARKS, marksMax));
    return graphemesIn(left).map((cluster) => [...cluster].slice(0, clusterMax).join('')).join('');
  }

  _stepsOf({ dropped, tags, selectors, forms, bullets }) {
    const flag = `${set(tags.flag)}${set(tags.flag_tags)}{${tags.least},${tags.most}}${set(tags.flag_end)}`;
    const pairs = selectors.kept.map((one) => set(one.bases) + set(one.selectors)).join('|');
    const blank = `[\\t${members(this._told.spaces)}]`;
    return [
      ...Object.entries(dropped).map(([rule, ranges]) => [rule, dropping(`${set(ranges)}+`)]),
      ['tag', dropping(`(${flag})|${set(tags.characters)}`)],
      ['variation-selector', dropping(`(${pairs})|${set(selectors.characters)}`)],
      ...Object.entries(forms).map(([rule, ranges]) => [rule, inPlainLetters(set(ranges))]),
      ['line-break', (text) => text.replace(this._breaks, (run) => (this._isBreak.test(run) ? ' ' : run))],
      ['', (text) => this._trimmed(text)],
      ['unbalanced-bidi', (text) => this._balanced(text)],
      ['', (text) => this._composed(text)], // after all that may have stood between a letter and its marks
      ['bullet', dropping(`(^|${blank})(?:${set(bullets)}(?:${blank}+|$))+`)],
    ];
  }

  _composed(text) {
    return this._crowded.test(text) ? text : text.normalize('NFC');
  }

  _trimmed(text) {
    let start = 0;
    let end = text.length;
    while (start < end && this._spaces.has(text[start])) start += 1;
    while (end > start && this._spaces.has(text[end - 1])) end -= 1;
    return text.slice(start, end);
  }

  _balanced(text) {
    const openUntil = [];
    let isolates = 0; // how many of them are isolates
    let balanced = '';
    for (const sign of text) {
      const closing = this._closedBy.get(sign);
      if (closing !== undefined) {
        openUntil.push(closing);
        isolates += closing === ISOLATE_END ? 1 : 0;
        balanced += sign;
      } else if (sign === ISOLATE_END) {
        if (isolates === 0) continue;
        isolates -= 1;
        let last = '';
        while (last !== ISOLATE_END) {
          last = openUntil.pop(); // what was opened inside of the isolate ends with it
          balanced += last;
        }
      } else if (sign === EMBEDDING_END) {
        if (openUntil[openUntil.length - 1] === EMBEDDING_END) balanced += openUntil.pop();
      } else {
        balanced += sign;
      }
    }
    return balanced + openUntil.reverse().join('');
  }
}

/** Write ranges as they stand between the brackets of a regular expression. */
function members(ranges) {
  return ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('');
}

function set(ranges) {
  return `[${members(ranges)}]`;
}

function charactersOf(ranges) {
  const each = ([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));
  return [].concat(...ranges.map(each));
}

/** Give a step that leaves what the pattern's group has found, and drops the rest of what it finds. */
function dropping(source) {
  const pattern = new RegExp(source, 'gu');
  return (text) => text.replace(pattern, (_, kept) => (typeof kept === 'string' ? kept : ''));
}

/** Give a step that writes letters of a shape of their own as plain ones. */
function inPlainLetters(source) {
  const pattern = new RegExp(source, 'gu');
  return (text) => text.replace(pattern, (form) => form.normalize('NFKC').replace(/^ /, ''));
}

function piles(text) {
  return (text.match(PILES) || []).filter((pile) => pile.search(MARKS) >= 0);
}

/** Keep so many of what a pattern finds, and everything else. */
function upTo(text, pattern, most) {
  let count = 0;
  return text.replace(pattern, (found) => {
    count += 1;
    return count > most ? '' : found;
  });
}
