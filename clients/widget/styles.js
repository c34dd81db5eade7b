// How the strip looks, in its shadow. Hosts change it by the custom properties and by ::part().
// Logical properties, so that right-to-left needs no rules of its own; only what crawls is placed from the left,
// because each line says itself which way it goes.

export const STYLES = `
:host {
  --paper: var(--ticker-background, #14181f);
  --ink: var(--ticker-color, #fff);
  --soft: var(--ticker-muted, #bcc3cf);
  --accent: var(--ticker-accent, #b8141d);
  --on-accent: var(--ticker-on-accent, #fff);
  --warn: var(--ticker-warning, #ffc857);
  display: block;
  flex: 1 1 100%;
  min-inline-size: 0;
  container-type: inline-size;
  font: 1rem/1.4 var(--ticker-font, system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; padding: 0; }
.strip, .show {
  display: flex;
  align-items: center;
  gap: 0.25rem 0.75rem;
  padding: 0.375rem 0.75rem;
  color: var(--ink);
  background: var(--paper);
}
.strip { min-block-size: 3.25rem; border-block-start: 3px solid var(--accent); }
.strip[data-level='flash'], [data-mode='all'] .flash {
  --paper: var(--accent);
  --ink: var(--on-accent);
  --soft: var(--on-accent);
  --warn: var(--on-accent);
  color: var(--ink);
  background: var(--paper);
}
.stage { flex: 1; min-inline-size: 0; overflow: hidden; }
.lines { display: grid; list-style: none; }
.line {
  display: flex;
  grid-area: 1 / 1;
  align-items: center;
  gap: 0.125rem 0.75rem;
  visibility: hidden;
}
.line.on { visibility: visible; }
.level { padding: 0 0.5rem; font-weight: 700; border: 1px solid; border-radius: 0.25rem; }
.level, .time, .state, .link, .button { flex: none; font-size: 0.8125rem; }
.alert .level { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
.flash .level { color: var(--accent); background: var(--on-accent); }
.routine .level { padding: 0; border: 0; }
.text { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
.line, .words, .correction, .notice { overflow: hidden; }
.short { display: none; }
[data-mode='flip'] :is(.words, .correction, .gone .text) {
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: var(--rows);
}
[data-mode='flip'] .amended .words { -webkit-line-clamp: max(1, calc(var(--rows) - 1)); }
[data-mode='flip'] .amended .correction { -webkit-line-clamp: 1; }
.name, :is(.flash, .alert) :is(.statement, .short) { font-weight: 700; }
.source { margin-inline-end: 0.25rem; padding-inline-end: 0.5rem; border-inline-end: 2px solid var(--soft); }
.role, .time, .state, .before, .gone, .notice, .routine .level { color: var(--soft); }
.correction { font-size: 0.875rem; }
.correction strong, .strip:not([data-state='live'], [data-state='connecting']) .state { color: var(--warn); }
.marked .words { text-decoration: underline 2px var(--warn); text-underline-offset: 0.2em; }
.link { max-inline-size: 12rem; overflow: hidden; color: inherit; line-height: 24px; text-overflow: ellipsis; white-space: nowrap; }
.state { line-height: 2rem; }
.state::before {
  content: '';
  display: inline-block;
  inline-size: 0.5rem;
  block-size: 0.5rem;
  margin-inline-end: 0.375rem;
  border: 2px solid;
  border-radius: 50%;
}
[data-state='live'] .state::before { background: currentcolor; }
[data-state='stale'] .state::before { border-radius: 0; }
.button { min-inline-size: 2rem; min-block-size: 2rem; font-family: inherit; color: var(--ink); background: none; border: 0; cursor: pointer; }
.button:hover, [aria-expanded=true] { text-decoration: underline; }
.show { background: var(--paper); }
:focus-visible { outline: 2px solid; outline-offset: -2px; }
[data-mode='crawl'] .lines { position: relative; block-size: 2rem; }
[data-mode='crawl'] .line { position: absolute; left: 0; block-size: 100%; inline-size: max-content; white-space: nowrap; }
[data-mode='crawl'] .text { display: flex; gap: 0.75rem; align-items: baseline; }
[data-mode='all'] { align-items: start; }
[data-mode='all'] .lines { display: block; max-block-size: var(--ticker-list-height, 60vh); overflow: auto; }
[data-mode='all'] .line { visibility: visible; padding: 0.375rem 0.5rem; border-block-end: 1px solid var(--soft); }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container (max-width: 40rem) {
  .strip { flex-wrap: wrap; }
  .stage { flex-basis: 100%; }
  .state { flex: 1; }
  .strip:not([data-mode='crawl']) .line { flex-wrap: wrap; align-content: center; }
  .strip:not([data-mode='crawl']) .text { flex-basis: 100%; order: 1; }
  [data-mode='flip'] .source { display: inline-block; max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
  [data-mode='flip'] .short { display: inline; }
  [data-mode='flip'] .short + .statement { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  [data-mode='flip'] .on { animation: enter 0.3s; }
}
@keyframes enter {
  from { opacity: 0; transform: translateY(0.75em); }
}
@media (forced-colors: active) {
  .button { border: 1px solid; }
}
@media print {
  .strip, .strip .line { display: block; color: #000; background: none; }
  .button, .state, .show { display: none; }
  .stage, .strip .lines { display: block; block-size: auto; max-block-size: none; overflow: visible; }
  .strip .line { position: static; inline-size: auto; block-size: auto; padding-block: 0.25rem; visibility: visible; white-space: normal; transform: none !important; animation: none; }
  .strip :is(.level, .source, .role, .time, .before, .correction strong) { color: #000; background: none; }
  .strip :is(.text, .words, .correction) { display: block; }
  .strip .statement { display: inline; }
  .strip .short { display: none; }
}
`;
