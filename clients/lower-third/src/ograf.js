// The lower third as an OGraf graphic: the methods that a renderer calls, and what they answer.

import { LowerThird } from './element.js';
import { senselessIn } from './options.js';

const REASONS = {
  400: 'There is no such action.',
  404: 'There is no such line that may be on air.',
  409: 'Nothing is on air to go on with or to hold, or the service was not heard of for too long.',
};

export default class OgrafLowerThird extends LowerThird {
  async load({ data, renderType } = {}) {
    if (renderType === 'non-realtime') return { statusCode: 400, statusMessage: 'A live feed is shown in real time only.' };
    const refusal = this._tell(data);
    if (refusal) return refusal;
    this._start();
    if (this._feed && !this._feed.isConfirmed) await this._firstWord();
    return { statusCode: 200 };
  }

  async dispose() {
    this._stop();
    return { statusCode: 200 };
  }

  async playAction({ delta = 1, goto, skipAnimation = false } = {}) {
    const manner = { isCut: skipAnimation };
    if (typeof goto === 'number') return this._step(goto, manner);
    if (this._state.mode !== 'cleared') {
      return delta === 1 ? this._do('next', manner) : this._step((this.place || 0) + delta, manner);
    }
    this.play(manner);
    return this._done();
  }

  async stopAction({ skipAnimation = false } = {}) {
    this.command('clear', { isCut: skipAnimation });
    await this._renderer.gone();
    return this._done();
  }

  async updateAction({ data } = {}) {
    return this._tell(data) || this._done();
  }

  async customAction({ id, payload, skipAnimation = false } = {}) {
    if (id === 'clear') return this.stopAction({ skipAnimation });
    const line = payload && payload.id ? payload.id : null; // a form that was left empty sends ''
    return this._do(id, { id: line, isCut: skipAnimation });
  }

  /** Take data, all of it or nothing; give the refusal if there is one. */
  _tell(data) {
    const told = data === undefined || data === null ? {} : data;
    const isObject = typeof told === 'object' && !Array.isArray(told);
    const senseless = isObject ? senselessIn(told).join(', ') : 'data';
    if (senseless !== '') return { statusCode: 400, statusMessage: `Nothing was changed, for this makes no sense: ${senseless}.` };
    this.configure(told);
    return null;
  }

  _do(command, manner) {
    const statusCode = this.command(command, manner);
    return statusCode === 200 ? this._done() : { statusCode, statusMessage: REASONS[statusCode] };
  }

  _step(at, manner) {
    const line = this._view().lines[at];
    if (!line) return { statusCode: 404, statusMessage: `There is no line ${at}.` };
    return this._do('take', Object.assign({ id: line.id }, manner));
  }

  _done() {
    const currentStep = this.place;
    return currentStep === undefined ? { statusCode: 200 } : { statusCode: 200, currentStep };
  }
}
