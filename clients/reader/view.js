// The page's elements: the strip, how it stands, the editions, the pause button. It decides nothing.

import { Announcer } from '../shared/announcer.js';
import { element, place, setText } from '../shared/dom.js';
import { clock, fill } from '../shared/times.js';
import { drawLine, isSameLine, retime, settle } from './line.js';
import { count, wordsFor } from './words.js';

export class View {
  #drawn = new Map(); // id -> {line, drawn}
  #words;
  #announcer = null;
  #parts = Object.fromEntries(
    ['feeds', 'state', 'stateText', 'heading', 'pause', 'notice', 'strip', 'polite', 'assertive', 'source'].map(
      (id) => [id, document.getElementById(id)],
    ),
  );

  constructor(language, { togglePause }) {
    this.#parts.pause.addEventListener('click', togglePause);
    this.speak(language);
  }

  get announcer() {
    return this.#announcer;
  }

  get words() {
    return this.#words;
  }

  /** Speak another language from now on: the feed's, if there is a table for it. */
  speak(language) {
    const words = wordsFor(language);
    if (words === this.#words) return;
    this.#words = words;
    document.documentElement.lang = words.language;
    document.documentElement.dir = words.dir;
    setText(this.#parts.heading, words.latest);
    setText(this.#parts.source, words.source);
    this.#parts.feeds.setAttribute('aria-label', words.feeds);
    this.#announcer?.stop();
    this.#announcer = new Announcer(this.#parts, {
      flash: words.levels.flash,
      tally: (kind, n) => count(words, words.told[kind], n),
    });
    this.#drawn.clear();
    this.#parts.strip.replaceChildren();
  }

  /** Name the feed: the title, and the language that its words are in unless they say otherwise. */
  nameFeed({ slug, title, language }) {
    this.speak(language);
    document.title = `${title} · ticker`;
    this.#parts.strip.lang = language;
    this.#parts.source.href = `v1/feeds/${encodeURIComponent(slug)}`;
    this.#parts.source.hreflang = language;
  }

  drawFeeds(feeds, slug) {
    const links = feeds.map((feed) =>
      element(
        'a',
        {
          href: `?feed=${encodeURIComponent(feed.slug)}`,
          lang: feed.language,
          dir: feed.dir,
          hreflang: feed.language,
          'aria-current': feed.slug === slug ? 'page' : null,
        },
        feed.title,
      ),
    );
    this.#parts.feeds.replaceChildren(...links);
  }

  /** Say how the page stands, in words, after its strip was drawn; `atMs` is when it was last known to be right. */
  drawState(spoken, atMs) {
    const text = fill(this.#words.states[spoken], { at: atMs === null ? '' : clock(this.#words, atMs) });
    this.#parts.state.dataset.state = spoken;
    if (spoken === 'refused') this.#parts.notice.hidden = true; // nothing is on its way
    setText(this.#parts.stateText, text);
    return text;
  }

  drawPause(isPaused, waiting) {
    const words = this.#words;
    const text = isPaused ? words.resume : words.pause;
    const isWaiting = isPaused && waiting > 0;
    setText(this.#parts.pause, isWaiting ? `${text} · ${count(words, words.waiting, waiting)}` : text);
    this.#parts.pause.dataset.paused = isPaused;
  }

  /** Bring the strip's elements to `lines`; those that look the same stay, so that focus and selection do. */
  drawStrip({ lines, isStarted }, serverNowMs) {
    const before = this.#drawn;
    const focused = document.activeElement?.closest('.line')?.dataset.id;
    this.#drawn = new Map(lines.map((line) => [line.id, this.#drawLine(line, before, serverNowMs)]));
    place(this.#parts.strip, [...this.#drawn.values()].map(({ drawn }) => drawn));
    const isLost = focused !== undefined && document.activeElement === document.body;
    if (isLost) this.#drawn.get(focused)?.drawn.querySelector('a')?.focus({ preventScroll: true });
    this.#parts.notice.hidden = lines.length > 0;
    setText(this.#parts.notice, isStarted ? this.#words.empty : this.#words.loading);
  }

  #drawLine(line, before, serverNowMs) {
    const known = before.get(line.id);
    if (known === undefined || !isSameLine(known.line, line)) {
      const drawn = drawLine(line, this.#words, serverNowMs);
      if (known === undefined && before.size > 0) drawn.classList.add('arriving');
      return { line, drawn };
    }
    if (known.line.mark && !line.mark) settle(known.drawn, line);
    retime(known.drawn, line, this.#words, serverNowMs);
    return { line, drawn: known.drawn };
  }
}
