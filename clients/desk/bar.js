// The bar above: whose page it is, which edition, how it stands, who works here and in which language.

import { element, setText } from '../shared/dom.js';
import { fill } from '../shared/times.js';
import { button } from './dialog.js';
import { languageChoice } from './sign-in.js';

export class Bar {
  #words;
  #state = element('p', { class: 'state' });
  #text = element('span', {});
  #edition = null;

  /** @param {object} given `words`, `who`, `feeds`, `feed`; `face(slug)`, `speak(language)`, `signOut()`, `help()` */
  constructor({ words, who, feeds, feed, face, speak, signOut, help }) {
    this.#words = words;
    this.#state.append(element('span', { class: 'lamp', 'aria-hidden': 'true' }), this.#text);
    this.#edition = element('select', { id: 'edition' }, ...feeds.map(({ slug, title }) => element('option', { value: slug }, title)));
    this.#edition.value = feed;
    this.#edition.addEventListener('change', () => face(this.#edition.value));
    this.element = element(
      'header',
      { class: 'bar' },
      element('a', { class: 'skip', href: '#new-statement' }, words.skip),
      element('p', { class: 'mark' }, element('span', { lang: 'en', dir: 'ltr' }, 'ticker'), ' ', element('span', { class: 'what' }, words.page)),
      element('p', { class: 'edition' }, element('label', { for: 'edition' }, words.edition), ' ', this.#edition),
      this.#state,
      element(
        'div',
        { class: 'me' },
        element('p', { class: 'whoami' }, element('bdi', {}, who.name), ' ', element('span', { class: 'role' }, words.roles[who.role] || who.role)),
        languageChoice(words, speak),
        button(words.help.go, 'quiet helpButton', help),
        button(words.signOut.go, 'quiet', signOut),
      ),
    );
  }

  /** Say how the edition's reader stands; `at` is when it last heard anything. */
  draw(state, at) {
    this.#state.dataset.state = state;
    setText(this.#text, fill(this.#words.states[state], { at }));
    return this.#text.textContent;
  }
}
