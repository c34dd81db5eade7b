// One connection per browser: the tabs of an origin elect a leader by a Web Lock, and it tells the others.
// It knows nothing of feeds. Where a browser cannot do this, or says so only when asked, everybody is alone.

export class TabSharing {
  /**
   * @param {string} name the same for all who share
   * @param {object} calls `lead()`: the lock is ours · `follow()`: somebody else has it · `alone()`: there is no
   *   sharing here · `told(words)`: another tab said something
   */
  constructor(name, calls) {
    this._name = name;
    this._calls = calls;
    this._line = null;
    this._letGo = null;
    this._turn = 0; // counts up: what an older request for the lock comes back with is of no interest
  }

  start() {
    try {
      this._line = new BroadcastChannel(this._name);
      this._line.onmessage = (said) => this._calls.told(said.data);
      this._calls.follow();
      this._ask({});
    } catch (_) {
      this._giveUp();
    }
  }

  stop() {
    this._turn += 1;
    if (this._letGo) this._letGo();
    this._letGo = null;
    if (this._line) this._line.close();
    this._line = null;
  }

  /** Take the lead from whoever has it and does not answer. */
  takeOver() {
    try {
      this._ask({ steal: true });
    } catch (_) {
      this._giveUp();
    }
  }

  tell(words) {
    if (this._line) this._line.postMessage(words);
  }

  _ask(options) {
    this._turn += 1;
    const turn = this._turn;
    const isOurs = () => turn === this._turn;
    let isLeading = false;
    const leading = () => {
      if (!isOurs()) return undefined;
      isLeading = true;
      this._calls.lead();
      return new Promise((letGo) => {
        this._letGo = letGo;
      });
    };
    navigator.locks.request(this._name, options, leading).catch(() => {
      if (!isOurs()) return;
      if (!isLeading) return this._giveUp();
      // Taken from us: we were frozen, or slow to answer. Stand in line again.
      this._letGo = null;
      this._calls.follow();
      this._ask({});
    });
  }

  _giveUp() {
    this.stop();
    this._calls.alone();
  }
}
