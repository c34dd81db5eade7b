// Whether anybody can see the page. A host that hides a page may stop it, and shows its last picture first when it
// comes back: so nothing is left in the picture that could have been taken back meanwhile.

const HIDDEN_MS = 500;
const RETURN_MS = 150;

export class Visibility {
  /** @param {function} changed called with whether the page is seen */
  constructor(changed) {
    this.isSeen = true;
    this._changed = changed;
    this._isAlwaysPainted = false;
    this._hiddenMs = null; // when it was hidden, by the wall clock: the other one may have stood still
    this._timer = null;
    this._turned = () => this._turn();
  }

  start() {
    document.addEventListener('visibilitychange', this._turned);
    if (document.hidden) this._turn();
  }

  stop() {
    document.removeEventListener('visibilitychange', this._turned);
    clearTimeout(this._timer);
    this.isSeen = true;
  }

  _turn() {
    clearTimeout(this._timer);
    if (this._isAlwaysPainted) return;
    if (document.hidden) {
      this._hide();
      return;
    }
    if (this._hiddenMs !== null && Date.now() - this._hiddenMs > HIDDEN_MS) this._set(false); // it had no time to itself
    this._hiddenMs = null;
    // What came meanwhile is taken in before anything is shown.
    this._timer = setTimeout(() => this._set(true), RETURN_MS);
  }

  /** Some hosts say "hidden" of a page that they paint all the same: those ask for frames, and it is seen. */
  _hide() {
    this._hiddenMs = Date.now();
    try {
      requestAnimationFrame(() => {
        if (document.hidden) this._isAlwaysPainted = true;
      });
    } catch (_) {
      this._isAlwaysPainted = true;
    }
    this._timer = setTimeout(() => this._set(this._isAlwaysPainted), HIDDEN_MS);
  }

  _set(isSeen) {
    if (this.isSeen === isSeen) return;
    this.isSeen = isSeen;
    this._changed(isSeen);
  }
}
