// The composer: who is here, in which language, and what the service allows; then the desk. Nothing is kept of a key.

import { confirm, Dialog } from '../desk/dialog.js';
import { PageStorage } from '../desk/storage.js';
import { registerServiceWorker } from './offline.js';
import { askService, Unreachable } from '../desk/requests.js';
import { feedsOf } from '../desk/rights.js';
import { signInForm, signInPage } from '../desk/sign-in.js';
import { signIn, signOut, whoIsHere } from '../desk/session.js';
import { count, wordsFor } from '../desk/words.js';

const RETRY_MS = 3000;

const storage = new PageStorage();
const screen = document.getElementById('composer');

let words = null;
let who = null;
let desk = null;
let asking = null;

/** Speak the first of these languages that the page knows. */
function speak(...languages) {
  words = wordsFor(...languages);
  const page = document.documentElement;
  page.lang = words.language;
  page.dir = words.dir;
  document.title = `ticker · ${words.composer}`;
}

/** Speak another language from now on. The desk is built anew; what is written, filed and read is not lost. */
function turnTo(language) {
  storage.set('language', language);
  speak(language);
  if (who === null) knock();
  else open(who);
}

function show(...elements) {
  screen.replaceChildren(...elements);
}

/** Show the door to somebody who is not signed in. */
function knock() {
  close();
  who = null;
  show(signInPage(words, { speak: turnTo, signIn: (key) => signIn(storage, key), done: open }));
  document.getElementById('key').focus();
}

function close() {
  if (asking !== null) asking.close(); // whoever comes next is asked anew, one form at a time
  if (desk !== null) desk.stop();
  desk = null;
}

/** Open the desk with what was last known of the service, and again if that has changed. */
async function open(whoIsIn) {
  close();
  who = whoIsIn;
  const given = await known(() => who === whoIsIn);
  if (given === null || who !== whoIsIn) return;
  const modules = await deskModules(() => who === whoIsIn);
  if (modules === null || who !== whoIsIn) return;
  close();
  const feeds = feedsOf(who, given.feeds);
  if (feeds.length === 0) {
    show(nowhere());
    return;
  }
  desk = new modules.Workspace({ storage, who, words, feeds, constraints: given.constraints, speak: turnTo, signOut: signOutOf, needKey: askAgain });
  show(desk.element);
  desk.start();
}

/** Give the feeds and the limits: as the service tells them, or as it last did; null while it has told nothing, and nobody waits. */
async function known(isWanted) {
  const [feeds, constraints] = [storage.get('feeds'), storage.get('constraints')];
  const fresh = refresh(isWanted);
  if (feeds === null) return fresh;
  fresh.catch(() => undefined);
  return { feeds, constraints };
}

async function refresh(isWanted) {
  while (isWanted()) {
    try {
      const [feeds, constraints] = await Promise.all([askService('GET', 'v1/feeds'), askService('GET', 'v1/constraints')]);
      if (feeds.ok && constraints.ok) {
        storage.set('feeds', feeds.body.feeds);
        storage.set('constraints', constraints.body);
        return { feeds: feeds.body.feeds, constraints: constraints.body };
      }
    } catch (failed) {
      if (!(failed instanceof Unreachable)) throw failed;
    }
    if (storage.get('feeds') !== null) return null;
    await new Promise((again) => setTimeout(again, RETRY_MS));
  }
  return null;
}

/** Load the desk, which signing in does not wait for; null while the network gave it not, and nobody waits. */
async function deskModules(isWanted) {
  while (isWanted()) {
    try {
      return await import('./workspace.js');
    } catch (failed) {
      if (!(failed instanceof TypeError)) throw failed; // a mistake of ours; without a network it is a TypeError
    }
    await new Promise((again) => setTimeout(again, RETRY_MS));
  }
  return null;
}

function nowhere() {
  const form = signInPage(words, { speak: turnTo, signIn: (key) => signIn(storage, key), done: open });
  form.querySelector('.error').textContent = words.noFeeds;
  return form;
}

/** The session has ended under our hands: ask for the key again, above everything that is there. */
function askAgain() {
  if (asking !== null || who === null) return;
  const done = (whoIsIn) => {
    if (asking !== null) asking.close(); // somebody may have closed it before the answer came
    if (desk !== null && who !== null && whoIsIn.id === who.id) desk.resume();
    else open(whoIsIn);
  };
  const form = signInForm({ words, again: true, signIn: (key) => signIn(storage, key), done });
  const made = new Dialog({
    title: words.signIn.title,
    words,
    content: form,
    closed: () => {
      if (asking === made) asking = null;
    },
  });
  asking = made.open(form.querySelector('#key'));
}

/** Sign out; with lines that are not filed only after a question. */
async function signOutOf({ waiting, forget }) {
  const leaving = who;
  const go = async () => {
    const isOut = await signOut(storage);
    if (isOut) forget();
    if (who !== leaving) return; // out already, by another tab
    if (!isOut) {
      confirm({ words, title: words.signOut.go, go: words.signOut.go, says: [words.signOut.failed], agree: () => void go() });
      return;
    }
    knock();
  };
  if (waiting === 0) return go();
  const says = [count(words, words.signOut.waiting, waiting), words.signOut.stay];
  return confirm({ words, title: words.signOut.title, go: words.signOut.go, says, agree: () => void go() });
}

async function begin() {
  const wanted = new URLSearchParams(location.search).get('lang');
  speak(wanted, storage.get('language'), ...navigator.languages);
  const last = storage.get('who');
  if (last !== null) open(last);
  const found = await whoIsHere(storage);
  if (who !== last) return; // out already, by another tab
  if (found.who === null) knock();
  else if (who === null || found.who.id !== who.id || JSON.stringify(found.who) !== JSON.stringify(last)) open(found.who);
}

// Another tab has signed out.
storage.follow((name) => {
  if (name === 'who' && storage.get('who') === null && who !== null) knock();
});
begin();
registerServiceWorker();
