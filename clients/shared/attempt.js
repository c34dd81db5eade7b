// For what a browser may lack, forbid or break.

/** Give what a call gives, or something else if it throws. */
export function attempt(call, otherwise) {
  try {
    return call();
  } catch (_) {
    return otherwise;
  }
}

/** Give a time that never jumps, if the browser has one. */
export function nowMs() {
  return attempt(() => performance.now(), Date.now());
}
