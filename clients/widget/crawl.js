// Lets lines run through the strip, one after another, each in the direction in which it is read.
// A line of the other direction waits until the strip is clear. It asks which line is next, and decides nothing else.

const GAP_PX = 48;

export class Crawl {
  constructor(track) {
    this._track = track;
    this._runs = []; // {drawn, isRtl, run: its animation}, in the order in which they came in
    this._width = 0;
  }

  /** Tell whether anything is on its way. */
  get isOn() {
    return this._runs.some(isUnderWay);
  }

  /** Take out what has run through or was taken back, and let in `next` if there is room for it; tell whether. */
  advance(next, speed) {
    if (this._width !== this._track.clientWidth) this.clear();
    this._width = this._track.clientWidth;
    this._runs = this._runs.filter((one) => {
      const isLeft = isUnderWay(one);
      if (!isLeft) stop(one);
      return isLeft;
    });
    const last = this._runs[this._runs.length - 1];
    const spare = last ? (last.run.currentTime * speed) / 1000 - last.drawn.offsetWidth - GAP_PX : 0;
    const isRtl = next.dir === 'rtl';
    if (spare < 0 || this._width === 0 || this.shows(next) || (last && last.isRtl !== isRtl)) return false;
    this._enter(next, isRtl, speed, Math.min(spare, GAP_PX));
    return true;
  }

  /** Tell whether a line is on the screen. */
  shows(drawn) {
    return this._runs.some((one) => one.drawn === drawn);
  }

  hold(isHeld) {
    for (const { run } of this._runs) {
      if (isHeld) run.pause();
      else if (run.playState === 'paused') run.play();
    }
  }

  clear() {
    this._runs.forEach(stop);
    this._runs = [];
  }

  _enter(drawn, isRtl, speed, ahead) {
    drawn.classList.add('on');
    const ends = [this._width, -drawn.offsetWidth].map((x) => ({ transform: `translateX(${x}px)` }));
    const duration = ((this._width + drawn.offsetWidth) / speed) * 1000;
    const run = drawn.animate(isRtl ? ends.reverse() : ends, duration);
    run.currentTime = (ahead / speed) * 1000;
    this._runs.push({ drawn, isRtl, run });
  }
}

function isUnderWay({ drawn, run }) {
  return drawn.isConnected && run.playState !== 'finished';
}

function stop({ drawn, run }) {
  run.cancel();
  drawn.classList.remove('on');
}
