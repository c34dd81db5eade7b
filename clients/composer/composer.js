// The composer behind its sign-in form: who is here, and what the service allows; then the desk. Nothing is kept of a key.

import { confirm, Dialog } from '../desk/dialog.js';
import { askService, Unreachable } from '../desk/requests.js';
import { feedsOf } from '../desk/rights.js';
import { signOut, whoIsHere } from '../desk/session.js';
import { signInForm, untilLoaded } from '../desk/sign-in.js';
import { count, wordsFor } from '../desk/words.js';
import { Workspace } from './workspace.js';

const RETRY_MS = 3000;

export class Composer {
  #page;
  #storage;
  #words = null;
  #who = null;
  #desk = null;
  #asking = null;

  constructor(page) {
    this.#page = page;
    this.#storage = page.storage;
    // Another tab has signed out.
    this.#storage.follow((name) => {
      if (name === 'who' && this.#storage.get('who') === null && this.#who !== null) this.#leave();
    });
    registerServiceWorker();
  }

  async begin() {
    const last = this.#storage.get('who');
    if (last !== null) this.open(last);
    const found = await whoIsHere(this.#storage);
    if (this.#who !== last) return; // out already, by another tab
    if (found.who === null) this.#leave();
    else if (this.#who === null || found.who.id !== this.#who.id || JSON.stringify(found.who) !== JSON.stringify(last)) this.open(found.who);
  }

  /** Show another language. The desk is built anew; what is written, filed and read is not lost. */
  turned() {
    if (this.#who === null) this.#leave();
    else this.open(this.#who);
  }

  /** Open the desk with what was last known of the service, and again if that has changed. */
  async open(who) {
    this.#close();
    this.#who = who;
    const { language } = this.#page.words;
    const isWanted = () => this.#who === who && this.#page.words.language === language;
    const [given, words] = await Promise.all([this.#known(isWanted), untilLoaded(() => wordsFor('composer', language))]);
    if (given === null || !isWanted()) return;
    this.#close();
    this.#words = words;
    const feeds = feedsOf(who, given.feeds);
    if (feeds.length === 0) {
      this.#page.ask(words.noFeeds);
      return;
    }
    this.#desk = new Workspace({
      storage: this.#storage,
      who,
      words,
      feeds,
      constraints: given.constraints,
      speak: (other) => this.#page.turnTo(other),
      signOut: (asked) => this.#signOut(asked),
      needKey: () => this.#askAgain(),
    });
    this.#page.show(this.#desk.element);
    this.#desk.start();
  }

  #leave() {
    this.#close();
    this.#who = null;
    this.#page.ask();
  }

  #close() {
    if (this.#asking !== null) this.#asking.close(); // whoever comes next is asked anew, one form at a time
    if (this.#desk !== null) this.#desk.stop();
    this.#desk = null;
  }

  /** Give the feeds and the limits: as the service tells them, or as it last did; null while it has told nothing, and nobody waits. */
  async #known(isWanted) {
    const [feeds, constraints] = [this.#storage.get('feeds'), this.#storage.get('constraints')];
    const fresh = this.#refresh(isWanted);
    if (feeds === null) return fresh;
    fresh.catch(() => undefined);
    return { feeds, constraints };
  }

  async #refresh(isWanted) {
    while (isWanted()) {
      try {
        const [feeds, constraints] = await Promise.all([askService('GET', 'v1/feeds'), askService('GET', 'v1/constraints')]);
        if (feeds.ok && constraints.ok) {
          this.#storage.set('feeds', feeds.body.feeds);
          this.#storage.set('constraints', constraints.body);
          return { feeds: feeds.body.feeds, constraints: constraints.body };
        }
      } catch (failed) {
        if (!(failed instanceof Unreachable)) throw failed;
      }
      if (this.#storage.get('feeds') !== null) return null;
      await new Promise((again) => setTimeout(again, RETRY_MS));
    }
    return null;
  }

  /** The session has ended under our hands: ask for the key again, above everything that is there. */
  #askAgain() {
    if (this.#asking !== null || this.#who === null) return;
    const done = (who) => {
      if (this.#asking !== null) this.#asking.close(); // somebody may have closed it before the answer came
      if (this.#desk !== null && this.#who !== null && who.id === this.#who.id) this.#desk.resume();
      else this.open(who);
    };
    const words = this.#words;
    const form = signInForm({ words, again: true, signIn: (key) => this.#page.signIn(key), done });
    const made = new Dialog({
      title: words.signIn.title,
      words,
      content: form,
      closed: () => {
        if (this.#asking === made) this.#asking = null;
      },
    });
    this.#asking = made.open(form.querySelector('#key'));
  }

  /** Sign out; with lines that are not filed only after a question. */
  async #signOut({ waiting, forget }) {
    const words = this.#words;
    const leaving = this.#who;
    const go = async () => {
      const isOut = await signOut(this.#storage);
      if (isOut) forget();
      if (this.#who !== leaving) return; // out already, by another tab
      if (!isOut) {
        confirm({ words, title: words.signOut.go, go: words.signOut.go, says: [words.signOut.failed], agree: () => void go() });
        return;
      }
      this.#leave();
    };
    if (waiting === 0) return go();
    const says = [count(words, words.signOut.waiting, waiting), words.signOut.stay];
    return confirm({ words, title: words.signOut.title, go: words.signOut.go, says, agree: () => void go() });
  }
}

/** Have a service worker keep the composer's own files: without them the outbox would be out of reach without a network. */
function registerServiceWorker() {
  if (!navigator.serviceWorker) return; // an insecure address, or an old browser
  navigator.serviceWorker.register(trusted(new URL('service-worker.js', document.baseURI).href)).catch(() => undefined);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => undefined);
}

/** The page's policy takes the address of a script from this place alone. */
function trusted(address) {
  if (!self.trustedTypes) return address;
  return self.trustedTypes.createPolicy('ticker-composer', { createScriptURL: () => address }).createScriptURL(address);
}
