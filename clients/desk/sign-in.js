// Signing in: what a page shows first, by itself, and loads the rest behind. One field for the key, and what was wrong
// with it.

import { element, setText } from '../shared/dom.js';
import { LANGUAGES, signInWords, spokenOf } from './languages.js';
import { PageStorage } from './storage.js';

const RETRY_MS = 3000;

/** A page until somebody is signed in; from then on what the rest shows on it, in which language. */
export class SignInPage {
  storage = new PageStorage();
  words = null;
  #name;
  #load;
  #root;
  #loading = null;
  #rest = null;

  /**
   * @param {string} name the page's, and of the element that it is in
   * @param {function} load gives a promise of the class of the rest, made with this page: `begin()` asks who is here,
   *   `open(who)` shows what they work with, `turned()` shows it in another language
   */
  constructor(name, load) {
    this.#name = name;
    this.#load = load;
    this.#root = document.getElementById(name);
  }

  begin() {
    const asked = new URLSearchParams(location.search).get('lang');
    this.#speak(asked, this.storage.get('language'), ...navigator.languages);
    const isNobody = this.storage.lacks('who');
    if (isNobody) this.ask();
    this.#loading = this.#loadRest();
    if (!isNobody) this.#loading.then((rest) => rest.begin());
  }

  /** Ask for a key. */
  ask(why = '') {
    const given = { speak: (language) => this.turnTo(language), signIn: (key) => this.signIn(key), done: (who) => this.#open(who) };
    this.show(signInMain(this.words, given));
    setText(document.getElementById('key-error'), why);
    document.getElementById('key').focus();
  }

  show(...elements) {
    this.#root.replaceChildren(...elements);
  }

  /** Speak another language from now on. */
  turnTo(language) {
    this.storage.set('language', language);
    this.#speak(language);
    if (this.#rest === null) this.ask();
    else this.#rest.turned();
  }

  /** Trade a key for a session, as `signIn` of `session.js` does. */
  async signIn(key) {
    const session = await import('./session.js').catch(unlessBroken);
    return session === null ? { who: null, why: 'away' } : session.signIn(this.storage, key);
  }

  async #open(who) {
    (await this.#loading).open(who);
  }

  #speak(...languages) {
    this.words = signInWords(this.#name, spokenOf(...languages));
    document.documentElement.lang = this.words.language;
    document.documentElement.dir = this.words.dir;
    document.title = `ticker · ${this.words.page}`;
  }

  /** Load what is listed for later: signing in waits for none of it. */
  async #loadRest() {
    const isWanted = ({ hreflang }) => hreflang === '' || hreflang === this.words.language;
    const links = [...document.querySelectorAll('link[media="not all"]')].filter(isWanted);
    const isStyle = ({ as }) => as === 'style';
    const styles = links.filter(isStyle).map(applied);
    for (const link of links) if (!isStyle(link)) link.media = 'all';
    const [Rest] = await Promise.all([untilLoaded(this.#load), ...styles]);
    this.#rest = new Rest(this);
    return this.#rest;
  }
}

/** Have a style count; settles when it is there, or is not to be had. */
function applied(link) {
  const style = element('link', { rel: 'stylesheet', href: link.href });
  return new Promise((settled) => {
    style.addEventListener('load', settled);
    style.addEventListener('error', settled);
    link.replaceWith(style);
  });
}

/** Load modules, again and again while the network does not bring them. */
export async function untilLoaded(load) {
  for (;;) {
    const loaded = await load().catch(unlessBroken);
    if (loaded !== null) return loaded;
    await new Promise((again) => setTimeout(again, RETRY_MS));
  }
}

/** Give null for a module that the network did not bring; any other failure is a mistake of ours. */
function unlessBroken(failed) {
  if (!(failed instanceof TypeError)) throw failed;
  return null;
}

/**
 * Make the form.
 *
 * @param {object} given `words` · `again`: a session has ended · `signIn(key)`: gives `{who, why}` · `done(who)`
 */
export function signInForm({ words, again = false, signIn, done }) {
  const said = words.signIn;
  const key = element('input', {
    id: 'key',
    type: 'password',
    autocomplete: 'current-password',
    autocapitalize: 'off',
    spellcheck: 'false',
    dir: 'ltr',
    'aria-describedby': 'key-hint key-error',
    'aria-required': 'true',
  });
  const go = element('button', { type: 'submit', class: 'main' }, said.go);
  const error = element('p', { class: 'error', id: 'key-error', role: 'alert' });
  const form = element(
    'form',
    { class: 'signIn', novalidate: '' },
    again ? element('p', { class: 'warning' }, said.again) : null,
    // A password manager wants to know whose key it keeps.
    element('input', { type: 'text', autocomplete: 'username', value: 'ticker', hidden: '', readonly: '', 'aria-hidden': 'true', tabindex: '-1' }),
    element('label', { for: 'key' }, said.key),
    key,
    element('p', { class: 'hint', id: 'key-hint' }, said.hint),
    error,
    go,
  );
  const complain = (text) => {
    setText(error, '');
    setText(error, text);
    key.setAttribute('aria-invalid', 'true');
    key.focus();
  };
  key.addEventListener('input', () => {
    setText(error, '');
    key.removeAttribute('aria-invalid');
  });
  form.addEventListener('submit', async (happened) => {
    happened.preventDefault();
    const typed = key.value.trim();
    if (typed === '') return complain(said.empty);
    go.disabled = true;
    setText(go, said.busy);
    const { who, why } = await signIn(typed);
    go.disabled = false;
    setText(go, said.go);
    if (who === null) return complain(said[why]);
    key.value = '';
    return done(who);
  });
  return form;
}

/** Make all that somebody sees who is not signed in. */
function signInMain(words, { speak, ...given }) {
  const mark = element('p', { class: 'mark' }, element('span', { lang: 'en', dir: 'ltr' }, 'ticker'), ' ', element('span', { class: 'what' }, words.page));
  const heading = element('h1', {}, words.signIn.title);
  return element('main', { class: 'signInPage' }, mark, heading, signInForm({ words, ...given }), languageChoice(words, speak));
}

/** Make the choice of the page's own language. */
export function languageChoice(words, speak) {
  const options = LANGUAGES.map(({ language, called }) => element('option', { value: language, lang: language }, called));
  const choice = element('select', { id: 'language', class: 'languages' }, ...options);
  choice.value = words.language;
  choice.addEventListener('change', () => speak(choice.value));
  return element('p', { class: 'language' }, element('label', { for: 'language' }, words.languageOf), ' ', choice);
}
