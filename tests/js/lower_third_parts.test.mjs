import assert from 'node:assert/strict';
import { test } from 'node:test';

import { empty, fold } from '../../clients/shared/fold.js';
import { labelIn } from '../../clients/shared/lower-third/labels.js';
import { defaultOptions, optionsOfAddress, senselessIn, withOptions } from '../../clients/lower-third/src/options.js';
import { clusters, pagesFor } from '../../clients/shared/lower-third/pages.js';
import { asTyped, readTemplateData } from '../../clients/lower-third/src/template-data.js';
import { originOf, ownLine, viewOf, viewOfOwn } from '../../clients/lower-third/src/eligible-lines.js';

// What playout systems say.

test('template data is an object, JSON, or CasparCG’s XML', () => {
  assert.deepEqual(readTemplateData({ feed: 'ar' }), { feed: 'ar' });
  assert.deepEqual(readTemplateData('{"feed":"ar"}'), { feed: 'ar' });
  const xml =
    '<templateData><componentData id="feed"><data id="text" value="ar"/></componentData>' +
    "<componentData id='f9'><data value='a &quot;b&quot; &amp; &lt;c&gt; &#10; &#x41; &apos;' id='text'></data></componentData></templateData>";
  assert.deepEqual(readTemplateData(xml), { feed: 'ar', f9: 'a "b" & <c> \n A \'' });
});

test('what is none of them says nothing', () => {
  for (const given of ['', '{', 'null', '[1]', '7', 'words', '<x/>', null, undefined, 7, '<componentData id="a"></componentData>']) {
    assert.deepEqual(readTemplateData(given), {}, String(given));
  }
});

test('an entity that names no sign stays as it is', () => {
  assert.deepEqual(readTemplateData('<componentData id="a"><data value="&#x110000; &nbsp;"/></componentData>'), {
    a: '&#x110000; &nbsp;',
  });
});

// Options.

test('options come by name or by the number of a field, as text or as what they are', () => {
  const options = withOptions(defaultOptions(), { f1: 'ar', f3: '12', delay: 7, onstale: 'hold', server: 'http://s:1' });
  assert.equal(options.feed, 'ar');
  assert.equal(options.delay, 7);
  assert.equal(options.onstale, 'hold');
  assert.equal(options.server, 'http://s:1/');
});

test('what makes no sense changes nothing, and what is too much is the most that can be', () => {
  const senseless = { feed: 'No Slug', mode: 'loud', delay: 'soon', stale: 0, server: 'javascript:alert(1)', constructor: 'x' };
  assert.deepEqual(withOptions(defaultOptions(), senseless), defaultOptions());
  assert.equal(withOptions(defaultOptions(), { delay: 900 }).delay, 30);
  assert.equal(withOptions(defaultOptions(), { delay: '' }).delay, 0);
});

test('what makes no sense is named, but nothing that is empty or somebody else’s', () => {
  const told = { feed: 'No Slug', f2: 'loud', delay: 'soon', stale: 0, server: 'javascript:alert(1)', level: 7, key: {} };
  assert.deepEqual(senselessIn(told), Object.keys(told));
  assert.deepEqual(senselessIn({ comment: 'x', epochID: 1, constructor: 'x', mode: '', delay: null, f6: undefined, feed: '' }), []);
  assert.deepEqual(senselessIn({ feed: 'ar', f3: '12', stale: 9000, level: 'flash' }), []);
});

test('a page of the service knows the service, a page from disk does not', () => {
  const of = (address) => optionsOfAddress(new URL(address));
  assert.equal(of('https://n.example/live/clients/lower-third/?feed=ar').server, 'https://n.example/live/');
  assert.deepEqual(of('file:///srv/clients/lower-third/index.html?feed=ar'), { feed: 'ar' });
  assert.equal(of('https://n.example/clients/lower-third/?server=http://other/').server, 'http://other/');
});

