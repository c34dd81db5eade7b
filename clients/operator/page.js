// The operator's page: who is here, in which language; then the operator's view. Only editors see what screens have on air.

import { confirm } from '../desk/dialog.js';
import { PageStorage } from '../desk/storage.js';
import { askService } from '../desk/requests.js';
import { feedToBegin, feedsOf, seesSurfaces } from '../desk/rights.js';
import { signInPage } from '../desk/sign-in.js';
import { signIn, signOut, whoIsHere } from '../desk/session.js';
import { operatorWords } from './words.js';

const ASK_AGAIN_MS = 5000;

const storage = new PageStorage();
const root = document.getElementById('operator');
const asked = new URLSearchParams(location.search);

let words = null;
let view = null;
let lookedMs = 0;
let turns = 0; // counts up: whoever waited for an answer meanwhile has been overtaken

/** Speak the first of these languages that the page knows. */
function speak(...languages) {
  words = operatorWords(...languages);
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.dir;
  document.title = `ticker · ${words.composer}`;
}

function turnTo(language) {
  storage.set('language', language);
  if (view !== null) storage.set('feed', view.slug); // another language is no reason to look somewhere else
  speak(language);
  begin();
}

function show(...elements) {
  turns += 1;
  if (view !== null) view.stop();
  view = null;
  root.replaceChildren(...elements);
}

function knock(why = '') {
  const page = signInPage(words, { speak: turnTo, signIn: (key) => signIn(storage, key), done: open });
  show(page);
  page.querySelector('.error').textContent = why;
  document.getElementById('key').focus();
}

async function open(who) {
  if (!seesSurfaces(who)) return knock(words.operator.notEditor);
  const turn = turns;
  const modules = import('./operator-view.js').catch(unlessBroken); // signing in does not wait for it
  const [answer, loaded] = await Promise.all([askService('GET', 'v1/feeds').catch(() => null), modules]);
  if (turn !== turns) return undefined;
  if (loaded === null || answer === null || !answer.ok) return setTimeout(() => turn === turns && begin(), ASK_AGAIN_MS);
  const feeds = feedsOf(who, answer.body.feeds);
  if (feeds.length === 0) return knock(words.noFeeds);
  const feed = feedToBegin(feeds, [asked.get('feed'), storage.get('feed')], words.language);
  return face(loaded.OperatorView, { who, feeds, slug: feed.slug });
}

/** Give null for a module that the network did not bring; any other failure is a mistake of ours. */
function unlessBroken(failed) {
  if (!(failed instanceof TypeError)) throw failed;
  return null;
}

function face(OperatorView, { who, feeds, slug }) {
  const made = new OperatorView({
    words,
    who,
    feeds,
    slug,
    face: (other) => {
      asked.delete('feed');
      storage.set('feed', other);
      face(OperatorView, { who, feeds, slug: other });
    },
    speak: turnTo,
    signOut: goOut,
    lost: lookAgain,
  });
  show(made.element);
  view = made;
  made.start();
}

async function goOut() {
  const turn = turns;
  const isOut = await signOut(storage);
  if (turn !== turns) return;
  const { go, failed } = words.signOut;
  if (isOut) knock();
  else confirm({ words, title: go, go, says: [failed], agree: () => void goOut() });
}

/** The service tells nothing: perhaps the session has ended. */
async function lookAgain() {
  if (performance.now() - lookedMs < ASK_AGAIN_MS) return;
  lookedMs = performance.now();
  const turn = turns;
  const { who } = await whoIsHere(storage);
  if (who === null && turn === turns) knock(words.signIn.again);
}

async function begin() {
  const turn = turns;
  const { who } = await whoIsHere(storage);
  if (turn !== turns) return;
  if (who === null) knock();
  else open(who);
}

speak(asked.get('lang'), storage.get('language'), ...navigator.languages);
begin();
