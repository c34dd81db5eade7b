// Signing in: one field for the key, and what was wrong with it.

import { element, setText } from '../shared/dom.js';
import { languageChoice } from './bar.js';

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

/** Make the whole page of somebody who is not signed in. */
export function signInPage(words, { speak, ...given }) {
  const mark = element('p', { class: 'mark' }, element('span', { lang: 'en', dir: 'ltr' }, 'ticker'), ' ', element('span', { class: 'what' }, words.composer));
  const heading = element('h1', {}, words.signIn.title);
  return element('main', { class: 'door' }, mark, heading, signInForm({ words, ...given }), languageChoice(words, speak));
}
