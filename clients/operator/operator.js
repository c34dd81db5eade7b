// The operator's page behind its sign-in form: who is here; then the view. Only editors see what screens have on air.

import { confirm } from '../desk/dialog.js';
import { askService } from '../desk/requests.js';
import { feedToBegin, feedsOf, seesSurfaces } from '../desk/rights.js';
import { signOut, whoIsHere } from '../desk/session.js';
import { untilLoaded } from '../desk/sign-in.js';
import { OperatorView } from './operator-view.js';
import { operatorWords } from './words.js';

const ASK_AGAIN_MS = 5000;

export class Operator {
  #page;
  #storage;
  #asked = new URLSearchParams(location.search);
  #words = null;
  #view = null;
  #lookedMs = 0;
  #turns = 0; // counts up: whoever waited for an answer meanwhile has been overtaken

  constructor(page) {
    this.#page = page;
    this.#storage = page.storage;
  }

  async begin() {
    const turn = this.#turns;
    const { who } = await whoIsHere(this.#storage);
    if (turn !== this.#turns) return;
    if (who === null) this.#ask();
    else this.open(who);
  }

  /** Show another language. */
  turned() {
    if (this.#view !== null) this.#storage.set('feed', this.#view.slug); // another language is no reason to look somewhere else
    this.begin();
  }

  async open(who) {
    if (!seesSurfaces(who)) return this.#ask(this.#page.words.notEditor);
    const turn = this.#turns;
    const { language } = this.#page.words;
    const [answer, words] = await Promise.all([askService('GET', 'v1/feeds').catch(() => null), untilLoaded(() => operatorWords(language))]);
    if (turn !== this.#turns || language !== this.#page.words.language) return undefined;
    if (answer === null || !answer.ok) return setTimeout(() => turn === this.#turns && this.begin(), ASK_AGAIN_MS);
    const feeds = feedsOf(who, answer.body.feeds);
    if (feeds.length === 0) return this.#ask(words.noFeeds);
    const feed = feedToBegin(feeds, [this.#asked.get('feed'), this.#storage.get('feed')], words.language);
    this.#words = words;
    return this.#face({ who, feeds, slug: feed.slug });
  }

  #face({ who, feeds, slug }) {
    const view = new OperatorView({
      words: this.#words,
      who,
      feeds,
      slug,
      face: (other) => {
        this.#asked.delete('feed');
        this.#storage.set('feed', other);
        this.#face({ who, feeds, slug: other });
      },
      speak: (language) => this.#page.turnTo(language),
      signOut: () => this.#signOut(),
      lost: () => this.#lookAgain(),
    });
    this.#leave();
    this.#page.show(view.element);
    this.#view = view;
    view.start();
  }

  #leave() {
    this.#turns += 1;
    if (this.#view !== null) this.#view.stop();
    this.#view = null;
  }

  #ask(why = '') {
    this.#leave();
    this.#page.ask(why);
  }

  async #signOut() {
    const turn = this.#turns;
    const isOut = await signOut(this.#storage);
    if (turn !== this.#turns) return;
    const { go, failed } = this.#words.signOut;
    if (isOut) this.#ask();
    else confirm({ words: this.#words, title: go, go, says: [failed], agree: () => void this.#signOut() });
  }

  /** The service tells nothing: perhaps the session has ended. */
  async #lookAgain() {
    if (performance.now() - this.#lookedMs < ASK_AGAIN_MS) return;
    this.#lookedMs = performance.now();
    const turn = this.#turns;
    const { who } = await whoIsHere(this.#storage);
    if (who === null && turn === this.#turns) this.#ask(this.#words.signIn.again);
  }
}
