/*! lower-third 0.2.0 | MIT | part of ticker */

// shared/attempt.js
function attempt(call, otherwise) {
  try {
    return call();
  } catch (_) {
    return otherwise;
  }
}
function nowMs() {
  return attempt(() => performance.now(), Date.now());
}

// shared/fold.js
var ENTRIES = /* @__PURE__ */ new Set(["update", "correction", "refile", "hold", "release", "kill"]);
var CURSOR = /^([a-z0-9]{8})\.([0-9]{1,15})$/;
function empty(size) {
  return {
    size,
    epoch: null,
    seq: -1,
    // the highest place folded so far
    covered: -1,
    // the place of the last snapshot: entries up to it are in it, or were replaced
    horizon: 0,
    // the highest order that was dropped: at it and below it nothing is taken in
    gap: false,
    // a gap was announced, and its snapshot has not come yet
    atMs: null,
    // the server's clock, as the last status told it
    rows: /* @__PURE__ */ new Map()
    // id -> the entry that stands, or a tombstone without words
  };
}
function fold(state, received) {
  if (received.type === "snapshot") return foldSnapshot(state, received);
  if (received.type === "gap") return { ...state, gap: true };
  if (received.type === "status") return foldStatus(state, received);
  return ENTRIES.has(received.type) ? foldEntry(state, received) : state;
}
function serverMs(state, elapsedMs) {
  return state.atMs === null ? null : state.atMs + elapsedMs;
}
function isExpired(row, nowMs2) {
  return nowMs2 !== null && row.expires !== void 0 && Date.parse(row.expires) <= nowMs2;
}
function position(cursor) {
  const match = typeof cursor === "string" ? CURSOR.exec(cursor) : null;
  return match && { epoch: match[1], seq: Number(match[2]) };
}
function foldSnapshot(state, { epoch, seq, updates }) {
  const isOlder = epoch === state.epoch && seq < state.seq;
  if (isOlder && !state.gap) return state;
  const rows = new Map(updates.map((entry) => [entry.id, entry]));
  const isFull = updates.length >= state.size;
  const horizon = isFull ? Math.min(...updates.map((entry) => entry.order)) - 1 : 0;
  return trim({ ...state, epoch, seq, covered: seq, horizon, gap: false, rows });
}
function foldStatus(state, { at }) {
  const atMs = Date.parse(at);
  return Number.isNaN(atMs) ? state : trim({ ...state, atMs });
}
function foldEntry(state, entry) {
  const place = position(entry.cursor);
  const isForeign = place === null || state.epoch !== null && place.epoch !== state.epoch;
  if (isForeign || place.seq <= state.covered) return state;
  const next2 = { ...state, epoch: place.epoch, seq: Math.max(state.seq, place.seq) };
  const standing = state.rows.get(entry.id);
  if (entry.order <= state.horizon || standing && standing.version >= entry.version) return next2;
  const rows = new Map(state.rows).set(entry.id, entry.pubstatus === "usable" ? entry : tombstone(entry));
  return trim({ ...next2, rows });
}
function tombstone({ id, version, order, pubstatus }) {
  return { id, version, order, pubstatus };
}
function trim(state) {
  const standing = newestFirst(state.rows).filter((row) => !isExpired(row, state.atMs));
  const kept = standing.slice(0, 2 * state.size);
  const dropped = standing[2 * state.size];
  const horizon = dropped ? Math.max(state.horizon, dropped.order) : state.horizon;
  return { ...state, horizon, rows: new Map(kept.map((row) => [row.id, row])) };
}
function newestFirst(rows) {
  return [...rows.values()].sort((one, other) => other.order - one.order);
}

// shared/connection.js
var STATUS_EVERY_MS = 15e3;
var PATIENCE_MS = 2 * STATUS_EVERY_MS;
var FRESH_MS = STATUS_EVERY_MS + 5e3;
var OPENING_MS = 1e4;
var BACKOFF_BASE_MS = 1e3;
var BACKOFF_MAX_MS = 3e4;
var REFUSED_MS = 6e4;
var TRIES = 2;
var NEVER = -1;
var CLIMB_MS = 3e5;
var BRIEF_MS = 2e3;
var RUSH_MS = 1e3;
var ASK_MS = 5e3;
var DEAF = 3;
var REFUSALS = /* @__PURE__ */ new Set([4501, 4503, 4504, 400, 403, 404]);
var LATER = /* @__PURE__ */ new Set([4008, 4012, 4013]);
function unconnected(ways) {
  return {
    ways,
    // of 'socket', 'stream', 'poll'
    way: 0,
    // the one in use
    proven: null,
    // the one that last brought a status
    phase: "stopped",
    // stopped | following | waiting | connecting | open | refused
    connection: 0,
    // counts up: another number is another connection
    asks: 0,
    // counts up: another number is a question to the leader
    takeovers: 0,
    // counts up: another number takes the lead from a leader that is silent
    failures: 0,
    // since the last status
    tries: 0,
    // of this way, since it last brought a status
    climbing: false,
    // this connection only tries whether a better way is open again
    sinceMs: 0,
    // when this phase began
    dueMs: 0,
    // waiting and refused: when to try again; following: when to ask again
    climbMs: 0,
    // open on a lesser way: when to try the best one
    unanswered: 0,
    // following: questions since the leader last said anything
    leader: null,
    // following: the leader's own phase
    lostMs: -Infinity,
    // when a connection that was open was last lost
    heardMs: null,
    // when the last status came
    server: null,
    // what it said: live | degraded | draining
    head: null
    // the feed's head, as it said
  };
}
function next(state, happening) {
  const { nowMs: nowMs2 } = happening;
  switch (happening.type) {
    case "lead":
      return connect(state, nowMs2, state.way);
    case "follow":
      return ask({ ...leave(state, nowMs2), phase: "following", leader: null, unanswered: 0 }, nowMs2);
    case "led":
      return afterLed(state, happening);
    case "status":
      return afterStatus(state, happening);
    case "offline":
      return isOn(state) ? afterClosed(state, { ...happening, code: 0 }) : state;
    case "barred":
      return state.phase === "stopped" || state.phase === "following" ? state : refused(state, happening);
    case "closed":
      return isOn(state) ? afterClosed(state, happening) : state;
    case "tick":
      return afterTick(state, happening);
    case "wake":
      return afterWake(state, happening);
    case "stop":
      return { ...leave(state, nowMs2), phase: "stopped" };
    default:
      return state;
  }
}
function isOn({ phase }) {
  return phase === "connecting" || phase === "open";
}
function spoken(state, nowMs2) {
  const phase = phaseOf(state);
  if (phase === "refused") return "refused";
  if (state.heardMs !== null && nowMs2 - state.heardMs > PATIENCE_MS) return "stale";
  if (phase !== "open" && nowMs2 - state.lostMs > BRIEF_MS) return "connecting";
  return state.server === "degraded" ? "degraded" : "live";
}
function backoffMs(failures, random) {
  return random * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}