test('what SPX wrote as HTML is what was typed, and nobody else’s text is', () => {
  const typed = { f9: 'A &amp; B&#039;s &quot;x&quot; &#92; &lt;br&gt;two', f3: 7 };
  assert.deepEqual(asTyped({ ...typed, epochID: '1' }), { f9: 'A & B\'s "x" \\  two', f3: 7, epochID: '1' });
  assert.deepEqual(asTyped(typed), typed);
});

test('a page that the service serves has no key beside it', () => {
  assert.equal(optionsOfAddress(new URL('https://n.example/clients/lower-third/')).keyfile, '');
  assert.equal(optionsOfAddress(new URL('http://spx.example/templates/lower-third/index.html')).keyfile, undefined);
  assert.equal(defaultOptions().keyfile, 'ticker-key.txt');
});

test('a key is read from the fragment', () => {
  assert.deepEqual(optionsOfAddress(new URL('file:///x.html?name=one&bad=%E0#key=tk_a+b')), { name: 'one', bad: '', key: 'tk_a b' });
});

test('a server’s query is not taken over', () => {
  assert.equal(withOptions(defaultOptions(), { server: 'http://s/live?x=1#y' }).server, 'http://s/live/');
});

// Pages.

const upTo = (length) => (text) => [...text].length <= length;

test('what fits is one page', () => {
  assert.deepEqual(pagesFor('all of it', upTo(9)), ['all of it']);
});

test('what does not fit is parted at spaces, and nothing is lost', () => {
  const text = 'one two three four five six seven eight nine ten';
  const pages = pagesFor(text, upTo(16));
  assert.ok(pages.every((page) => page.length <= 16));
  assert.equal(pages.map((page) => page.replace(/…/g, '')).join(' '), text);
  assert.ok(pages.slice(1).every((page) => page.startsWith('…')));
  assert.ok(pages.slice(0, -1).every((page) => page.endsWith('…')));
});

test('a word that is too long alone is parted between signs', () => {
  const pages = pagesFor('x'.repeat(40), upTo(12));
  assert.ok(pages.every((page) => page.length <= 12));
  assert.equal(pages.join('').replace(/…/g, ''), 'x'.repeat(40));
});

test('signs are not torn from their marks', () => {
  const family = '👨‍👩‍👧';
  assert.deepEqual(clusters(`e\u0301${family}👍🏽م\u064e`), ['e\u0301', family, '👍🏽', 'م\u064e']);
  const pages = pagesFor(`${family}`.repeat(6), (text) => clusters(text).length <= 4);
  assert.equal(pages.join('').replace(/…/g, ''), family.repeat(6));
  assert.ok(pages.every((page) => clusters(page.replace(/…/g, '')).every((sign) => sign === family)));
});

test('where nothing fits at all it ends all the same', () => {
  assert.equal(pagesFor('abc', () => false).length, 3);
});

// What may be on air.

const NOON_MS = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds) => new Date(NOON_MS + seconds * 1000).toISOString();

function entry(id, seq, more = {}) {
  const made = { type: 'update', cursor: `k3v9d2qa.${seq}`, order: seq, id, version: 1, pubstatus: 'usable' };
  return { ...made, level: 'urgent', statement: id, version_created: at(0), expires: at(3600), ...more };
}

function viewAt(seconds, options, ...entries) {
  const held = entries.reduce(fold, fold(empty(50), { type: 'snapshot', epoch: 'k3v9d2qa', seq: 0, updates: [] }));
  const told = { ...defaultOptions(), ...options };
  return viewOf({ held, serverMs: NOON_MS + seconds * 1000, isLive: true, options: told, pagesOf: () => [1] });
}

const ids = (view) => view.lines.map((line) => line.id);

test('a line may be on air when it is older than the delay, by the service’s clock', () => {
  assert.deepEqual(ids(viewAt(9, { delay: 10 }, entry('a', 1))), []);
  assert.deepEqual(ids(viewAt(10, { delay: 10 }, entry('a', 1))), ['a']);
  assert.deepEqual(ids(viewAt(0, {}, entry('a', 1))), ['a']);
});

