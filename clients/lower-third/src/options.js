// What a lower third can be told, by an address's query and fragment, by template data or by OGraf's data. Pure.

/** The fields of playout systems that know only `f0`, `f1`, …; index.html tells SPX what they are. */
const FIELDS = {
  f0: 'server',
  f1: 'feed',
  f2: 'mode',
  f3: 'delay',
  f4: 'name',
  f5: 'key',
  f6: 'stale',
  f7: 'onstale',
  f8: 'attribution',
  f9: 'statement',
};
const SLUG_FORM = /^[a-z0-9][a-z0-9-]{0,62}$/;

const READERS = {
  server: addressOf,
  feed: slugOf,
  name: slugOf,
  key: textOf,
  keyfile: textOf,
  mode: oneOf('auto', 'manual'),
  text: oneOf('short', 'full'),
  onstale: oneOf('blank', 'hold'),
  flash: oneOf('always', 'auto'),
  delay: numberOf(0, 30),
  stale: numberOf(1, 3600),
  dwell: numberOf(2, 120),
  count: numberOf(1, 10),
  attribution: textOf,
  statement: textOf,
  level: oneOf('flash', 'alert', 'urgent', 'routine'),
  dir: oneOf('ltr', 'rtl'),
  language: textOf,
};

/** Give what a lower third does that is told nothing. `server` has no default but the page's own. */
export function defaultOptions() {
  return {
    server: '',
    feed: 'en',
    name: '', // under which it reports; without a name or a key it does not
    key: '',
    keyfile: 'ticker-key.txt', // where the key is read that is not told
    mode: 'auto', // what `play` does: go through the lines, or take one
    text: 'short', // the line's `short` where it has one, or always the whole statement
    delay: 0, // seconds that a line must be old before it is on air
    stale: 30, // seconds without word from a server that is live
    onstale: 'blank',
    flash: 'always', // takes over from a line that was taken or is held, too
    dwell: 5, // seconds that a line stays at least
    count: 10, // lines that are gone through
    attribution: '', // a line of its own, where there is no server: nobody can take it back
    statement: '',
    level: 'urgent',
    dir: '',
    language: '',
  };
}

/** Give the options after some were told; those that are unknown or make no sense change nothing. */
export function withOptions(options, told) {
  const changed = Object.assign({}, options);
  for (const said of Object.keys(told)) {
    const { name, read } = readOf(said, told[said]);
    if (read !== null) changed[name] = read;
  }
  return changed;
}

/** Name what was told that makes no sense. What is unknown is somebody else's, and what is empty was left as it is. */
export function senselessIn(told) {
  return Object.keys(told).filter((said) => {
    const { isKnown, read } = readOf(said, told[said]);
    return isKnown && read === null && ![undefined, null, ''].includes(told[said]);
  });
}

function readOf(said, value) {
  const name = FIELDS[said] || said;
  const isKnown = Object.prototype.hasOwnProperty.call(READERS, name);
  return { name, isKnown, read: isKnown ? READERS[name](value) : null };
}

/** Read an address's query and fragment. A key belongs into the fragment: that part never leaves the browser. */
export function optionsOfAddress({ search, hash, protocol, href }) {
  const told = {};
  for (const part of [search, hash]) {
    for (const pair of part.slice(1).split('&')) {
      const at = pair.indexOf('=');
      if (at > 0) told[pair.slice(0, at)] = decoded(pair.slice(at + 1));
    }
  }
  // A page that the service itself serves, as /clients/lower-third/, knows where the service is; no key is beside it.
  const home = /^https?:$/.test(protocol) ? /^([^?#]*\/)clients\/lower-third\//.exec(href) : null;
  if (home === null) return told;
  // It shows nothing but what a service says: words in an address would be anybody's, at the newsroom's own address.
  for (const name of ['server', 'f0']) if (!addressOf(told[name])) delete told[name];
  return Object.assign({ server: home[1], keyfile: '' }, told);
}

function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch (_) {
    return '';
  }
}

function textOf(value) {
  return typeof value === 'string' ? value.trim().slice(0, 600) : null;
}

function slugOf(value) {
  const text = textOf(value);
  return text !== null && (text === '' || SLUG_FORM.test(text)) ? text : null;
}

function addressOf(value) {
  const text = textOf(value);
  if (text === '') return '';
  if (text === null || !/^https?:\/\/[^/]/.test(text)) return null;
  const bare = text.replace(/[?#].*$/, '');
  return bare.endsWith('/') ? bare : bare + '/';
}

function oneOf(...words) {
  return (value) => (words.includes(value) ? value : null);
}

function numberOf(min, max) {
  return (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && number >= min ? Math.min(number, max) : null;
  };
}