function afterStatus(state, { nowMs: nowMs2, random, server, head, cursor }) {
  const heard = { ...state, heardMs: nowMs2, server };
  if (state.phase === "following") return { ...heard, leader: "open", unanswered: 0 };
  if (!isOn(state)) return state;
  if (isBelow(position(cursor), position(state.head))) return connect(heard, nowMs2, state.way);
  const isFirst = state.phase !== "open";
  const climbMs = isFirst ? nowMs2 + CLIMB_MS * (0.5 + random / 2) : state.climbMs;
  return { ...heard, phase: "open", proven: state.way, failures: 0, tries: 0, climbing: false, climbMs, head };
}
function afterLed(state, { nowMs: nowMs2, phase, server, heardMs }) {
  if (state.phase !== "following") return state;
  const left = state.leader === phase ? state : leave(state, nowMs2);
  return { ...left, unanswered: 0, leader: phase, server, heardMs };
}
function afterClosed(state, { nowMs: nowMs2, random, code }) {
  if (REFUSALS.has(code)) return refused(state, { nowMs: nowMs2, random });
  if (state.climbing) return connect(state, nowMs2, state.proven);
  const failures = state.failures + 1;
  const isWayGood = state.phase === "open" || LATER.has(code);
  const tries = isWayGood ? 0 : state.tries + (code === NEVER ? TRIES : 1);
  const dueMs = nowMs2 + (code === NEVER ? 0 : backoffMs(failures, random));
  const waiting = { ...leave(state, nowMs2), phase: "waiting", failures, tries, dueMs };
  if (tries < TRIES) return waiting;
  return { ...waiting, tries: 0, way: (state.way + 1) % state.ways.length };
}
function refused(state, { nowMs: nowMs2, random }) {
  return { ...leave(state, nowMs2), phase: "refused", dueMs: nowMs2 + REFUSED_MS * (0.5 + random / 2) };
}
function afterTick(state, happening) {
  const { nowMs: nowMs2 } = happening;
  const quietMs = nowMs2 - (state.phase === "open" ? state.heardMs : state.sinceMs);
  switch (state.phase) {
    case "waiting":
    case "refused":
      return nowMs2 >= state.dueMs ? connect(state, nowMs2, state.way) : state;
    case "connecting":
      return quietMs > OPENING_MS ? afterClosed(state, happening) : state;
    case "open":
      if (quietMs > PATIENCE_MS) return afterClosed(state, happening);
      return state.way > 0 && nowMs2 >= state.climbMs ? { ...connect(state, nowMs2, 0), climbing: true } : state;
    case "following":
      return afterQuiet(state, nowMs2);
    default:
      return state;
  }
}
function afterQuiet(state, nowMs2) {
  if (nowMs2 < state.dueMs) return state;
  const asking = ask(state, nowMs2);
  return state.unanswered >= DEAF ? { ...asking, takeovers: state.takeovers + 1 } : asking;
}
function ask(state, nowMs2) {
  return { ...state, asks: state.asks + 1, unanswered: state.unanswered + 1, dueMs: nowMs2 + ASK_MS };
}
function afterWake(state, { nowMs: nowMs2, force }) {
  if (state.phase === "stopped") return state;
  if (state.phase === "following") return ask(state, nowMs2);
  const quietMs = nowMs2 - (state.phase === "open" ? state.heardMs : state.sinceMs);
  const isWell = force ? state.phase === "connecting" && quietMs < RUSH_MS : isOn(state) && quietMs <= FRESH_MS;
  if (isWell) return state;
  return force ? connect({ ...state, failures: 0, tries: 0 }, nowMs2, 0) : connect(state, nowMs2, state.way);
}
function connect(state, nowMs2, way) {
  const connection = state.connection + 1;
  return { ...leave(state, nowMs2), phase: "connecting", climbing: false, connection, way, head: null };
}
function leave(state, nowMs2) {
  const wasOpen = phaseOf(state) === "open";
  return { ...state, sinceMs: nowMs2, lostMs: wasOpen ? nowMs2 : state.lostMs };
}
function phaseOf({ phase, leader }) {
  return phase === "following" ? leader : phase;
}
function isBelow(one, other) {
  return one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq;
}

// shared/feed-storage.js
var KEPT_MS = 36e5;
function keep(name, { held, cursor, named }) {
  const { epoch, seq, covered, horizon, rows } = held;
  const kept = { atMs: Date.now(), cursor, named, place: { epoch, seq, covered, horizon }, rows: [...rows] };
  attempt(() => localStorage.setItem(name, JSON.stringify(kept)));
}
function recall(name, size) {
  return attempt(() => {
    const { atMs, cursor, named, place, rows } = JSON.parse(localStorage.getItem(name));
    const held = Object.assign(empty(size), place, { rows: new Map(rows) });
    if (Math.abs(Date.now() - atMs) < KEPT_MS) return { held, cursor, named };
    localStorage.removeItem(name);
    return null;
  }, null);
}

// shared/tab-sharing.js
var TabSharing = class {
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
    this._turn = 0;
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
      if (!isOurs()) return void 0;
      isLeading = true;
      this._calls.lead();
      return new Promise((letGo) => {
        this._letGo = letGo;
      });
    };
    navigator.locks.request(this._name, options, leading).catch(() => {
      if (!isOurs()) return;
      if (!isLeading) return this._giveUp();
      this._letGo = null;
      this._calls.follow();
      this._ask({});
    });
  }
  _giveUp() {
    this.stop();
    this._calls.alone();
  }
};