test('what is killed, held or past its time may not', () => {
  const gone = { pubstatus: 'canceled', version: 2, order: 1 };
  assert.deepEqual(ids(viewAt(1, {}, entry('a', 1), entry('a', 2, { type: 'kill', ...gone }))), []);
  assert.deepEqual(ids(viewAt(3600, {}, entry('a', 1))), []);
});

test('a line that comes back has to be old enough again', () => {
  const held = entry('a', 2, { type: 'hold', pubstatus: 'withheld', version: 2, order: 1 });
  const released = entry('a', 3, { type: 'release', version: 3, order: 1, version_created: at(60) });
  assert.deepEqual(ids(viewAt(65, { delay: 10 }, entry('a', 1), held, released)), []);
  assert.deepEqual(ids(viewAt(70, { delay: 10 }, entry('a', 1), held, released)), ['a']);
});

test('within the delay a correction takes wrong words off, and a refile lets right ones stay', () => {
  const first = entry('a', 1);
  const later = { version: 2, order: 1, version_created: at(60) };
  assert.equal(viewAt(61, { delay: 10 }, first, entry('a', 2, { type: 'correction', ...later })).stateOf(first), 'gone');
  assert.equal(viewAt(61, { delay: 10 }, first, entry('a', 2, { type: 'refile', ...later })).stateOf(first), 'waits');
  assert.equal(viewAt(71, { delay: 10 }, first, entry('a', 2, { type: 'refile', ...later })).stateOf(first), 'changed');
  const skipped = entry('a', 3, { type: 'refile', ...later, version: 3 });
  assert.equal(viewAt(61, { delay: 10 }, first, skipped).stateOf(first), 'gone');
});

test('of what is held only so many lines are gone through, the newest', () => {
  assert.deepEqual(ids(viewAt(1, { count: 2 }, entry('a', 1), entry('b', 2), entry('c', 3))), ['c', 'b']);
});

test('news is what was made a moment ago', () => {
  const view = viewAt(121, {}, entry('a', 1), entry('b', 2, { version_created: at(60) }));
  assert.deepEqual(view.lines.map(view.isFresh), [true, false]);
});

test('a line of the system’s own has the direction of its first letter', () => {
  assert.equal(ownLine({ ...defaultOptions(), statement: '12 قتيلاً' }, 1).dir, 'rtl');
  assert.equal(ownLine({ ...defaultOptions(), statement: '12 dead (WHO: ١٢)' }, 1).dir, 'ltr');
  assert.equal(ownLine(defaultOptions(), 1), null);
});

test('a line of the system’s own says nothing of lines with other ids', () => {
  const own = ownLine({ ...defaultOptions(), statement: 'Own.' }, 1);
  const { stateOf } = viewOfOwn({ own, options: defaultOptions(), pagesOf: () => [1] });
  assert.equal(stateOf(own), 'stands');
  assert.equal(stateOf({ ...own, version: 2 }), 'changed');
  assert.equal(stateOf(entry('a', 1)), 'gone');
});

test('lines come from elsewhere when the server or its feed is another one, or there is none', () => {
  const options = { ...defaultOptions(), server: 'http://s/', feed: 'en' };
  const others = [{ server: '' }, { server: 'http://t/' }, { feed: 'ar' }].map((more) => originOf({ ...options, ...more }));
  assert.equal(new Set([originOf(options), ...others]).size, 4);
  assert.equal(originOf({ ...options, delay: 9, name: 'one' }), originOf(options));
  assert.equal(originOf({ ...options, server: '', feed: 'ar' }), originOf({ ...options, server: '' }));
});

test('labels are in the language of the line, or in English', () => {
  assert.deepEqual(labelIn('ar-LB', 'correction'), { text: 'تصحيح', language: 'ar', dir: 'rtl' });
  assert.equal(labelIn('xx', 'flash').language, 'en');
  assert.equal(labelIn(undefined, 'flash').text, 'Flash');
});
