// How a lower third looks. One unit is a pixel of a picture of 1920 × 1080, or of 1080 × 1920: `renderer.js` sets it.
// Only what Chromium 71 knows (CasparCG 2.3): no gap in flex boxes, no inset, no min() or max().

export const STYLE = `
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