// shared/transports.js
var POLL_EVERY_MS = 5e3;
var TYPES = ["update", "correction", "refile", "hold", "release", "kill", "snapshot", "gap", "status"];
var OPENERS = { socket: openSocket, stream: openStream, poll: openPoll };
var TRANSPORTS = Object.keys(OPENERS);
function openTransport(way, address, cursor, { received, closed }) {
  let isOver = false;
  let close = null;
  const end = () => {
    isOver = true;
    if (close) close();
  };
  const finish = (code) => {
    if (isOver) return;
    end();
    closed(code);
  };
  const take = (text) => {
    if (isOver) return;
    const read = attempt(() => typeof text === "string" ? JSON.parse(text) : text);
    if (read) received(read);
    else finish(0);
  };
  const query = cursor === null ? "" : `?after=${encodeURIComponent(cursor)}`;
  close = attempt(() => OPENERS[way](address, query, take, finish));
  if (!close) setTimeout(finish, 0, NEVER);
  return end;
}
function openSocket(address, query, received, closed) {
  const socket = new WebSocket(`${address.replace(/^http/, "ws")}/socket${query}`);
  socket.onmessage = (frame) => received(frame.data);
  socket.onclose = ({ code }) => closed(code);
  return () => socket.close();
}
function openStream(address, query, received, closed) {
  const source = new EventSource(`${address}/stream${query}`);
  for (const type of TYPES) source.addEventListener(type, (event) => received(event.data));
  source.onerror = () => closed(0);
  return () => source.close();
}
function openPoll(address, query, received, closed) {
  let timer = null;
  let isOver = false;
  const ask2 = () => {
    if (isOver) return;
    fetch(address, { cache: "no-cache" }).then((answer) => {
      if (!answer.ok) throw answer.status;
      return answer.json().then((snapshot) => {
        received(snapshot);
        received(statusOf(answer.headers, snapshot));
        if (!isOver) timer = setTimeout(ask2, POLL_EVERY_MS * (0.75 + Math.random() / 2));
      });
    }).catch((problem) => closed(typeof problem === "number" ? problem : 0));
  };
  const resume = () => fetch(`${address}/entries${query}&limit=500`).then((answer) => answer.ok ? answer.json() : { entries: [] }).then(({ entries }) => entries.forEach(received)).catch(() => {
  });
  if (query) resume().then(ask2);
  else ask2();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
function statusOf(headers, { feed, cursor }) {
  const state = /no-store/.test(headers.get("cache-control")) ? "degraded" : "live";
  const at = headers.get("date");
  return { type: "status", state, heads: { [feed]: cursor }, at };
}

// shared/feed.js
var TICK_MS = 1e3;
var KEEP_MS = 1e3;
var ASLEEP_MS = 15e3;
var Feed = class {
  /**
   * @param {object} options `server`: its address, to the slash before `v1` · `feed`: the slug · `size`: N of the
   *   fold · `isShared`: one connection for all tabs · `isKept`: keep what is held for the next page ·
   *   `ways`: those to use, best first
   * @param {function} changed called after every change, with the type of what was received if that was it
   */
  constructor({ server, feed, size, isShared, isKept, ways = TRANSPORTS }, changed) {
    this._feed = feed;
    this._address = new URL(`v1/feeds/${encodeURIComponent(feed)}`, server).href;
    this._name = `ticker ${this._address} ${size}`;
    this._isKept = isKept;
    this._changed = changed;
    this._state = unconnected(ways);
    this._sharing = isShared ? new TabSharing(this._name, this) : null;
    this._isLeading = false;
    this._close = null;
    this._timer = null;
    this._keeping = null;
    this._endings = [];
    this._tickedMs = 0;
    this._clockMs = 0;
    this.held = empty(size);
    this.cursor = null;
    this.named = {};
    this.isBarred = false;
    this.isConfirmed = false;
  }
  /** Tell how the feed stands: live, degraded, connecting, stale or refused. */
  get spoken() {
    return spoken(this._state, nowMs());
  }
  /** Give the server's time; null while nobody has said it. */
  get serverMs() {
    return serverMs(this.held, nowMs() - this._clockMs);
  }
  start() {
    const kept = this._isKept && recall(this._name, this.held.size);
    if (kept) Object.assign(this, kept);
    this._listen(self, "online", () => this._wake(true));
    this._listen(self, "offline", () => this._happen("offline"));
    this._listen(document, "securitypolicyviolation", (told) => this._violate(told));
    this._listen(self, "pagehide", () => this._suspend());
    this._listen(self, "pageshow", (shown) => shown.persisted && this._begin());
    for (const name of ["visibilitychange", "resume"]) {
      this._listen(document, name, () => document.hidden || this._wake(false));
    }
    this._begin();
  }
  stop() {
    this._suspend();
    for (const end of this._endings) end();
    this._endings = [];
  }
  _listen(target, name, call) {
    target.addEventListener(name, call);
    this._endings.push(() => target.removeEventListener(name, call));
  }
  _begin() {
    this._tickedMs = Date.now();
    this._timer = setInterval(() => this._tick(), TICK_MS);
    if (this._sharing) this._sharing.start();
    else this._happen("lead");
  }
  /** Let go of everything that another tab, or this page when it is shown again, must be able to take up. */
  _suspend() {
    clearInterval(this._timer);
    this._keep();
    this._happen("stop");
    this._isLeading = false;
    if (this._sharing) this._sharing.stop();
  }
  _tick() {
    const leaptMs = Date.now() - this._tickedMs;
    this._tickedMs = Date.now();
    if (leaptMs > ASLEEP_MS && !document.hidden) this._wake(true);
    this._happen("tick");
  }
  _wake(force) {
    if (force) this._tell({ force });
    this._happen("wake", { force });
  }
  /** A page that may not connect to the server says so; nobody else would. */
  _violate({ effectiveDirective, blockedURI }) {
    const isOurs = attempt(() => new URL(blockedURI).host === new URL(this._address).host, false);
    if (effectiveDirective !== "connect-src" || !isOurs) return;
    this.isBarred = true;
    this._happen("barred");
  }
  _happen(type, more) {
    const before = this._state;
    const after = next(before, Object.assign({ type, nowMs: nowMs(), random: Math.random() }, more));
    this._state = after;
    if (after.connection !== before.connection) this._open();
    else if (!isOn(after)) this._shut();
    if (after.takeovers !== before.takeovers) this._sharing.takeOver();
    else if (after.asks !== before.asks) this._tell({});
    if (after.phase !== before.phase) this._tellAll();
    if (after !== before) this._changed();
  }
  _open() {
    this._shut();
    const { ways, way } = this._state;
    this._close = openTransport(ways[way], this._address, this.cursor, {
      received: (received) => this._receive(received),
      closed: (code) => this._happen("closed", { code })
    });
  }
  _shut() {
    if (this._close) this._close();
    this._close = null;
  }
  _receive(received) {
    const { type, cursor } = received;
    this.held = fold(this.held, received);
    const place = position(cursor);
    if (place && place.epoch === this.held.epoch && place.seq === this.held.seq) this.cursor = cursor;
    if (type === "snapshot") this.named = { title: received.title, language: received.language, dir: received.dir };
    if (type === "status") this._hear(received);
    else if (type !== "update") this._keep();
    else if (!this._keeping) this._keeping = setTimeout(() => this._keep(), KEEP_MS);
    this._tellAll();
    this._changed(type);
  }
  _hear({ state, heads, at }) {
    if (Date.parse(at)) this._clockMs = nowMs();
    this.isConfirmed = true;
    this._happen("status", { server: state, head: heads[this._feed], cursor: this.cursor });
  }
  _keep() {
    clearTimeout(this._keeping);
    this._keeping = null;
    if (this._isKept && this.cursor !== null && this._state.phase !== "following") keep(this._name, this);
  }
  // What the tabs of a browser say to each other: who follows asks, who leads tells all that it has.
  lead() {
    this._isLeading = true;
    this._happen("lead");
  }
  follow() {
    this._isLeading = false;
    this._happen("follow");
  }
  alone() {
    this._happen("lead");
  }
  told({ force, whole, heardAgoMs, clockAgoMs, phase, server }) {
    if (this._isLeading && !whole) {
      if (force) this._wake(force);
      this._tick();
      this._tellAll();
    }
    if (this._isLeading || !whole) return;
    const { epoch, seq } = this.held;
    if (epoch !== whole.held.epoch || seq <= whole.held.seq) {
      Object.assign(this, whole, { _clockMs: nowMs() - clockAgoMs });
    }
    this._happen("led", { phase, server, heardMs: heardAgoMs === null ? null : nowMs() - heardAgoMs });
    this._changed("whole");
  }
  _tellAll() {
    if (!this._isLeading) return;
    const { held, cursor, named, isBarred, isConfirmed } = this;
    const { phase, server, heardMs } = this._state;
    const heardAgoMs = heardMs === null ? null : nowMs() - heardMs;
    const whole = { held, cursor, named, isBarred, isConfirmed };
    this._tell({ whole, heardAgoMs, clockAgoMs: nowMs() - this._clockMs, phase, server });
  }
  _tell(words) {
    if (this._sharing) this._sharing.tell(words);
  }
};

// lower-third/src/key-file.js
var KEY_FORM = /^\s*(tk_[\w-]+)\s*$/;
function keyIn(address) {
  return new Promise((resolve) => {
    attempt(() => {
      const asked = new XMLHttpRequest();
      asked.onloadend = () => {
        const found = KEY_FORM.exec(asked.responseText);
        resolve(found ? found[1] : "");
      };
      asked.open("GET", address);
      asked.send();
    }, null);
  });
}

// lower-third/src/options.js
var FIELDS = {
  f0: "server",
  f1: "feed",
  f2: "mode",
  f3: "delay",
  f4: "name",
  f5: "key",
  f6: "stale",
  f7: "onstale",
  f8: "attribution",
  f9: "statement"
};
var SLUG_FORM = /^[a-z0-9][a-z0-9-]{0,62}$/;
var READERS = {
  server: addressOf,
  feed: slugOf,
  name: slugOf,
  key: textOf,
  keyfile: textOf,
  mode: oneOf("auto", "manual"),
  text: oneOf("short", "full"),
  onstale: oneOf("blank", "hold"),
  flash: oneOf("always", "auto"),
  delay: numberOf(0, 30),
  stale: numberOf(1, 3600),
  dwell: numberOf(2, 120),
  count: numberOf(1, 10),
  attribution: textOf,
  statement: textOf,
  level: oneOf("flash", "alert", "urgent", "routine"),
  dir: oneOf("ltr", "rtl"),
  language: textOf
};
function defaultOptions() {
  return {
    server: "",
    feed: "en",
    name: "",
    // under which it reports; without a name or a key it does not
    key: "",
    keyfile: "ticker-key.txt",
    // where the key is read that is not told
    mode: "auto",
    // what `play` does: go through the lines, or take one
    text: "short",
    // the line's `short` where it has one, or always the whole statement
    delay: 0,
    // seconds that a line must be old before it is on air
    stale: 30,
    // seconds without word from a server that is live
    onstale: "blank",
    flash: "always",
    // takes over from a line that was taken or is held, too
    dwell: 5,
    // seconds that a line stays at least
    count: 10,
    // lines that are gone through
    attribution: "",
    // a line of its own, where there is no server: nobody can take it back
    statement: "",
    level: "urgent",
    dir: "",
    language: ""
  };
}
function withOptions(options, told) {
  const changed = Object.assign({}, options);
  for (const said of Object.keys(told)) {
    const { name, read } = readOf(said, told[said]);
    if (read !== null) changed[name] = read;
  }
  return changed;
}
function senselessIn(told) {
  return Object.keys(told).filter((said) => {
    const { isKnown, read } = readOf(said, told[said]);
    return isKnown && read === null && ![void 0, null, ""].includes(told[said]);
  });
}
function readOf(said, value) {
  const name = FIELDS[said] || said;
  const isKnown = Object.prototype.hasOwnProperty.call(READERS, name);
  return { name, isKnown, read: isKnown ? READERS[name](value) : null };
}
function textOf(value) {
  return typeof value === "string" ? value.trim().slice(0, 600) : null;
}
function slugOf(value) {
  const text = textOf(value);
  return text !== null && (text === "" || SLUG_FORM.test(text)) ? text : null;
}
function addressOf(value) {
  const text = textOf(value);
  if (text === "") return "";
  if (text === null || !/^https?:\/\/[^/]/.test(text)) return null;
  const bare = text.replace(/[?#].*$/, "");
  return bare.endsWith("/") ? bare : bare + "/";
}
function oneOf(...words) {
  return (value) => words.includes(value) ? value : null;
}
function numberOf(min, max) {
  return (value) => {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && number >= min ? Math.min(number, max) : null;
  };
}

// lower-third/src/reporter.js
var EVERY_MS = 5e3;
var GATHER_MS = 20;
var CALM_MS = 500;
var AGAIN_MS = 1e3;
var AGAIN_MAX_MS = 15e3;
var ANSWER_MS = 1e4;
var Reporter = class {
  /** @param {function} say gives the report: {kind, cursor, shown, state, delay_s} */
  constructor({ server, feed, name, key }, say) {
    this._address = reportingAddress({ server, feed, name });
    this._key = key;
    this._say = say;
    this._timer = null;
    this._dueMs = Infinity;
    this._said = null;
    this._failures = 0;
    this._sentMs = -Infinity;
    this._sending = 0;
    this._isOver = false;
  }
  start() {
    this._plan(0);
  }
  /** End; where `isRemoved` the screen is taken off in order, and says so: nobody need wait for it any more. */
  stop({ isRemoved = false } = {}) {
    clearTimeout(this._timer);
    this._isOver = true;
    this._sending += 1;
    if (isRemoved) this._sayLast();
  }
  _sayLast() {
    const report = Object.assign({}, this._say(), { shown: [], state: "removed" });
    this._post(report, { keepalive: true }).catch(() => this._post(report)).catch(() => {
    });
  }
  /** Report whether this is the address of a screen with these options. */
  isOf(options) {
    return this._address === reportingAddress(options);
  }
  /** Something may have changed: say it soon, and what concerns the screen at once. */
  note() {
    if (this._said === null || this._failures > 0) return;
    const report = this._say();
    if (essence(report) !== essence(this._said)) this._plan(GATHER_MS);
    else if (report.cursor !== this._said.cursor) this._plan(this._sentMs + CALM_MS - nowMs());
  }
  _plan(waitMs) {
    if (this._isOver) return;
    const dueMs = nowMs() + Math.max(0, waitMs);
    if (dueMs >= this._dueMs) return;
    clearTimeout(this._timer);
    this._dueMs = dueMs;
    this._timer = setTimeout(() => this._send(), Math.max(0, waitMs));
  }
  _send() {
    const report = this._say();
    this._sending += 1;
    const mine = this._sending;
    this._sentMs = nowMs();
    this._dueMs = Infinity;
    const done = (isTaken) => {
      if (mine !== this._sending) return;
      this._sending += 1;
      clearTimeout(this._timer);
      this._dueMs = Infinity;
      this._failures = isTaken ? 0 : this._failures + 1;
      if (isTaken) this._said = report;
      this._plan(isTaken ? this._sentMs + EVERY_MS - nowMs() : againMs(this._failures));
      if (isTaken) this.note();
    };
    this._timer = setTimeout(done, ANSWER_MS, false);
    this._post(report).then(done, () => done(false));
  }
  _post(report, more = {}) {
    try {
      const asked = {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${this._key}` },
        body: JSON.stringify(report),
        credentials: "omit"
      };
      return fetch(this._address, Object.assign(asked, more)).then((answer) => answer.ok);
    } catch (_) {
      return Promise.reject(new Error("no fetch here"));
    }
  }
};
function reportingAddress({ server, feed, name }) {
  return `${server}v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
}
function essence(report) {
  return JSON.stringify(Object.assign({}, report, { cursor: null }));
}
function againMs(failures) {
  return Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}

// shared/levels.js
var LEVELS = {
  flash: "assertive",
  // takes over at once, whatever stands
  alert: "polite",
  urgent: "polite",
  routine: null
  // interrupts nobody
};
var NAMES_OF_LEVELS = Object.keys(LEVELS);
function levelOf(entry) {
  return NAMES_OF_LEVELS[rankOf(entry)];
}
function rankOf(entry) {
  const rank = NAMES_OF_LEVELS.indexOf(entry && entry.level);
  return rank < 0 ? 3 : rank;
}

// lower-third/src/rundown.js
var COMMANDS = ["take", "next", "hold", "clear", "auto"];
var READING_MS = 90;
var PAGE_MIN_MS = 3e3;
var FLASH_DWELLS = 3;
var AIRED_KEPT = 300;
function offAir() {
  return {
    mode: "cleared",
    // auto | taken | held | cleared
    air: null,
    // {entry, page, sinceMs, label, isTakeover}
    under: null,
    // what a flash took over from
    aired: /* @__PURE__ */ new Map(),
    // id -> the first version of it that was on air; id@version -> it was
    cycleId: null,
    // where the round through the lines is
    isBlank: false
    // off air for want of word from the server, until there is some
  };
}
function answerTo(state, { command, id = null }, view) {
  if (!COMMANDS.includes(command)) return 400;
  if (command !== "take" && command !== "next") return command === "hold" && state.mode === "cleared" ? 409 : 200;
  if (!view.isLive || command === "next" && state.mode === "cleared") return 409;
  return (id === null ? following(state, view) : chosen(id, view)) ? 200 : 404;
}
function commanded(state, { command, id = null }, view, nowMs2) {
  if (answerTo(state, { command, id }, view) !== 200) return state;
  switch (command) {
    case "take":
      return taken(state, id === null ? following(state, view) : chosen(id, view), "taken", nowMs2);
    case "next":
      return taken(state, following(state, view), state.mode === "auto" ? "auto" : "taken", nowMs2);
    case "hold":
      return Object.assign({}, state, { mode: "held", air: calmed(state.air, nowMs2), under: null });
    case "clear":
      return Object.assign({}, state, { mode: "cleared", air: null, under: null });
    default:
      return Object.assign({}, state, { mode: "auto", air: calmed(state.air, nowMs2) });
  }
}
function cutOff(state) {
  return Object.assign({}, state, { air: null, under: null, cycleId: null, isBlank: false });
}
function decided(state, view, nowMs2) {
  const standing = withoutWhatWent(state, view, nowMs2);
  if (!view.isLive) {
    return standing.isBlank === view.blanks ? standing : Object.assign({}, standing, { isBlank: view.blanks });
  }
  const lit = standing.isBlank ? Object.assign({}, standing, { isBlank: false, air: restarted(standing.air, nowMs2) }) : standing;
  if (lit.mode === "cleared") return lit.air || lit.under ? Object.assign({}, lit, { air: null, under: null }) : lit;
  return turned(takenOver(lit, view, nowMs2), view, nowMs2);
}
function visible(state) {
  return state.isBlank ? null : state.air;
}
function dwellMsOf(letters, pages, minMs) {
  return Math.max(pages > 1 ? PAGE_MIN_MS : minMs, letters * READING_MS);
}
function taken(state, found, mode, nowMs2) {
  return onAir(Object.assign({}, state, { mode, under: null }), found, nowMs2);
}
function chosen(id, view) {
  const entry = view.lines.find((line) => line.id === id);
  return entry ? { entry, isRound: true } : null;
}
function restarted(air, nowMs2) {
  return air && Object.assign({}, air, { page: 0, sinceMs: nowMs2 });
}
function calmed(air, nowMs2) {
  return air && Object.assign(restarted(air, nowMs2), { isTakeover: false });
}
function withoutWhatWent(state, view, nowMs2) {
  const air = renewed(state.air, state, view, nowMs2);
  const under = renewed(state.under, state, view, nowMs2);
  if (air === state.air && under === state.under) return state;
  return Object.assign({}, state, { air, under, aired: air ? withAired(state.aired, air) : state.aired });
}
function renewed(air, state, view, nowMs2) {
  if (air === null) return null;
  const became = view.stateOf(air.entry);
  if (became === "stands" || became === "waits") return air;
  const entry = became === "changed" ? view.newest(air.entry.id) : null;
  return entry ? Object.assign(restarted(air, nowMs2), { entry, label: labelOf(entry, state.aired) }) : null;
}
function takenOver(state, view, nowMs2) {
  const mayTake = state.mode === "auto" || view.flashEverywhere;
  const flash = mayTake && view.lines.find((line) => levelOf(line) === "flash" && isNews(state, line, view));
  if (!flash || state.air && state.air.entry.id === flash.id) return state;
  const under = state.air && !state.air.isTakeover ? state.air : state.under;
  const over = onAir(state, { entry: flash, isRound: false }, nowMs2);
  return Object.assign(over, { under, air: Object.assign(over.air, { isTakeover: true }) });
}
function turned(state, view, nowMs2) {
  const { air, mode } = state;
  if (air === null) return begun(state, view, nowMs2);
  const pages = view.pagesOf(air);
  const page = Math.min(air.page, pages.length - 1);
  const minMs = view.dwellMs * (air.isTakeover ? FLASH_DWELLS : 1);
  if (nowMs2 - air.sinceMs < dwellMsOf(pages[page], pages.length, minMs)) return state;
  const isStaying = mode !== "auto" && !air.isTakeover;
  if (page + 1 < pages.length || isStaying && pages.length > 1) {
    const turnedTo = { page: (page + 1) % pages.length, sinceMs: nowMs2 };
    return Object.assign({}, state, { air: Object.assign({}, air, turnedTo) });
  }
  if (isStaying) return state;
  if (air.isTakeover && (state.under !== null || mode !== "auto")) return returned(state, nowMs2);
  const found = following(state, view);
  if (found && found.entry.id !== air.entry.id) return onAir(state, found, nowMs2);
  return Object.assign({}, state, { air: calmed(air, nowMs2) });
}
function begun(state, view, nowMs2) {
  if (state.under !== null) return returned(state, nowMs2);
  const found = state.mode === "auto" ? following(state, view) : null;
  return found ? onAir(state, found, nowMs2) : state;
}
function returned(state, nowMs2) {
  return Object.assign({}, state, { air: restarted(state.under, nowMs2), under: null });
}
function following(state, view) {
  const { lines } = view;
  const current = state.air && state.air.entry.id;
  const news = lines.filter((line) => line.id !== current && isPressing(line, state) && isNews(state, line, view));
  if (news.length > 0) {
    const entry = news.reduce((best, line) => haste(line, state) < haste(best, state) ? line : best);
    return { entry, isRound: false };
  }
  if (lines.length === 0) return null;
  const at = lines.findIndex((line) => line.id === state.cycleId) + 1;
  const isCurrent = lines[at % lines.length].id === current;
  return { entry: lines[(isCurrent ? at + 1 : at) % lines.length], isRound: true };
}
function isPressing(line, { aired }) {
  return levelOf(line) !== "routine" || labelOf(line, aired) !== null;
}
function haste(line, state) {
  return labelOf(line, state.aired) ? Math.min(rankOf(line), 1) : rankOf(line);
}
function isNews(state, line, view) {
  if (!view.isFresh(line) || state.aired.has(versionOf(line))) return false;
  return !state.aired.has(line.id) || labelOf(line, state.aired) !== null;
}
function labelOf(entry, aired) {
  const first = aired.get(entry.id);
  return entry.type === "correction" && first !== void 0 && first < entry.version ? "correction" : null;
}
function onAir(state, { entry, isRound }, nowMs2) {
  const air = { entry, page: 0, sinceMs: nowMs2, label: labelOf(entry, state.aired), isTakeover: false };
  const cycleId = isRound || state.cycleId === null ? entry.id : state.cycleId;
  return Object.assign({}, state, { air, cycleId, aired: withAired(state.aired, air) });
}
function withAired(before, { entry }) {
  const aired = new Map(before);
  if (!aired.has(entry.id)) aired.set(entry.id, entry.version);
  aired.set(versionOf(entry), entry.version);
  for (const oldest of aired.keys()) {
    if (aired.size <= AIRED_KEPT) break;
    aired.delete(oldest);
  }
  return aired;
}
function versionOf({ id, version }) {
  return `${id}@${version}`;
}

// lower-third/src/visibility.js
var HIDDEN_MS = 500;
var RETURN_MS = 150;
var Visibility = class {
  /** @param {function} changed called with whether the page is seen */
  constructor(changed) {
    this.isSeen = true;
    this._changed = changed;
    this._isAlwaysPainted = false;
    this._hiddenMs = null;
    this._timer = null;
    this._turned = () => this._turn();
  }
  start() {
    document.addEventListener("visibilitychange", this._turned);
    if (document.hidden) this._turn();
  }
  stop() {
    document.removeEventListener("visibilitychange", this._turned);
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
    if (this._hiddenMs !== null && Date.now() - this._hiddenMs > HIDDEN_MS) this._set(false);
    this._hiddenMs = null;
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
};

// shared/dom.js
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const attribute of Object.keys(attributes || {})) {
    const value = attributes[attribute];
    if (value !== null && value !== void 0) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}
function tongue({ language, dir }) {
  return { lang: language || null, dir: dir === "rtl" || dir === "ltr" ? dir : "auto" };
}

// shared/lower-third/pages.js
var ELLIPSIS = "…";
var JOINED = /[\p{M}\u200c\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/u;
function pagesFor(text, fits2) {
  if (fits2(text)) return [text];
  const pages = [];
  let rest = text;
  while (rest !== "") {
    const head = pages.length > 0 ? ELLIPSIS : "";
    if (fits2(head + rest)) {
      pages.push(head + rest);
      break;
    }
    const taken2 = firstPart(rest, (part) => fits2(head + part + ELLIPSIS));
    pages.push(head + taken2.trim() + ELLIPSIS);
    rest = rest.slice(taken2.length).trim();
  }
  return pages;
}
function firstPart(text, fits2) {
  const words = text.split(/(\s+)/);
  const count = mostThatFit(words.length, (n) => fits2(words.slice(0, n).join("").trim()));
  const whole = words.slice(0, count).join("");
  if (whole.trim() !== "") return whole;
  const signs = clusters(text);
  return signs.slice(0, Math.max(1, mostThatFit(signs.length, (n) => fits2(signs.slice(0, n).join(""))))).join("");
}
function mostThatFit(length, holds) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
function clusters(text) {
  const found = [];
  for (const sign of text) {
    const last = found.length - 1;
    if (last >= 0 && (JOINED.test(sign) || found[last].endsWith("‍"))) found[last] += sign;
    else found.push(sign);
  }
  return found;
}

// shared/numbers.js
var TURNED = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
var D = "[\\d٠-٩۰-۹]";
var RUN = new RegExp(`(^|[\\s(«“"]|[ء-ۿ](?![+\\-−±(]))((?:[+\\-−±]|\\([+0]${D}+\\) ?)?[$€£]?${D}(?:[ .,:/\\-–—]?${D}| ?\\(${D}+\\))*[%‰$€£]?)`, "gu");
var TELEPHONE = new RegExp(`^[+(]|^0${D}+[ -]${D}`, "u");
var ONE = `(?:${D}{1,3}(?: ${D}{3})+|${D}+(?:[.,:/]${D}+)*)`;
var RANGE = new RegExp(`(?:^[-−±])?[$€£]?${ONE}(?:[-–—]${ONE})+[%‰$€£]?`, "gu");
var DASH = new RegExp(`(${D})[-–—]`, "gu");
var APART = new RegExp(`^[-−±$€£]+\\d|\\d[%‰$€£]$|^${D}{1,3}( ${D}{3})+$`, "u");
function numbersApart(text) {
  if (!TURNED.test(text)) return [text];
  const parts = [];
  let at = 0;
  RUN.lastIndex = 0;
  for (let found = RUN.exec(text); found !== null; found = RUN.exec(text)) {
    for (const [from, to] of apartIn(found[2])) {
      const start = found.index + found[1].length;
      parts.push(text.slice(at, start + from), text.slice(start + from, start + to));
      at = start + to;
    }
  }
  return [...parts, text.slice(at)];
}
function apartIn(run) {
  if (TELEPHONE.test(run)) return [[0, run.length]];
  const spans = [];
  RANGE.lastIndex = 0;
  for (let range = RANGE.exec(run); range !== null; range = RANGE.exec(run)) {
    let from = range.index;
    DASH.lastIndex = 0;
    for (let dash = DASH.exec(range[0]); dash !== null; dash = DASH.exec(range[0])) {
      spans.push([from, range.index + dash.index + 1]);
      from = range.index + DASH.lastIndex;
    }
    spans.push([from, range.index + range[0].length]);
  }
  return spans.length > 0 || !APART.test(run) ? spans : [[0, run.length]];
}
function withNumbers(text) {
  return numbersApart(text).map((part, n) => n % 2 > 0 ? element("bdi", { dir: "ltr" }, part) : part);
}

// shared/lower-third/labels.js
var LABELS = {
  en: { flash: "Flash", alert: "Breaking", urgent: "Urgent", routine: "News", correction: "Correction" },
  ar: { flash: "خبر عاجل", alert: "تنبيه", urgent: "عاجل", routine: "أخبار", correction: "تصحيح" },
  de: { flash: "Blitz", alert: "Eilmeldung", urgent: "Dringend", routine: "Nachrichten", correction: "Korrektur" },
  es: { flash: "Flash", alert: "Última hora", urgent: "Urgente", routine: "Noticias", correction: "Corrección" },
  fa: { flash: "فوق‌العاده", alert: "هشدار", urgent: "فوری", routine: "خبر", correction: "تصحیح" },
  fr: { flash: "Flash", alert: "Alerte", urgent: "Urgent", routine: "Actualité", correction: "Correction" },
  he: { flash: "מבזק", alert: "התרעה", urgent: "דחוף", routine: "חדשות", correction: "תיקון" }
};
var RIGHT_TO_LEFT = ["ar", "fa", "he"];
function labelIn(language, name) {
  const code = String(language || "en").toLowerCase().split("-", 1)[0];
  const known = Object.keys(LABELS).includes(code) ? code : "en";
  return { text: LABELS[known][name], language: known, dir: RIGHT_TO_LEFT.includes(known) ? "rtl" : "ltr" };
}

// shared/lower-third/graphic.js
var COMMA = { ar: "، ", ckb: "، ", fa: "، ", ps: "، ", sd: "، ", ug: "، ", ur: "، ", ja: "、", zh: "，" };
function wordsOf(entry, form) {
  return form === "short" && entry.short ? entry.short : entry.statement;
}
function sourceOf({ attribution, language }) {
  if (!attribution) return "";
  const { name, role } = attribution;
  const code = String(language || "").toLowerCase().split("-", 1)[0];
  const comma = Object.prototype.hasOwnProperty.call(COMMA, code) ? COMMA[code] : ", ";
  return role ? name + comma + role : name;
}
function graphicOf(entry, { words, label, page = 0, pages = 1 }) {
  const { lang, dir } = tongue(entry);
  const said = labelIn(entry.language, label || levelOf(entry));
  const source = sourceOf(entry);
  const classes = ["plate", levelOf(entry), label, pages > 1 ? "paged" : null].filter(Boolean).join(" ");
  const marked = element("span", { class: "label", lang: said.language, dir: said.dir }, said.text);
  const named = source === "" ? null : element("p", { class: "source", lang, dir: "auto" }, element("bdi", null, source));
  return element(
    "div",
    { class: classes, dir, "data-id": entry.id, "data-version": entry.version, "data-page": page },
    element("div", { class: "head" }, marked, named),
    element("p", { class: "words", lang, dir }, ...withNumbers(words)),
    pages > 1 ? element("span", { class: "pages", dir: "ltr" }, `${page + 1}/${pages}`) : null
  );
}

// shared/lower-third/fit.js
var STEPS = {
  landscape: [[56, 2], [48, 2], [42, 3], [38, 3]],
  portrait: [[56, 5], [50, 6], [44, 7], [40, 7]]
};
var SMALLEST = 26;
var SOURCE_ROWS = { landscape: 2, portrait: 4 };
function fitted(stage, entry, { label, form, shape }) {
  const words = wordsOf(entry, form);
  const plate = graphicOf(entry, { words, label });
  plate.classList.add("measure");
  stage.append(plate);
  try {
    for (const [size2, rows2] of STEPS[shape]) {
      if (fits(plate, words, { size: size2, rows: rows2, sourceRows: SOURCE_ROWS[shape] })) return { size: size2, pages: [words] };
    }
    const [size, rows] = STEPS[shape][STEPS[shape].length - 1];
    return { size, pages: pagesFor(words, (part) => fits(plate, part, { size, rows, sourceRows: Infinity })) };
  } finally {
    plate.remove();
  }
}
function sized(plate, size) {
  const sizes = { "--size": size, "--label-size": Math.max(SMALLEST, size * 0.6), "--source-size": Math.max(SMALLEST, size * 0.68) };
  for (const name of Object.keys(sizes)) plate.style.setProperty(name, `calc(var(--u) * ${sizes[name]})`);
  return plate;
}
function fits(plate, words, { size, rows, sourceRows }) {
  sized(plate, size);
  const said = plate.querySelector(".words");
  const source = plate.querySelector(".source");
  said.textContent = words;
  return rowsOf(said) <= rows && isWide(said) && (!source || rowsOf(source) <= sourceRows && isWide(source));
}
function rowsOf(box) {
  const style = getComputedStyle(box);
  return Math.round(box.getBoundingClientRect().height / parseFloat(style.lineHeight));
}
function isWide(box) {
  return box.scrollWidth <= box.clientWidth + 1;
}

// shared/lower-third/style.js
var STYLE = `
:host { display: block; position: absolute; top: 0; right: 0; bottom: 0; left: 0; overflow: hidden;
  background: transparent; pointer-events: none; contain: strict; }
:host([hidden]) { display: none; }
.stage { position: absolute; top: 0; right: 0; bottom: 0; left: 0;
  font-family: var(--ticker-font, "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Segoe UI", "Helvetica Neue", Arial, sans-serif);
  font-weight: 600; font-kerning: normal; -webkit-font-smoothing: antialiased; }
.plate { position: absolute; left: calc(5% - var(--u) * 32); right: calc(5% - var(--u) * 32); bottom: 5%;
  box-sizing: border-box; max-height: 85%; overflow: hidden; padding: calc(var(--u) * 18) calc(var(--u) * 32) calc(var(--u) * 18);
  color: var(--ticker-color, #fff); background: var(--ticker-background, rgba(10, 22, 44, 0.94));
  border: 0 solid var(--ticker-accent, #2f6fd6); }
.plate[dir="ltr"] { border-left-width: calc(var(--u) * 12); padding-left: calc(var(--u) * 20); text-align: left; }
.plate[dir="rtl"] { border-right-width: calc(var(--u) * 12); padding-right: calc(var(--u) * 20); text-align: right; }
.portrait .plate { left: calc(5% - var(--u) * 24); right: calc(5% - var(--u) * 24); bottom: 12%; max-height: 83%;
  padding: calc(var(--u) * 24); }
.flash { --ticker-accent: var(--ticker-flash-accent, #fff); background: var(--ticker-flash-background, rgba(150, 12, 24, 0.97)); }
.alert, .urgent { --ticker-accent: var(--ticker-alert-accent, #e0364a); }
.head { display: flex; align-items: baseline; flex-wrap: wrap; margin: 0 0 calc(var(--u) * 6); }
.label { flex: none; padding: 0 calc(var(--u) * 12); border-radius: calc(var(--u) * 3); white-space: nowrap;
  font-size: var(--label-size); line-height: 1.5; font-weight: 700;
  color: var(--ticker-label-color, #0a162c); background: var(--ticker-label-background, #fff); }
.label:lang(en) { text-transform: uppercase; letter-spacing: 0.04em; }
.alert .label, .urgent .label { color: var(--ticker-label-color, #fff); background: var(--ticker-label-background, #c01830); }
.correction .label { color: var(--ticker-correction-label-color, #1d1500);
  background: var(--ticker-correction-label-background, #ffc83d); }
.plate[dir="ltr"] .label { margin-right: calc(var(--u) * 16); }
.plate[dir="rtl"] .label { margin-left: calc(var(--u) * 16); }
.source { flex: 1 1 auto; width: 0; min-width: 60%; margin: 0; font-size: var(--source-size); line-height: 1.4;
  color: var(--ticker-source-color, #cfe0ff); overflow-wrap: break-word; word-break: break-word; }
/* What no size of words can fit is cut off inside the plate: 2 rows of names, 4 in portrait, as fit.js counts them. */
.source { max-height: 2.8em; overflow: hidden; }
.portrait .source { max-height: 5.6em; }
.measure .source { max-height: none; }
.flash .source { color: var(--ticker-flash-source-color, #ffe3e3); }
.words { margin: 0; font-size: var(--size); line-height: 1.25; clip-path: inset(-0.08em -0.5em); text-wrap: balance; overflow-wrap: break-word; word-break: break-word; }
.words:lang(ar), .words:lang(fa), .words:lang(ur) { line-height: 1.4; }
.pages { position: absolute; bottom: calc(var(--u) * 8); font-size: calc(var(--u) * 26); line-height: 1; font-weight: 400; }
.plate.paged { padding-bottom: calc(var(--u) * 40); }
.plate[dir="ltr"] .pages { right: calc(var(--u) * 32); }
.plate[dir="rtl"] .pages { left: calc(var(--u) * 32); }
.measure { visibility: hidden; }
.plate { transition: opacity 240ms ease-out, transform 240ms ease-out; }
.plate.entering, .plate.leaving { opacity: 0; transform: translateY(calc(var(--u) * 24)); }
.still .plate { transition: none; }
`;

// shared/lower-third/renderer.js
var LEAVING_MS = 260;
var FITS_KEPT = 100;
var Renderer = class {
  /** @param {function} changed called whenever other plates are there than before */
  constructor(host, changed) {
    this._host = host;
    this._changed = changed;
    this._root = host.attachShadow({ mode: "open" });
    this._box = element("div", { class: "stage" });
    this._shown = null;
    this._leaving = null;
    this._waiting = [];
    this._coming = null;
    this._fits = /* @__PURE__ */ new Map();
    this._shape = "landscape";
    this._size = "";
    dress(this._root);
    this._root.append(this._box);
  }
  /** Tell which entries are to be seen right now, those on their way out too. */
  get shown() {
    return [this._shown, this._leaving].filter(Boolean).map(({ entry }) => entry);
  }
  /** Tell whether the picture has a size, so that words can be fitted into it. */
  get isMeasured() {
    return this._size !== "";
  }
  /** Take the picture's size; say whether it is another one, so that everything must be fitted anew. */
  measure() {
    const width = this._host.clientWidth;
    const height = this._host.clientHeight;
    const size = `${width} ${height}`;
    if (size === this._size || width === 0 || height === 0) return false;
    this._size = size;
    this._shape = height > width ? "portrait" : "landscape";
    const unit = this._shape === "portrait" ? width / 1080 : Math.min(width / 1920, height / 1080);
    this._box.style.setProperty("--u", `${unit}px`);
    this._box.className = `stage ${this._shape}`;
    this._fits.clear();
    return true;
  }
  /** Give the pages of an entry's words as they are fitted here. */
  fit(entry, { label, form }) {
    const key = [entry.id, entry.version, label, form, JSON.stringify(entry.statement)].join(" ");
    if (!this._fits.has(key)) {
      if (this._fits.size > FITS_KEPT) this._fits.clear();
      this._fits.set(key, fitted(this._box, entry, { label, form, shape: this._shape }));
    }
    return this._fits.get(key);
  }
  /**
   * Show a page of an entry, or nothing (null).
   *
   * @param {object} manner `isCut`: without any way out or in; `form`: short or full
   */
  show(air, { isCut, form }) {
    const key = air === null ? null : [air.entry.id, air.entry.version, air.page, air.label].join(" ");
    const isSame = this._shown !== null && this._shown.key === key;
    if (isCut && !isSame) this.cut();
    if (isSame || air === null && this._shown === null && this._coming === null) return;
    this._coming = null;
    this._leave();
    if (air === null) return;
    if (this._leaving) this._coming = () => this._enter(key, air, form, false);
    else this._enter(key, air, form, isCut);
  }
  /** Wait until what is on its way out has left the picture. */
  gone() {
    return new Promise((resolve) => this._leaving ? this._waiting.push(resolve) : resolve());
  }
  /** Take everything off in this instant. */
  cut() {
    const had = this._shown || this._leaving;
    if (this._leaving) clearTimeout(this._leaving.timer);
    this._shown = null;
    this._leaving = null;
    this._coming = null;
    this._box.textContent = "";
    this._release();
    if (had) this._changed();
  }
  /** Take off in this instant whatever shows an entry of which the claim does not hold. */
  cutUnless(holds) {
    if (this.shown.some((entry) => !holds(entry))) this.cut();
  }
  _enter(key, air, form, isCut) {
    const { size, pages } = this.fit(air.entry, { label: air.label, form });
    const page = Math.min(air.page, pages.length - 1);
    const plate = graphicOf(air.entry, { words: pages[page], label: air.label, page, pages: pages.length });
    sized(plate, size);
    if (!isCut) plate.classList.add("entering");
    this._box.append(plate);
    this._shown = { key, plate, entry: air.entry };
    if (!isCut) {
      plate.getBoundingClientRect();
      plate.classList.remove("entering");
    }
    this._changed();
  }
  _leave() {
    if (!this._shown) return;
    if (this._leaving) this._gone();
    const { plate, entry } = this._shown;
    this._shown = null;
    plate.classList.add("leaving");
    this._leaving = { plate, entry, timer: setTimeout(() => this._gone(), LEAVING_MS) };
  }
  _gone() {
    clearTimeout(this._leaving.timer);
    this._leaving.plate.remove();
    this._leaving = null;
    this._release();
    const come = this._coming;
    this._coming = null;
    if (come) come();
    else this._changed();
  }
  _release() {
    for (const call of this._waiting.splice(0)) call();
  }
};
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch (_) {
    root.append(element("style", null, STYLE));
  }
}

// lower-third/src/template-data.js
var ENTITY = /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|quot|apos|amp|lt|gt);/g;
var NAMED = { quot: '"', apos: "'", amp: "&", lt: "<", gt: ">" };
function asTyped(told) {
  if (told.epochID === void 0) return told;
  const typed = Object.assign({}, told);
  for (const name of Object.keys(typed)) {
    if (typeof typed[name] === "string") typed[name] = unescaped(typed[name]).replace(/<br>/g, " ");
  }
  return typed;
}
function unescaped(text) {
  return text.replace(ENTITY, (whole, name) => {
    if (!name.startsWith("#")) return NAMED[name];
    const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 1114111 ? String.fromCodePoint(code) : whole;
  });
}

// lower-third/src/eligible-lines.js
var NEWS_MS = 12e4;
var OWN_ID = "own";
var RTL_FIRST = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
function viewOf({ held, serverMs: serverMs2, isLive, options, pagesOf }) {
  const delayMs = options.delay * 1e3;
  const isOldEnough = (entry) => delayMs === 0 || ageMs(entry, serverMs2) >= delayMs;
  const newest = (id) => {
    const row = held.rows.get(id);
    return row && row.pubstatus === "usable" && !isExpired(row, serverMs2) && isOldEnough(row) ? row : null;
  };
  return {
    lines: standingOf(held, serverMs2).filter(isOldEnough).slice(0, options.count),
    stateOf: (entry) => stateOf(entry, held.rows.get(entry.id), serverMs2, isOldEnough),
    newest,
    isFresh: (entry) => ageMs(entry, serverMs2) < NEWS_MS + delayMs,
    pagesOf,
    isLive,
    dwellMs: options.dwell * 1e3,
    flashEverywhere: options.flash === "always",
    blanks: options.onstale === "blank"
  };
}
function originOf({ server, feed }) {
  return server === "" ? OWN_ID : `${server} ${feed}`;
}
function viewOfOwn({ own, options, pagesOf }) {
  return {
    lines: own ? [own] : [],
    stateOf: (entry) => !own || own.id !== entry.id ? "gone" : own.version === entry.version ? "stands" : "changed",
    newest: () => own,
    isFresh: () => true,
    pagesOf,
    isLive: true,
    dwellMs: options.dwell * 1e3,
    flashEverywhere: false,
    blanks: false
  };
}
function ownLine({ attribution, statement, level, dir, language }, version) {
  if (statement === "") return null;
  const by = attribution === "" ? null : { name: attribution };
  const isRightToLeft = dir === "rtl" || dir === "" && RTL_FIRST.test(statement);
  return { id: OWN_ID, version, type: "update", attribution: by, statement, level, dir: isRightToLeft ? "rtl" : "ltr", language };
}
function standingOf(held, serverMs2) {
  return [...held.rows.values()].filter((row) => row.pubstatus === "usable" && !isExpired(row, serverMs2)).sort((one, other) => other.order - one.order);
}
function stateOf(entry, row, serverMs2, isOldEnough) {
  if (!row || row.pubstatus !== "usable" || isExpired(row, serverMs2)) return "gone";
  if (row.version === entry.version) return "stands";
  if (isOldEnough(row)) return "changed";
  const isMended = row.type === "refile" && row.version === entry.version + 1;
  return isMended && !isExpired(entry, serverMs2) ? "waits" : "gone";
}
function ageMs(entry, serverMs2) {
  const madeMs = Date.parse(entry.version_created);
  return serverMs2 === null || Number.isNaN(madeMs) ? -1 : serverMs2 - madeMs;
}

// lower-third/src/element.js
var TURN_MS = 200;
var HELD = 50;
var LOAD_PATIENCE_MS = 3e3;
var LowerThird = class extends HTMLElement {
  constructor() {
    super();
    this._options = defaultOptions();
    this._state = offAir();
    this._renderer = new Renderer(this, () => this._note());
    this._visibility = new Visibility((isSeen) => this._see(isSeen));
    this._feed = null;
    this._reporter = null;
    this._liveMs = -Infinity;
    this._own = null;
    this._isDue = false;
    this._isStarted = false;
    this._isRefused = false;
    this._timer = null;
    this._resized = () => this._resize();
    this._waiting = [];
  }
  connectedCallback() {
    this._start();
  }
  disconnectedCallback() {
    this._stop();
  }
  // For whoever puts it on a page.
  /** The name under which it reports, and by which it is spoken to. */
  get name() {
    return this._options.name;
  }
  get feed() {
    return this._options.feed;
  }
  /** Take options, any number of them; see `options.js`. */
  configure(told) {
    const before = this._options;
    this._options = withOptions(before, asTyped(told));
    if (OWN.some((name) => this._options[name] !== before[name])) {
      this._own = ownLine(this._options, this._own ? this._own.version + 1 : 1);
    }
    if (!this._isStarted) return;
    if (originOf(this._options) !== originOf(before)) this._turnTo();
    if (SURFACE.some((name) => this._options[name] !== before[name])) this._report();
    this._sync();
  }
  /** Go on air: through the lines, or with one of them, as the mode says. */
  play({ isCut = false } = {}) {
    this.command(this._options.mode === "manual" ? "take" : "auto", { isCut });
    this._isDue = this._state.mode === "cleared";
  }
  /** Do what an operator says: take, next, hold, clear or auto; `id` is the line to take. Give an HTTP status: 200, done. */
  command(command, { id = null, isCut = false } = {}) {
    const order = { command, id };
    const view = this._view();
    const answer = answerTo(this._state, order, view);
    if (answer !== 200) return answer;
    this._isDue = false;
    this._resize();
    this._state = commanded(this._state, order, view, nowMs());
    this._sync({ isCut });
    return answer;
  }
  /** Give the place of the line on air among those that could be. */
  get place() {
    const air = visible(this._state);
    const at = air ? this._view().lines.findIndex((line) => line.id === air.entry.id) : -1;
    return at < 0 ? void 0 : at;
  }
  // Inside.
  _start() {
    if (this._isStarted) return;
    this._isStarted = true;
    this._timer = setInterval(() => this._sync(), TURN_MS);
    window.addEventListener("resize", this._resized);
    this._visibility.start();
    this._resize();
    this._connect();
    this._report();
  }
  _stop() {
    if (!this._isStarted) return;
    this._isStarted = false;
    clearInterval(this._timer);
    window.removeEventListener("resize", this._resized);
    this._visibility.stop();
    this._state = offAir();
    this._renderer.cut();
    if (this._reporter) this._reporter.stop({ isRemoved: true });
    if (this._feed) this._feed.stop();
    this._feed = null;
    this._reporter = null;
    this._hear();
  }
  /** Let lines come from elsewhere. In auto they follow; in hand the picture is empty until somebody says something. */
  _turnTo() {
    this._state = cutOff(this._state);
    this._renderer.cut();
    this._connect();
  }
  _connect() {
    if (this._feed) this._feed.stop();
    const { server, feed } = this._options;
    this._feed = null;
    this._liveMs = -Infinity;
    this._isRefused = false;
    if (server === "" || feed === "") return;
    try {
      const made = new Feed({ server, feed, size: HELD, isShared: false, isKept: false }, (type) => {
        if (this._feed === made) this._hear(type);
      });
      this._feed = made;
      made.start();
    } catch (_) {
      this._isRefused = true;
    }
  }
  _hear(type) {
    const feed = this._feed;
    if (feed && type === "status" && feed.spoken !== "degraded") this._liveMs = nowMs();
    if (!feed || feed.isConfirmed) {
      for (const call of this._waiting.splice(0)) call();
    }
    if (feed) this._sync();
  }
  _firstWord() {
    return new Promise((resolve) => {
      this._waiting.push(resolve);
      setTimeout(resolve, LOAD_PATIENCE_MS);
    });
  }
  _view() {
    const options = this._options;
    const pagesOf = (air) => this._pages(air).map((page) => page.length);
    if (options.server === "") return viewOfOwn({ own: this._own, options, pagesOf });
    const feed = this._feed;
    if (!feed || !feed.isConfirmed) return viewOfOwn({ own: null, options, pagesOf });
    const isLive = nowMs() - this._liveMs <= options.stale * 1e3;
    return viewOf({ held: feed.held, serverMs: feed.serverMs, isLive, options, pagesOf });
  }
  _pages(air) {
    return this._renderer.isMeasured ? this._renderer.fit(air.entry, { label: air.label, form: this._options.text }).pages : [""];
  }
  /** Bring the stage to what is to be seen now. Words that do not stand go first, in this instant. */
  _sync({ isCut = false } = {}) {
    if (!this._isStarted) return;
    const view = this._view();
    if (this._isDue && view.isLive && view.lines.length > 0) {
      this.play({ isCut });
      return;
    }
    this._state = decided(this._state, view, nowMs());
    this._renderer.cutUnless((entry) => ["stands", "waits"].includes(view.stateOf(entry)));
    const air = this._visibility.isSeen ? visible(this._state) : null;
    if (this._renderer.isMeasured) this._renderer.show(air, { isCut, form: this._options.text });
    this._note();
  }
  _resize() {
    if (this._renderer.measure()) this._renderer.cut();
  }
  _see(isSeen) {
    this._renderer.cut();
    if (isSeen) this._sync({ isCut: true });
    else this._note();
  }
  // The desk.
  _report() {
    if (this._reporter) this._reporter.stop({ isRemoved: !this._reporter.isOf(this._options) });
    const asked = this._options;
    const { server, feed, name, key, keyfile } = asked;
    this._reporter = null;
    if ([server, feed, name].includes("")) return;
    if (key !== "") this._reportWith(key);
    else if (keyfile !== "") keyIn(keyfile).then((found) => found !== "" && this._isStill(asked) && this._reportWith(found));
  }
  _isStill(asked) {
    return this._isStarted && this._reporter === null && SURFACE.every((name) => this._options[name] === asked[name]);
  }
  _reportWith(key) {
    const { server, feed, name } = this._options;
    this._reporter = new Reporter({ server, feed, name, key }, () => this._said());
    this._reporter.start();
  }
  _note() {
    if (this._reporter) this._reporter.note();
  }
  _said() {
    const shown = this._renderer.shown.map(({ id, version }) => ({ id, version }));
    const { mode } = this._state;
    const cursor = this._feed ? this._feed.cursor : null;
    return { kind: "lower-third", cursor, shown, state: this._word(), mode, delay_s: this._options.delay };
  }
  /** Say in one word how it is. */
  _word() {
    if (!this._visibility.isSeen) return "hidden";
    if (this._isRefused || !this._feed) return "refused";
    return this._state.isBlank && this._feed.spoken === "live" ? "stale" : this._feed.spoken;
  }
};
var OWN = ["attribution", "statement", "level", "dir", "language"];
var SURFACE = ["server", "feed", "name", "key", "keyfile"];

// lower-third/src/ograf.js
var REASONS = {
  400: "There is no such action.",
  404: "There is no such line that may be on air.",
  409: "Nothing is on air to go on with or to hold, or the service was not heard of for too long."
};
var OgrafLowerThird = class extends LowerThird {
  async load({ data, renderType } = {}) {
    if (renderType === "non-realtime") return { statusCode: 400, statusMessage: "A live feed is shown in real time only." };
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
    if (typeof goto === "number") return this._step(goto, manner);
    if (this._state.mode !== "cleared") {
      return delta === 1 ? this._do("next", manner) : this._step((this.place || 0) + delta, manner);
    }
    this.play(manner);
    return this._done();
  }
  async stopAction({ skipAnimation = false } = {}) {
    this.command("clear", { isCut: skipAnimation });
    await this._renderer.gone();
    return this._done();
  }
  async updateAction({ data } = {}) {
    return this._tell(data) || this._done();
  }
  async customAction({ id, payload, skipAnimation = false } = {}) {
    if (id === "clear") return this.stopAction({ skipAnimation });
    const line = payload && payload.id ? payload.id : null;
    return this._do(id, { id: line, isCut: skipAnimation });
  }
  /** Take data, all of it or nothing; give the refusal if there is one. */
  _tell(data) {
    const told = data === void 0 || data === null ? {} : data;
    const isObject = typeof told === "object" && !Array.isArray(told);
    const senseless = isObject ? senselessIn(told).join(", ") : "data";
    if (senseless !== "") return { statusCode: 400, statusMessage: `Nothing was changed, for this makes no sense: ${senseless}.` };
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
    return this._do("take", Object.assign({ id: line.id }, manner));
  }
  _done() {
    const currentStep = this.place;
    return currentStep === void 0 ? { statusCode: 200 } : { statusCode: 200, currentStep };
  }
};
export {
  OgrafLowerThird as default
};
