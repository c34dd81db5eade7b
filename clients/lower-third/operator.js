/*! operator 0.2.0 | MIT | part of ticker */
(() => {
'use strict';
function element(name, attributes, ...children) {
const made = document.createElement(name);
for (const attribute of Object.keys(attributes || {})) {
const value = attributes[attribute];
if (value !== null && value !== undefined) made.setAttribute(attribute, value);
}
made.append(...children.filter((child) => child !== null));
return made;
}
function tongue({ language, dir }) {
return { lang: language || null, dir: dir === 'rtl' || dir === 'ltr' ? dir : 'auto' };
}
function setText(target, text) {
if (target.textContent !== text) target.textContent = text;
}
function place(parent, wanted) {
const keep = new Set(wanted);
for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
wanted.forEach((child, at) => {
if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] || null);
});
}
const TEN_SECONDS_MS = 10000;
const MINUTE_MS = 60000;
const HOUR_MS = 60 * MINUTE_MS;
function fill(text, values) {
return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
function ago({ language }, atMs, serverNowMs) {
const agoMs = serverNowMs === null ? Infinity : Math.max(0, serverNowMs - atMs);
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
if (agoMs < TEN_SECONDS_MS) return relative.format(0, 'second');
if (agoMs < MINUTE_MS) return relative.format(-10 * Math.floor(agoMs / TEN_SECONDS_MS), 'second');
if (agoMs < HOUR_MS) return relative.format(-Math.floor(agoMs / MINUTE_MS), 'minute');
if (agoMs < 24 * HOUR_MS) return relative.format(-Math.floor(agoMs / HOUR_MS), 'hour');
return timed(language, atMs, { dateStyle: serverNowMs === null ? undefined : 'medium', timeStyle: 'short' });
}
function clock({ language }, atMs) {
return timed(language, atMs, { hour: '2-digit', minute: '2-digit' });
}
function timed(language, atMs, style) {
return new Intl.DateTimeFormat(language, Object.assign({ hourCycle: 'h23' }, style)).format(atMs);
}
let numbered = 0;
class Dialog {
#dialog;
#heading;
#text = element('p', { class: 'dialogError', role: 'alert' });
#isBusy = false;
constructor({ title, words, go = null, isGrave = false, parts = [], content = null, agree = () => true, closed = () => {} }) {
numbered += 1;
const heading = element('h2', { id: `dialog-${numbered}` }, title);
this.#heading = heading;
const no = button(go ? words.cancel : words.close, 'quiet', () => this.close());
this.no = no;
this.yes = go ? element('button', { type: 'submit', class: isGrave ? 'grave' : 'main' }, go) : null;
const form = element('form', { method: 'dialog' }, heading, this.#text, ...parts, element('div', { class: 'buttons' }, this.yes, no));
this.form = form;
const inside = content ? [heading, content, this.no] : [form];
this.#dialog = element('dialog', { 'aria-labelledby': heading.id, lang: words.language, dir: words.dir }, ...inside);
const say = (happened) => {
happened.preventDefault();
if (this.yes && !this.yes.disabled && agree(this) !== false) this.close();
};
form.addEventListener('submit', say);
form.addEventListener('keydown', (pressed) => isSubmitting(pressed) && say(pressed));
this.#dialog.addEventListener('close', () => {
this.#dialog.remove();
closed();
});
this.isGrave = isGrave;
}
open(first = this.isGrave || !this.yes ? this.no : this.yes) {
document.body.append(this.#dialog);
this.#dialog.showModal();
first.focus();
return this;
}
get isOpen() {
return this.#dialog.open;
}
close() {
if (this.#dialog.open) this.#dialog.close();
}
complain(text) {
setText(this.#text, text);
}
settle(words, title) {
if (this.#isBusy) return;
this.#isBusy = true;
setText(this.#heading, title);
this.yes.hidden = true;
this.yes.disabled = true;
setText(this.no, words.close);
this.no.focus();
}
}
function button(text, look, press) {
const made = element('button', { type: 'button', class: look }, text);
made.addEventListener('click', press);
return made;
}
function isSubmitting({ key, ctrlKey, metaKey, isComposing }) {
return key === 'Enter' && (ctrlKey || metaKey) && !isComposing;
}
function primary(language) {
return String(language).toLowerCase().split('-', 1)[0];
}
const LETTERS = /\p{L}/gu;
const UNDIRECTED = /[\u02b9\u02ba\u02c6-\u02cf\u02ec\u0374\u208f\u2e2f\ua67f\ua717-\ua71f\ua788]/u;
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function directionOf(text, usual) {
const letters = (text.match(LETTERS) || []).filter((letter) => !UNDIRECTED.test(letter));
const rtl = letters.filter((letter) => RTL.test(letter)).length;
const own = usual === 'rtl' ? rtl : letters.length - rtl;
if (10 * own >= 3 * letters.length) return usual;
return usual === 'rtl' ? 'ltr' : 'rtl';
}
const PUNCTUATION = { fr: [', ', '\u00a0: '], ja: ['、', '：'], zh: ['，', '：'] };
for (const language of ['ar', 'ckb', 'fa', 'ks', 'ps', 'sd', 'ug', 'ur']) PUNCTUATION[language] = ['، ', ': '];
const USUAL = [', ', ': '];
const TEXTS = ['statement', 'name', 'role', 'short', 'section', 'region', 'slug', 'link', 'note'];
const ONE_HOUR_MS = 3600000;
const STAYS_H = [1, 3, 6, 12, 24, 72, 168];
const MARGIN_MS = 120000;
function blankDraft(level) {
const fields = { level, dir: '', kind: '', stays: '', expires: '', replaces: '', series: [] };
for (const name of TEXTS) fields[name] = '';
return fields;
}
function fieldsOf(entry, usual) {
const { name, role = '', kind = '' } = entry.attribution;
const fields = { ...blankDraft(entry.level), name, role, kind, expires: entry.expires || '', replaces: entry.replaces || '' };
for (const text of ['statement', 'short', 'section', 'region', 'slug', 'link']) fields[text] = entry[text] || '';
return { ...fields, dir: entry.dir && usual && directionOf(entry.statement, usual) !== entry.dir ? entry.dir : '' };
}
function fieldsIn(body) {
return { ...fieldsOf(body), dir: body.dir || '', note: body.note || '' };
}
function missing(fields, act) {
const needed = act === 'corrections' ? ['statement', 'name', 'note'] : ['statement', 'name'];
return needed.filter((name) => fields[name].trim() === '');
}
function isBlank(fields) {
return TEXTS.every((name) => fields[name].trim() === '') && fields.series.length === 0;
}
function bodyOf(fields, act, nowMs) {
const filled = (name) => fields[name].trim() || undefined;
const stays = fields.stays === '' ? undefined : new Date(nowMs + fields.stays * ONE_HOUR_MS - margin(fields.stays)).toISOString();
const kept = fields.expires !== '' && Date.parse(fields.expires) > nowMs ? fields.expires : undefined;
return {
attribution: { name: filled('name'), role: filled('role'), kind: fields.kind || undefined },
statement: filled('statement'),
level: fields.level,
dir: fields.dir || undefined,
short: filled('short'),
section: filled('section'),
region: filled('region'),
slug: filled('slug'),
link: filled('link'),
expires: stays || kept,
replaces: fields.replaces || undefined,
note: act === 'corrections' ? filled('note') : undefined,
};
}
function margin(hours) {
return Number(hours) === STAYS_H[STAYS_H.length - 1] ? MARGIN_MS : 0;
}
function previewOf(fields, feed, now) {
const { attribution, statement = '', ...rest } = bodyOf(fields, 'updates', Date.parse(now));
return {
...rest,
type: 'update',
feed: feed.slug,
id: 'draft',
version: 1,
order: 1,
pubstatus: 'usable',
attribution: { ...attribution, name: attribution.name || '' },
statement,
headline: headlineOf({ ...attribution, name: attribution.name || '' }, statement, feed.language),
language: feed.language,
dir: fields.dir || directionOf(statement, feed.dir),
first_created: now,
version_created: now,
};
}
function headlineOf({ name, role }, statement, language) {
const [comma, colon] = PUNCTUATION[primary(language)] || USUAL;
return `${role ? `${name}${comma}${role}` : name}${colon}${statement}`;
}
function sourceIn(statement) {
const found = /^\s*([^:：،,]{2,60})(?:[,،]\s*([^:：]{2,60}))?[:：]\s+(\S.+)$/su.exec(statement);
return found && { name: found[1].trim(), role: (found[2] || '').trim(), statement: found[3] };
}
function onOneLine(text) {
return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ');
}
const ARABIC = {
language: 'ar',
dir: 'rtl',
called: 'العربية',
composer: 'تحرير الأخبار',
skip: 'انتقل إلى الخبر',
languageOf: 'اللغة',
signIn: {
title: 'سجّل الدخول لترسل',
key: 'مفتاحك',
hint: 'يبدأ بـ ⁦tk_⁩ ولا يُحفظ على هذا الجهاز.',
go: 'دخول',
busy: 'جارٍ الدخول…',
wrong: 'لا تعرف الخدمة هذا المفتاح: كُتب خطأ أو أُلغي.',
surface: 'هذا مفتاح شاشة: تُبلغ به الشاشات ولا تُرسل به الأخبار.',
away: 'لم تُجب الخدمة. تحقق من الشبكة ثم أعد المحاولة.',
empty: 'ألصق مفتاحك أو اكتبه.',
again: 'لم يعد مفتاحك صالحًا هنا (401): انتهت الجلسة أو أُلغي المفتاح. سجّل الدخول من جديد: لم يضع شيء.',
},
signOut: {
go: 'خروج',
title: 'هل تخرج وهناك أخبار لم تُرسل؟',
waiting: { zero: 'لا أخبار تنتظر.', one: 'خبر واحد لم يُرسل بعد.', two: 'خبران لم يُرسلا بعد.', few: '{n} أخبار لم تُرسل بعد.', many: '{n} خبرًا لم يُرسل بعد.', other: '{n} خبر لم يُرسل بعد.' },
stay: 'تبقى على هذا الجهاز وتُرسل حين تدخل بهذا المفتاح من جديد.',
failed: 'لم يتم الخروج: لم تُجب الخدمة.',
},
roles: { correspondent: 'مراسل', editor: 'محرر', admin: 'مدير' },
edition: 'الطبعة',
noFeeds: 'هذا المفتاح ليس لأي طبعة تُقدَّم هنا.',
states: {
live: 'مباشر',
connecting: 'جارٍ الاتصال…',
degraded: 'الخدمة متعثرة: قد تتأخر الأخبار',
stale: 'بلا تحديث منذ {at}',
refused: 'لا توجد طبعة بهذا الاسم',
offline: 'لا شبكة: الأخبار تنتظر هنا',
},
notKept: 'هذا المتصفح لا يحفظ شيئًا: ما لم يُرسل يضيع عند إغلاق الصفحة.',
fileTo: 'إرسال إلى {feed}',
fields: {
statement: 'ماذا حدث',
name: 'من يقول ذلك',
role: 'الصفة',
kind: 'نوع المصدر',
level: 'الدرجة',
short: 'صيغة قصيرة للثلث السفلي والإشعارات',
section: 'القسم',
region: 'المنطقة',
slug: 'كلمة الموضوع',
link: 'الرابط',
stays: 'يُزال بعد',
dir: 'الاتجاه',
note: 'ما الذي صُحّح، ويقرؤه القراء',
reason: 'السبب، لغرفة الأخبار وحدها',
},
hints: {
statement: 'جملة واحدة، نص بلا تنسيق.',
section: 'حروف لاتينية صغيرة وأرقام وشرطات.',
link: 'يبدأ بـ ⁦https://⁩',
note: 'مثلًا: ورد في نسخة سابقة رقم غير صحيح.',
},
optional: 'اختياري',
more: 'المزيد: القسم وكلمة الموضوع والرابط ومدة البقاء',
kinds: {
none: 'غير محدد',
correspondent: 'مراسل',
official: 'مسؤول',
spokesperson: 'متحدث',
party: 'طرف معني',
agency: 'وكالة',
document: 'وثيقة',
unnamed: 'غير مسمّى',
},
levels: { flash: 'عاجل جدًا', alert: 'تنبيه', urgent: 'عاجل', routine: 'عادي' },
levelNotes: {
flash: 'يقطع شريط الأخبار والثلث السفلي فورًا. يُطلب التأكيد قبل إرساله.',
alert: 'التالي على شريط الأخبار والثلث السفلي. يُطلب التأكيد قبل إرساله.',
urgent: 'خبر عاجل: على شريط الأخبار والثلث السفلي.',
routine: 'في القائمة، ويدور مع غيره على الثلث السفلي.',
},
stays: {
usual: 'كما في هذه الطبعة',
kept: 'كما هو: حتى {at}',
hours: { zero: '{n} ساعة', one: 'ساعة', two: 'ساعتين', few: '{n} ساعات', many: '{n} ساعة', other: '{n} ساعة' },
days: { zero: '{n} يوم', one: 'يوم', two: 'يومين', few: '{n} أيام', many: '{n} يومًا', other: '{n} يوم' },
},
templates: 'قوالب',
recent: 'استُخدمت مؤخرًا',
isSource: 'اجعل «{name}» المصدر',
isLevel: 'اجعل الدرجة {level} واحذف «{said}» من النص',
series: {
title: { zero: 'لا أخبار', one: 'أُلصق خبر واحد', two: 'أُلصق خبران', few: 'أُلصقت {n} أخبار', many: 'أُلصق {n} خبرًا', other: 'أُلصق {n} خبر' },
says: 'يُرسل كل خبر على حدة، الأول فالأول، بالمصدر والدرجة اللذين تختارهما أدناه.',
file: { zero: 'لا أخبار', one: 'أرسل خبرًا واحدًا', two: 'أرسل خبرين', few: 'أرسل {n} أخبار', many: 'أرسل {n} خبرًا', other: 'أرسل {n} خبر' },
confirm: { zero: 'هل تُرسل؟', one: 'هل تُرسل وفيها خبر يقطع ما يُعرض؟', two: 'هل تُرسل وفيها خبران يقطعان ما يُعرض؟', few: 'هل تُرسل وفيها {n} أخبار تقطع ما يُعرض؟', many: 'هل تُرسل وفيها {n} خبرًا يقطع ما يُعرض؟', other: 'هل تُرسل وفيها {n} خبر يقطع ما يُعرض؟' },
join: 'اجعلها خبرًا واحدًا',
leave: 'استبعد',
},
replaces: 'بديل عن خبر سُحب',
otherWay: 'هذا الخبر مكتوب بعكس اتجاه {feed}. هل هذه هي الطبعة الصحيحة؟',
alike: 'أُرسل ما يكاد يطابقه {ago}:',
counter: '{n} من {limit}',
grades: {
fine: '',
long: 'أطول من المستحسن',
over: 'أطول مما تريده غرفة الأخبار',
refused: 'سترفضه الخدمة',
},
needed: 'لا بد منه.',
mend: 'إصلاح',
cleaned: 'نُظّف: {what}.',
dirs: { auto: 'حسب حروفه', ltr: 'من اليسار إلى اليمين', rtl: 'من اليمين إلى اليسار' },
rules: {
other: 'يخالف قاعدة: {rule}.',
},
file: 'إرسال',
fileLater: { network: 'إرسال عند عودة الشبكة', service: 'إرسال حين تقبله الخدمة', key: 'إرسال بعد تسجيل الدخول' },
clear: 'مسح',
preview: 'كيف سيبدو',
onStrip: 'على شريط الأخبار',
onScreen: 'على الثلث السفلي',
screenPages: { zero: 'لا صفحة على الثلث السفلي.', one: 'يأخذ صفحة واحدة على الثلث السفلي.', two: 'يأخذ صفحتين متتاليتين على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.', few: 'يأخذ {n} صفحات متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.', many: 'يأخذ {n} صفحة متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.', other: 'يأخذ {n} صفحة متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.' },
confirmLevel: {
title: 'إرسال بدرجة {level}؟',
go: 'إرسال {level}',
does: {
flash: 'يقطع ما يعرضه كل شريط أخبار لطبعة {feed} وكل ثلث سفلي يدور تلقائيًا، وتقرؤه برامج قراءة الشاشة فورًا. والسحب يزيله، لكن من رآه فقد رآه.',
alert: 'يأتي تاليًا على كل شريط أخبار لطبعة {feed} وعلى كل ثلث سفلي يدور تلقائيًا.',
},
},
cancel: 'تراجع',
close: 'إغلاق',
outbox: {
title: 'الصادر',
empty: 'لا شيء ينتظر. ما ترسله يُحفظ هنا حتى يظهر على الهواء.',
queued: 'في الانتظار',
queuedKey: 'في الانتظار: سجّل الدخول ليُرسل',
sending: 'جارٍ الإرسال…',
filed: 'أُرسل {at}',
onAir: 'على الهواء',
released: 'رُفع عنه الحجب',
changed: 'عُدّل بعد ذلك',
held: 'حجبته غرفة الأخبار مؤقتًا',
killed: 'سُحب',
refused: 'مرفوض',
conflict: 'تعارض',
screens: 'الشاشات: {n} من {of}',
tries: { zero: 'لم يُرسل بعد', one: 'أُرسل مرة بلا جواب', two: 'أُرسل مرتين بلا جواب', few: 'أُرسل {n} مرات بلا جواب', many: 'أُرسل {n} مرة بلا جواب', other: 'أُرسل {n} مرة بلا جواب' },
answered: { zero: 'لم يُرسل بعد', one: 'أُرسل مرة، وأجابت الخدمة {status}، ويُعاد إرساله', two: 'أُرسل مرتين، وأجابت الخدمة {status}، ويُعاد إرساله', few: 'أُرسل {n} مرات، وأجابت الخدمة {status}، ويُعاد إرساله', many: 'أُرسل {n} مرة، وأجابت الخدمة {status}، ويُعاد إرساله', other: 'أُرسل {n} مرة، وأجابت الخدمة {status}، ويُعاد إرساله' },
noKey: 'لم يعد المفتاح صالحًا ({status}): انتهت الجلسة أو أُلغي المفتاح. سجّل الدخول ليُرسل هذا الخبر.',
edit: 'تعديل',
discard: 'حذف',
now: 'حاول الآن',
redo: 'قارن الاثنين',
others: { zero: 'لا أخبار لمفاتيح أخرى.', one: 'خبر لمفتاح آخر ينتظر على هذا الجهاز.', two: 'خبران لمفاتيح أخرى ينتظران على هذا الجهاز.', few: '{n} أخبار لمفاتيح أخرى تنتظر على هذا الجهاز.', many: '{n} خبرًا لمفاتيح أخرى ينتظر على هذا الجهاز.', other: '{n} خبر لمفاتيح أخرى ينتظر على هذا الجهاز.' },
discardTitle: 'هل يُحذف هذا الخبر؟',
mayStand: 'أُرسل ولم يأتِ جواب: ربما صار على الهواء. انظر في الطبعة أولًا.',
overwrite: 'سيحل محل ما تكتبه الآن.',
stands: 'المعتمد الآن هو النسخة {version}:',
noWords: 'أُزيل عن الهواء.',
},
acts: {
updates: 'خبر جديد',
corrections: 'تصحيح',
refiles: 'إعادة إرسال',
hold: 'حجب مؤقت',
release: 'رفع الحجب',
kill: 'سحب نهائي',
},
doing: { corrections: 'صحّح', refiles: 'أعد الإرسال', hold: 'احجب مؤقتًا', release: 'ارفع الحجب', kill: 'اسحب' },
pending: { queued: '{act}: في الانتظار', sending: '{act}: جارٍ الإرسال…' },
feed: {
title: 'في الطبعة',
empty: 'لا أخبار في هذه الطبعة.',
loading: 'جارٍ جلب الأخبار…',
older: 'أخبار أقدم',
yours: 'لك',
version: 'النسخة {n}',
corrected: 'صُحّح',
held: 'حُجب {at}. لا تعرضه أي شاشة.',
killed: 'سُحب {at}.',
order: 'رقم {n}',
filed: 'أُرسل {at}',
screens: 'الشاشات: {n} من {of}',
substitute: 'أرسل بديلًا',
},
surfaces: {
none: 'لم تُبلغ أي شاشة.',
some: { zero: 'لا شاشات تُبلغ', one: 'شاشة واحدة تُبلغ', two: 'شاشتان تُبلغان', few: '{n} شاشات تُبلغ', many: '{n} شاشة تُبلغ', other: '{n} شاشة تُبلغ' },
silent: { zero: 'لا صامتة', one: 'واحدة صامتة', two: 'اثنتان صامتتان', few: '{n} صامتة', many: '{n} صامتة', other: '{n} صامتة' },
onAir: 'على الهواء الآن',
empty: 'لا شيء على الهواء',
behind: { zero: 'غير متأخرة', one: 'متأخرة بخبر واحد', two: 'متأخرة بخبرين', few: 'متأخرة بـ{n} أخبار', many: 'متأخرة بـ{n} خبرًا', other: 'متأخرة بـ{n} خبر' },
since: 'صامتة منذ {at}',
remove: 'إزالة',
removeOne: 'إزالة {name}',
removeTitle: 'هل تُزال الشاشة {name}؟',
removeSays: 'تخرج من هذه القائمة ولا ينتظرها أي سحب بعد الآن. وإن أبلغت من جديد عادت.',
notRemoved: 'لم تُزل: لم تُجب الخدمة.',
},
receipt: {
clear: { other: '{kind}: أزالته {clear} من {n}' },
clearAfter: { other: '{kind}: أزالته {clear} من {n} بعد {s} ث' },
lowerThirds: { other: 'شاشات الثلث السفلي' },
surfaces: { other: 'الشاشات' },
waiting: 'لم تُزله بعد: {names}',
silent: { zero: 'لا صامتة', one: 'واحدة صامتة', two: 'اثنتان صامتتان', few: '{n} صامتة', many: '{n} صامتة', other: '{n} صامتة' },
silentSince: { zero: 'لا صامتة', one: 'واحدة صامتة منذ {at}', two: 'اثنتان صامتتان منذ {at}', few: '{n} صامتة منذ {at}', many: '{n} صامتة منذ {at}', other: '{n} صامتة منذ {at}' },
none: 'لم تُبلغ أي شاشة',
and: '؛ ',
title: 'إفادة الشاشات',
fetching: 'في انتظار الشاشات…',
},
correct: {
title: 'تصحيح هذا الخبر',
says: 'الخبر كله من جديد، مع بيان ما كان خطأ للقراء.',
go: 'أرسل التصحيح',
},
refile: { title: 'إعادة إرسال هذا الخبر', says: 'لخطأ مطبعي لا يغيّر المعنى. أما الخطأ في المعلومة فله التصحيح.', go: 'أعد الإرسال' },
hold: { title: 'هل يُحجب هذا الخبر مؤقتًا؟', says: 'يُزال عن كل شاشة إلى أن يُرفع الحجب أو يُصحّح الخبر أو يُسحب.', go: 'احجب مؤقتًا' },
release: { title: 'هل يُرفع الحجب عن هذا الخبر؟', says: 'يعود بكلماته إلى مكانه.', go: 'ارفع الحجب' },
kill: {
title: 'هل يُسحب هذا الخبر؟',
says: 'لا رجعة في ذلك. تختفي هذه الكلمات من:',
readers: 'كل شريط أخبار وكل قارئ لطبعة {feed} فورًا',
history: 'السجل وكل نسخة لاحقة منه',
airing: '{name}، وهو على الهواء فيها الآن',
delayed: '{name} متأخرة {s} ث: ما وقع ضمنها لا يُبث عليها.',
notAiring: { zero: 'ولا شاشة أخرى.', one: 'شاشة أخرى لا تعرضه.', two: 'شاشتان أخريان لا تعرضانه.', few: '{n} شاشات أخرى لا تعرضه.', many: '{n} شاشة أخرى لا تعرضه.', other: '{n} شاشة أخرى لا تعرضه.' },
silent: '{name} صامتة منذ {at}: انظر إليها أو اتصل.',
silentAiring: '{name} كانت تعرضه حين أبلغت آخر مرة {at}: انظر إليها أو اتصل.',
noScreens: 'لم تُبلغ أي شاشة للثلث السفلي.',
unseen: 'لا يُعرف بعد ما تعرضه الشاشات.',
conflict: 'أُرسلت في الأثناء النسخة {version}، وهي التي تُسحب الآن.',
go: 'اسحب نهائيًا',
working: 'جارٍ السحب…',
done: 'سُحب {at}.',
},
heldWords: 'كلماته ليست على الهواء.',
conflictNow: 'أُرسلت في الأثناء النسخة {version}. خبرك أدناه ولم يضع.',
help: {
title: 'لوحة المفاتيح',
keys: [
['Ctrl + Enter', 'إرسال، أو تأكيد ما سُئل عنه'],
['F6, Shift + F6', 'إلى الخبر، ثم الصادر، ثم الطبعة'],
['↑ ↓, Page Up, Page Down', 'من خبر إلى خبر حين يكون أحدها محددًا'],
['C R H L', 'تصحيح الخبر المحدد أو إعادة إرساله أو حجبه أو رفع الحجب عنه'],
['Delete', 'سحب الخبر المحدد: يُسأل أولًا'],
['Esc', 'إغلاق ما هو مفتوح'],
],
go: 'لوحة المفاتيح',
},
told: {
filed: 'أُرسل {at}',
aired: 'على الهواء',
refused: 'مرفوض: {why}',
conflict: 'تعارض: المعتمد نسخة أخرى',
queued: 'لا شبكة: في الانتظار',
},
problems: {
'not-your-update': 'أرسله مفتاح آخر.',
forbidden: 'لا يحق لمفتاحك ذلك.',
'not-allowed-in-state': 'لا تسمح حاله بذلك: حُجب أو رُفع عنه الحجب أو سُحب في الأثناء.',
'stale-version': 'تصرّف أحدهم في الأثناء.',
'no-such-update': 'لا خبر كهذا.',
'no-such-feed': 'لا طبعة كهذه.',
'invalid-draft': 'رفضت الخدمة الكلمات.',
'too-large': 'أكبر مما يُقبل.',
'foreign-origin': 'لا تقبل الخدمة ذلك من هذا العنوان.',
other: 'رفضته الخدمة ({status}).',
},
};
const ENGLISH = {
language: 'en',
dir: 'ltr',
called: 'English',
composer: 'Composer',
skip: 'Skip to the line',
languageOf: 'Language',
signIn: {
title: 'Sign in to file',
key: 'Your key',
hint: 'It begins with tk_ and is kept nowhere on this device.',
go: 'Sign in',
busy: 'Signing in…',
wrong: 'The service does not know this key: it is mistyped, or it was revoked.',
surface: 'This is the key of a screen. Screens report, people file.',
away: 'The service did not answer. Check the network and try again.',
empty: 'Paste or type your key.',
again: 'Your key no longer counts here (401): the session has ended, or the key was revoked. Sign in again: nothing is lost.',
},
signOut: {
go: 'Sign out',
title: 'Sign out with lines that are not filed?',
waiting: { one: '{n} line is not filed yet.', other: '{n} lines are not filed yet.' },
stay: 'They stay on this device and are filed when this key signs in again.',
failed: 'Not signed out: the service did not answer.',
},
roles: { correspondent: 'Correspondent', editor: 'Editor', admin: 'Admin' },
edition: 'Edition',
noFeeds: 'This key is for no edition that is served here.',
states: {
live: 'Live',
connecting: 'Connecting…',
degraded: 'Degraded: may be late',
stale: 'Stale since {at}',
refused: 'No such edition',
offline: 'No network: lines wait here',
},
notKept: 'This browser keeps nothing: a line that is not filed is lost when the page closes.',
fileTo: 'File to {feed}',
fields: {
statement: 'What happened',
name: 'Who says it',
role: 'Role',
kind: 'Kind of source',
level: 'Level',
short: 'Short version for lower third and push',
section: 'Section',
region: 'Region',
slug: 'Slug',
link: 'Link',
stays: 'Comes down after',
dir: 'Direction',
note: 'What is corrected, for readers',
reason: 'Reason, for the desk alone',
},
hints: {
statement: 'One sentence, plain text.',
section: 'Small letters, digits and hyphens.',
link: 'Begins with https://',
note: 'For example: an earlier version gave a wrong number.',
},
optional: 'optional',
more: 'More: section, slug, link, how long it stays',
kinds: {
none: 'Not said',
correspondent: 'Correspondent',
official: 'Official',
spokesperson: 'Spokesperson',
party: 'Party to it',
agency: 'Agency',
document: 'Document',
unnamed: 'Not named',
},
levels: { flash: 'Flash', alert: 'Alert', urgent: 'Urgent', routine: 'Routine' },
levelNotes: {
flash: 'Interrupts strip and lower third at once. You are asked before it is filed.',
alert: 'Next on strip and lower third. You are asked before it is filed.',
urgent: 'Breaking news: on strip and lower third.',
routine: 'In the list, and on the lower third in its turn.',
},
stays: {
usual: 'as this edition has it',
kept: 'as it stands: until {at}',
hours: { one: '{n} hour', other: '{n} hours' },
days: { one: '{n} day', other: '{n} days' },
},
templates: 'Templates',
recent: 'Used lately',
isSource: 'Make “{name}” the source',
isLevel: 'Make it {level} and take “{said}” out of the words',
series: {
title: { one: '{n} line was pasted', other: '{n} lines were pasted' },
says: 'Each is filed by itself, the first one first, with the source and the level that you choose below.',
file: { one: 'File {n} line', other: 'File {n} lines' },
confirm: { one: 'File them with {n} that interrupts?', other: 'File them with {n} that interrupt?' },
join: 'Make them one line',
leave: 'Leave out',
},
replaces: 'A substitute for an update that was killed',
otherWay: 'This line is written the other way round than {feed}. Is it the right edition?',
alike: 'Nearly the same was filed {ago}:',
counter: '{n} of {limit}',
grades: {
fine: '',
long: 'longer than recommended',
over: 'longer than the desk wants',
refused: 'the service will refuse it',
},
needed: 'Needed.',
mend: 'Mend',
cleaned: 'Cleaned: {what}.',
dirs: { auto: 'As its letters have it', ltr: 'Left to right', rtl: 'Right to left' },
rules: {
other: 'Breaks a rule: {rule}.',
},
file: 'File',
fileLater: { network: 'File when there is a network', service: 'File when the service takes it', key: 'File after signing in' },
clear: 'Clear',
preview: 'How it will look',
onStrip: 'On the strip',
onScreen: 'On the lower third',
screenPages: { one: 'Takes {n} page on the lower third.', other: 'Takes {n} pages on the lower third, one after the other. A short version takes one.' },
confirmLevel: {
title: 'File as {level}?',
go: 'File {level}',
does: {
flash: 'It interrupts what every strip of {feed} shows, and every lower third that goes round by itself. Screen readers say it at once. A kill takes it off again, but whoever saw it has seen it.',
alert: 'It comes next on every strip of {feed} and on every lower third that goes round by itself.',
},
},
cancel: 'Cancel',
close: 'Close',
outbox: {
title: 'Outbox',
empty: 'Nothing waits. What you file is kept here until it is on air.',
queued: 'Queued',
queuedKey: 'Queued: sign in to send',
sending: 'Sending…',
filed: 'Filed {at}',
onAir: 'On air',
released: 'Released',
changed: 'Changed since',
held: 'Held by the desk',
killed: 'Killed',
refused: 'Refused',
conflict: 'Conflict',
screens: 'on {n} of {of} screens',
tries: { one: 'sent {n} time, no answer', other: 'sent {n} times, no answer' },
answered: { one: 'sent {n} time; the service answered {status} and is asked again', other: 'sent {n} times; the service answered {status} and is asked again' },
noKey: 'The key no longer counts ({status}): the session has ended, or the key was revoked. Sign in to send this line.',
edit: 'Edit',
discard: 'Discard',
now: 'Try now',
redo: 'Look at both',
others: {
one: '{n} line of another key waits on this device.',
other: '{n} lines of other keys wait on this device.',
},
discardTitle: 'Discard this line?',
mayStand: 'It was sent, and no answer came: it may be on air already. Look at the feed first.',
overwrite: 'What you are writing now is replaced.',
stands: 'Version {version} stands now:',
noWords: 'It is off the air.',
},
acts: {
updates: 'New line',
corrections: 'Correction',
refiles: 'Refile',
hold: 'Hold',
release: 'Release',
kill: 'Kill',
},
doing: { corrections: 'Correct', refiles: 'Refile', hold: 'Hold', release: 'Release', kill: 'Kill' },
pending: { queued: '{act}: queued', sending: '{act}: sending…' },
feed: {
title: 'On the feed',
empty: 'Nothing stands in this edition.',
loading: 'Fetching what stands…',
older: 'Older updates',
yours: 'yours',
version: 'version {n}',
corrected: 'Corrected',
held: 'Held {at}. No surface shows it.',
killed: 'Killed {at}.',
order: 'no. {n}',
filed: 'filed {at}',
screens: 'on {n} of {of} screens',
substitute: 'File a substitute',
},
surfaces: {
none: 'No screen has reported.',
some: { one: '{n} screen reports', other: '{n} screens report' },
silent: { one: '{n} silent', other: '{n} silent' },
onAir: 'on air now',
empty: 'nothing on air',
behind: { one: '{n} entry behind', other: '{n} entries behind' },
since: 'silent since {at}',
remove: 'Remove',
removeOne: 'Remove {name}',
removeTitle: 'Remove the screen {name}?',
removeSays: 'It leaves this list, and no kill waits for it any more. Once it reports again, it is back.',
notRemoved: 'Not removed: the service did not answer.',
},
receipt: {
clear: { one: '{clear} of {n} {kind} clear', other: '{clear} of {n} {kind} clear' },
clearAfter: { one: '{clear} of {n} {kind} clear after {s} s', other: '{clear} of {n} {kind} clear after {s} s' },
lowerThirds: { one: 'lower third', other: 'lower thirds' },
surfaces: { one: 'surface', other: 'surfaces' },
waiting: 'still waiting for {names}',
silent: { one: '{n} silent', other: '{n} silent' },
silentSince: { one: '{n} silent since {at}', other: '{n} silent since {at}' },
none: 'No surface reported',
and: '; ',
title: 'Receipt',
fetching: 'Waiting for the surfaces…',
},
correct: {
title: 'Correct this update',
says: 'The whole line again, and for readers what was wrong.',
go: 'File the correction',
},
refile: { title: 'Refile this update', says: 'Mends a typo without fuss. For what was wrong, correct it.', go: 'Refile' },
hold: { title: 'Hold this update?', says: 'It leaves every screen until it is released, corrected or killed.', go: 'Hold' },
release: { title: 'Release this update?', says: 'It stands again, in its old place, with its words.', go: 'Release' },
kill: {
title: 'Kill this update?',
says: 'This cannot be undone. These words vanish from:',
readers: 'every strip and reader of {feed}, at once',
history: 'the history and every later snapshot',
airing: '{name}, which has it on air now',
delayed: '{name} is {s} s behind: what falls within them never airs there.',
notAiring: { one: '{n} more screen does not show it.', other: '{n} more screens do not show it.' },
silent: '{name} has been silent since {at}: look at it or call.',
silentAiring: '{name} had it on air when it was last heard, at {at}: look at it or call.',
noScreens: 'No lower third has reported.',
unseen: 'What screens show is not known yet.',
conflict: 'Meanwhile version {version} was filed. It is what is killed now.',
go: 'Kill for ever',
working: 'Killing…',
done: 'Killed {at}.',
},
heldWords: 'Its words are off the air.',
conflictNow: 'Meanwhile version {version} was filed. Yours is below, and is not lost.',
help: {
title: 'Keyboard',
keys: [
['Ctrl + Enter', 'file, or confirm what is asked'],
['F6, Shift + F6', 'to the line, the outbox, the feed'],
['↑ ↓, Page Up, Page Down', 'from update to update, when one is selected'],
['C R H L', 'correct, refile, hold, release the selected update'],
['Delete', 'kill the selected update: asks first'],
['Esc', 'close what is open'],
],
go: 'Keyboard',
},
told: {
filed: 'Filed {at}',
aired: 'On air',
refused: 'Refused: {why}',
conflict: 'Conflict: another version stands',
queued: 'No network: queued',
},
problems: {
'not-your-update': 'Another key filed it.',
forbidden: 'Your key may not do this.',
'not-allowed-in-state': 'Its state does not allow this: it was held, released or killed meanwhile.',
'stale-version': 'Somebody acted meanwhile.',
'no-such-update': 'There is no such update.',
'no-such-feed': 'There is no such edition.',
'invalid-draft': 'The service refused the words.',
'too-large': 'It is too large.',
'foreign-origin': 'The service does not take this from this address.',
other: 'The service refused it ({status}).',
},
};
const SPANISH = {
language: 'es',
dir: 'ltr',
called: 'Español',
composer: 'Redacción',
skip: 'Ir a la noticia',
languageOf: 'Idioma',
signIn: {
title: 'Entrar para enviar',
key: 'Su clave',
hint: 'Empieza por tk_ y no se guarda en este dispositivo.',
go: 'Entrar',
busy: 'Entrando…',
wrong: 'El servicio no conoce esta clave: está mal escrita o se revocó.',
surface: 'Es la clave de una pantalla. Las pantallas informan; las personas envían.',
away: 'El servicio no respondió. Compruebe la red y vuelva a intentarlo.',
empty: 'Pegue o escriba su clave.',
again: 'Su clave ya no vale aquí (401): la sesión terminó o la clave se revocó. Entre de nuevo: no se ha perdido nada.',
},
signOut: {
go: 'Salir',
title: '¿Salir con noticias sin enviar?',
waiting: { one: 'Queda {n} noticia sin enviar.', other: 'Quedan {n} noticias sin enviar.' },
stay: 'Quedan en este dispositivo y se envían cuando esta clave vuelva a entrar.',
failed: 'No se pudo salir: el servicio no respondió.',
},
roles: { correspondent: 'Corresponsal', editor: 'Editor', admin: 'Administrador' },
edition: 'Edición',
noFeeds: 'Esta clave no es de ninguna edición que se sirva aquí.',
states: {
live: 'En directo',
connecting: 'Conectando…',
degraded: 'Con fallos: puede haber retraso',
stale: 'Sin actualizar desde las {at}',
refused: 'No existe esta edición',
offline: 'Sin red: las noticias esperan aquí',
},
notKept: 'Este navegador no guarda nada: lo que no se haya enviado se pierde al cerrar la página.',
fileTo: 'Enviar a {feed}',
fields: {
statement: 'Qué ha pasado',
name: 'Quién lo dice',
role: 'Cargo',
kind: 'Tipo de fuente',
level: 'Nivel',
short: 'Versión corta para rótulo y avisos',
section: 'Sección',
region: 'Región',
slug: 'Clave del tema',
link: 'Enlace',
stays: 'Se retira tras',
dir: 'Dirección',
note: 'Qué se corrige, para los lectores',
reason: 'Motivo, solo para la redacción',
},
hints: {
statement: 'Una frase, texto sin formato.',
section: 'Minúsculas sin tilde, cifras y guiones.',
link: 'Empieza por https://',
note: 'Por ejemplo: una versión anterior daba una cifra equivocada.',
},
optional: 'opcional',
more: 'Más: sección, tema, enlace, cuánto permanece',
kinds: {
none: 'Sin indicar',
correspondent: 'Corresponsal',
official: 'Autoridad',
spokesperson: 'Portavoz',
party: 'Parte implicada',
agency: 'Agencia',
document: 'Documento',
unnamed: 'Sin identificar',
},
levels: { flash: 'Flash', alert: 'Alerta', urgent: 'Urgente', routine: 'Normal' },
levelNotes: {
flash: 'Interrumpe de inmediato cinta y rótulo. Se pregunta antes de enviar.',
alert: 'Lo siguiente en cinta y rótulo. Se pregunta antes de enviar.',
urgent: 'Última hora: en cinta y rótulo.',
routine: 'En la lista y en la rueda del rótulo.',
},
stays: {
usual: 'lo habitual en esta edición',
kept: 'como está: hasta las {at}',
hours: { one: '{n} hora', other: '{n} horas' },
days: { one: '{n} día', other: '{n} días' },
},
templates: 'Plantillas',
recent: 'Usadas hace poco',
isSource: 'Poner «{name}» como fuente',
isLevel: 'Poner nivel {level} y quitar «{said}» del texto',
series: {
title: { one: 'Se pegó {n} noticia', other: 'Se pegaron {n} noticias' },
says: 'Cada una se envía por separado, la primera antes, con la fuente y el nivel que elija abajo.',
file: { one: 'Enviar {n} noticia', other: 'Enviar {n} noticias' },
confirm: { one: '¿Enviarlas con {n} que interrumpe?', other: '¿Enviarlas con {n} que interrumpen?' },
join: 'Hacer de ellas una sola',
leave: 'Quitar',
},
replaces: 'Sustituye a una noticia anulada',
otherWay: 'Esta noticia se escribe en el sentido contrario al de {feed}. ¿Es la edición correcta?',
alike: 'Se envió casi lo mismo {ago}:',
counter: '{n} de {limit}',
grades: {
fine: '',
long: 'más larga de lo recomendado',
over: 'más larga de lo que quiere la redacción',
refused: 'el servicio la rechazará',
},
needed: 'Hace falta.',
mend: 'Arreglar',
cleaned: 'Se ha limpiado: {what}.',
dirs: { auto: 'Según sus letras', ltr: 'De izquierda a derecha', rtl: 'De derecha a izquierda' },
rules: {
other: 'Incumple una regla: {rule}.',
},
file: 'Enviar',
fileLater: { network: 'Enviar cuando haya red', service: 'Enviar cuando el servicio la acepte', key: 'Enviar tras entrar de nuevo' },
clear: 'Vaciar',
preview: 'Cómo se verá',
onStrip: 'En la cinta',
onScreen: 'En el rótulo',
screenPages: {
one: 'Ocupa {n} página en el rótulo.',
other: 'Ocupa {n} páginas en el rótulo, una tras otra. Una versión corta ocupa una.',
},
confirmLevel: {
title: '¿Enviar como {level}?',
go: 'Enviar como {level}',
does: {
flash: 'Interrumpe lo que muestran todas las cintas de {feed} y todos los rótulos que rotan solos. Los lectores de pantalla la leen de inmediato. Una anulación la retira, pero no hace que no se haya visto.',
alert: 'Es lo siguiente en todas las cintas de {feed} y en todos los rótulos que rotan solos.',
},
},
cancel: 'Cancelar',
close: 'Cerrar',
outbox: {
title: 'Bandeja de salida',
empty: 'No espera nada. Lo que envíe se guarda aquí hasta que esté en emisión.',
queued: 'En cola',
queuedKey: 'En cola: entre para enviarla',
sending: 'Enviando…',
filed: 'Enviada a las {at}',
onAir: 'En emisión',
released: 'Liberada',
changed: 'Cambiada después',
held: 'Retenida por la redacción',
killed: 'Anulada',
refused: 'Rechazada',
conflict: 'Conflicto',
screens: 'en {n} de {of} pantallas',
tries: { one: 'se envió {n} vez, sin respuesta', other: 'se envió {n} veces, sin respuesta' },
answered: { one: 'se envió {n} vez; el servicio respondió {status} y se vuelve a intentar', other: 'se envió {n} veces; el servicio respondió {status} y se vuelve a intentar' },
noKey: 'La clave ya no vale ({status}): la sesión terminó o la clave se revocó. Entre para enviar esta noticia.',
edit: 'Editar',
discard: 'Descartar',
now: 'Probar ahora',
redo: 'Ver ambas',
others: {
one: 'Espera en este dispositivo {n} noticia de otra clave.',
other: 'Esperan en este dispositivo {n} noticias de otras claves.',
},
discardTitle: '¿Descartar esta noticia?',
mayStand: 'Se envió y no llegó respuesta: puede que ya esté en emisión. Mire antes la edición.',
overwrite: 'Sustituye a lo que está escribiendo.',
stands: 'Ahora rige la versión {version}:',
noWords: 'Está fuera de emisión.',
},
acts: {
updates: 'Noticia nueva',
corrections: 'Corrección',
refiles: 'Reemisión',
hold: 'Retención',
release: 'Liberación',
kill: 'Anulación',
},
doing: { corrections: 'Corregir', refiles: 'Reemitir', hold: 'Retener', release: 'Liberar', kill: 'Anular' },
pending: { queued: '{act}: en cola', sending: '{act}: enviando…' },
feed: {
title: 'En la edición',
empty: 'No hay noticias en esta edición.',
loading: 'Cargando las noticias…',
older: 'Noticias anteriores',
yours: 'suya',
version: 'versión {n}',
corrected: 'Corregida',
held: 'Retenida a las {at}. No la muestra ninguna pantalla.',
killed: 'Anulada a las {at}.',
order: 'n.º {n}',
filed: 'enviada a las {at}',
screens: 'en {n} de {of} pantallas',
substitute: 'Enviar una sustituta',
},
surfaces: {
none: 'No ha informado ninguna pantalla.',
some: { one: 'informa {n} pantalla', other: 'informan {n} pantallas' },
silent: { one: '{n} en silencio', other: '{n} en silencio' },
onAir: 'ahora en emisión',
empty: 'nada en emisión',
behind: { one: '{n} entrada por detrás', other: '{n} entradas por detrás' },
since: 'en silencio desde las {at}',
remove: 'Quitar',
removeOne: 'Quitar {name}',
removeTitle: '¿Quitar la pantalla {name}?',
removeSays: 'Sale de esta lista y ninguna anulación la espera ya. Si vuelve a informar, aparece de nuevo.',
notRemoved: 'No se ha quitado: el servicio no respondió.',
},
receipt: {
clear: { other: '{kind}: la quitaron {clear} de {n}' },
clearAfter: { other: '{kind}: la quitaron {clear} de {n} en {s} s' },
lowerThirds: { other: 'rótulos' },
surfaces: { other: 'pantallas' },
waiting: 'aún se espera a {names}',
silent: { one: '{n} en silencio', other: '{n} en silencio' },
silentSince: { one: '{n} en silencio desde las {at}', other: '{n} en silencio desde las {at}' },
none: 'No informó ninguna pantalla',
and: '; ',
title: 'Acuse',
fetching: 'Esperando a las pantallas…',
},
correct: {
title: 'Corregir esta noticia',
says: 'La noticia entera otra vez y, para los lectores, qué estaba mal.',
go: 'Enviar la corrección',
},
refile: { title: 'Reemitir esta noticia', says: 'Arregla una errata sin más. Si algo estaba mal, corríjala.', go: 'Reemitir' },
hold: { title: '¿Retener esta noticia?', says: 'Sale de todas las pantallas hasta que se libere, se corrija o se anule.', go: 'Retener' },
release: { title: '¿Liberar esta noticia?', says: 'Vuelve a regir, en su sitio de antes y con sus palabras.', go: 'Liberar' },
kill: {
title: '¿Anular esta noticia?',
says: 'No se puede deshacer. Estas palabras desaparecen de:',
readers: 'todas las cintas y lectores de {feed}, de inmediato',
history: 'el historial y toda copia posterior',
airing: '{name}, que la tiene ahora en emisión',
delayed: '{name} va {s} s por detrás: lo que caiga dentro no sale nunca allí.',
notAiring: { one: '{n} pantalla más no la muestra.', other: '{n} pantallas más no la muestran.' },
silent: '{name} está en silencio desde las {at}: mírela o llame.',
silentAiring: '{name} la tenía en emisión cuando informó por última vez, a las {at}: mírela o llame.',
noScreens: 'No ha informado ningún rótulo.',
unseen: 'Aún no se sabe qué muestran las pantallas.',
conflict: 'Entretanto se envió la versión {version}. Es la que se anula ahora.',
go: 'Anular para siempre',
working: 'Anulando…',
done: 'Anulada a las {at}.',
},
heldWords: 'Sus palabras están fuera de emisión.',
conflictNow: 'Entretanto se envió la versión {version}. La suya está debajo y no se ha perdido.',
help: {
title: 'Teclado',
keys: [
['Ctrl + Enter', 'enviar, o confirmar lo que se pregunta'],
['F6, Shift + F6', 'a la noticia, a la bandeja de salida, a la edición'],
['↑ ↓, Page Up, Page Down', 'de noticia en noticia, cuando hay una seleccionada'],
['C R H L', 'corregir, reemitir, retener o liberar la noticia seleccionada'],
['Delete', 'anular la noticia seleccionada: pregunta antes'],
['Esc', 'cerrar lo que esté abierto'],
],
go: 'Teclado',
},
told: {
filed: 'Enviada a las {at}',
aired: 'En emisión',
refused: 'Rechazada: {why}',
conflict: 'Conflicto: rige otra versión',
queued: 'Sin red: en cola',
},
problems: {
'not-your-update': 'La envió otra clave.',
forbidden: 'Su clave no puede hacerlo.',
'not-allowed-in-state': 'Su estado no lo permite: entretanto se retuvo, se liberó o se anuló.',
'stale-version': 'Entretanto actuó otra persona.',
'no-such-update': 'No existe esa noticia.',
'no-such-feed': 'No existe esa edición.',
'invalid-draft': 'El servicio rechazó las palabras.',
'too-large': 'Es demasiado grande.',
'foreign-origin': 'El servicio no lo acepta desde esta dirección.',
other: 'El servicio la rechazó ({status}).',
},
};
const TABLES = { en: ENGLISH, ar: ARABIC, es: SPANISH };
const LANGUAGES = Object.values(TABLES).map(({ language, called }) => ({ language, called }));
function wordsFor(...languages) {
const known = languages.map(primary).find((language) => Object.hasOwn(TABLES, language));
return TABLES[known || 'en'];
}
function count(words, forms, n, values = {}) {
const form = forms[new Intl.PluralRules(words.language).select(n)] || forms.other;
return fill(form, { n: number(words, n, 0), ...values });
}
function number(words, n, digits) {
const style = { minimumFractionDigits: digits, maximumFractionDigits: digits };
return new Intl.NumberFormat(words.language, style).format(n);
}
function toTheSecond({ language }, atMs) {
const style = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
return new Intl.DateTimeFormat(language, style).format(atMs);
}
const LEVELS_OFFERED = ['flash', 'alert', 'urgent', 'routine'];
const DAY_H = 24;
function levelRadios({ prefix, words, changed }) {
const note = element('p', { class: 'levelNote', id: `${prefix}-level-note` });
const radios = LEVELS_OFFERED.map((level) => {
const radio = element('input', { type: 'radio', name: `${prefix}-level`, value: level, 'aria-describedby': note.id });
radio.addEventListener('change', () => {
setText(note, words.levelNotes[level]);
changed();
});
return { level, radio, label: element('label', { class: `level ${level}` }, radio, element('span', {}, words.levels[level])) };
});
const row = element('div', { class: 'levels' }, ...radios.map(({ label }) => label));
const made = element('fieldset', { class: 'field levelField' }, element('legend', {}, words.fields.level), row, note);
return { element: made, radios, note, input: radios[2].radio };
}
function kindChoices(words, kinds) {
return [['', words.kinds.none], ...kinds.map((kind) => [kind, words.kinds[kind] || kind])];
}
function stayChoices(words, expires) {
const { stays } = words;
const atMs = Date.parse(expires);
const usual = Number.isNaN(atMs) ? stays.usual : fill(stays.kept, { at: clock(words, atMs) });
const said = (hours) => (hours < DAY_H ? count(words, stays.hours, hours) : count(words, stays.days, hours / DAY_H));
return [['', usual], ...STAYS_H.map((hours) => [hours, said(hours)])];
}
function dirChoices({ dirs }) {
return [['', dirs.auto], ['ltr', dirs.ltr], ['rtl', dirs.rtl]];
}
const EXTENDING = /[\p{M}\u200c\u200d]/u;
let segmenter = null;
function graphemesIn(text) {
if (typeof Intl.Segmenter !== 'function') return joinedSigns(text);
segmenter = segmenter || new Intl.Segmenter(undefined, { granularity: 'grapheme' });
return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
function joinedSigns(text) {
const found = [];
for (const sign of text) {
if (found.length > 0 && EXTENDING.test(sign)) found[found.length - 1] += sign;
else found.push(sign);
}
return found;
}
const MEASURED_MAX = 20000;
function graphemes(text) {
return graphemesIn(text.slice(0, MEASURED_MAX).normalize('NFC').trim()).length;
}
function judge(text, { recommended, editorial, hard }) {
const count = graphemes(text);
if (count <= recommended) return { count, limit: recommended, grade: 'fine' };
if (count <= editorial) return { count, limit: editorial, grade: 'long' };
return { count, limit: hard, grade: count <= hard ? 'over' : 'refused' };
}
const UNTOLD = {
fields: {
'attribution.name': { recommended: 40, editorial: 60, hard: 80, required: true },
'attribution.role': { recommended: 30, editorial: 50, hard: 80, required: false },
statement: { recommended: 140, editorial: 210, hard: 280, required: true },
short: { recommended: 50, editorial: 53, hard: 55, required: false },
section: { recommended: 16, editorial: 24, hard: 32, required: false },
region: { recommended: 16, editorial: 24, hard: 32, required: false },
slug: { recommended: 18, editorial: 21, hard: 24, required: false },
link: { recommended: 200, editorial: 500, hard: 2000, required: false },
note: { recommended: 140, editorial: 210, hard: 280, required: true },
reason: { recommended: 100, editorial: 200, hard: 280, required: false },
},
levels: [
{ level: 'flash', confirm: true },
{ level: 'alert', confirm: true },
{ level: 'urgent', default: true, confirm: false },
{ level: 'routine', confirm: false },
],
source_kinds: ['correspondent', 'official', 'spokesperson', 'party', 'agency', 'document', 'unnamed'],
expires: { max_days: 7 },
};
const PATHS = { name: 'attribution.name', role: 'attribution.role', kind: 'attribution.kind', stays: 'expires' };
function pathOf(name) {
return PATHS[name] || name;
}
function isEmpty(value) {
return value.trim() === '';
}
function ruleText({ rule, limit }, words) {
return fill(words.rules[rule] || words.rules.other, { rule, limit });
}
function faultOf(error, { name, refused, words, texts }) {
const breaks = (value) => texts.broken(pathOf(name), value).some(({ rule }) => rule === error.rule);
const isLong = (value) => graphemes(value) > error.limit;
const known = { 'max-graphemes': isLong, required: isEmpty, 'min-graphemes': isEmpty }[error.rule];
const isAsItWas = (value) => value === refused;
return { name, text: ruleText(error, words), holds: known || (breaks(refused) ? breaks : isAsItWas) };
}
const SAID = {
flash: ['flash', 'فلاش', 'عاجل جدا', 'عاجل جدًا'],
alert: ['alert', 'breaking news', 'breaking', 'alerta', 'última hora', 'ultima hora', 'تنبيه', 'خبر عاجل'],
urgent: ['urgente', 'urgent', 'عاجل'],
};
const LEVEL_OF = new Map(Object.entries(SAID).flatMap(([level, texts]) => texts.map((text) => [text, level])));
const ANY = [...LEVEL_OF.keys()].sort((one, other) => other.length - one.length).join('|');
const AROUND = '\\[(*#\\])|\\p{Extended_Pictographic}\\ufe0f';
const IN_FRONT = new RegExp(`^[\\s${AROUND}]*(${ANY})(?:\\s*[${AROUND}:：!/]+\\s*[-–—]?|\\s+[-–—]+(?=\\s)|[-–—]+(?=\\s))\\s*(\\S.*)$`, 'isu');
const BREAKS = /[\n\v\f\r\u0085\u2028\u2029]+/;
const BULLET = /^(?:[•·▪◦*–-]|\d{1,2}[.)])\s+/u;
function levelIn(statement) {
const found = IN_FRONT.exec(statement.normalize('NFC'));
return found && { level: LEVEL_OF.get(found[1].toLowerCase()), said: found[1], statement: found[2] };
}
function linesIn(text) {
const lines = text.split(BREAKS).map((line) => line.trim()).filter(Boolean);
return lines.length > 1 && lines.every((line) => BULLET.test(line)) ? lines.map((line) => line.replace(BULLET, '')) : lines;
}
function fieldsOfSeries(lines, fields) {
return lines.map((line) => {
const loud = levelIn(line);
const statement = loud ? loud.statement : line;
const source = fields.name.trim() === '' ? sourceIn(statement) : null;
return { ...fields, series: [], short: '', statement, level: loud ? loud.level : fields.level, ...source };
});
}
const PILES = /[\p{M}\u200c\u200d]+/gu;
const MARKS = /\p{M}/gu;
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]/u;
const CROWDED = 31;
const EMBEDDING_END = '\u202c';
const ISOLATE_END = '\u2069';
const MENDINGS_MAX = 8;
class TextRules {
constructor(told) {
this._told = told;
this._spaces = new Set(charactersOf(told.spaces));
this._crowded = new RegExp(`(?:(?!${set(told.selectors.characters)})\\p{M}){${CROWDED}}`, 'u');
this._breaks = new RegExp(`[ ${members(told.line_breaks)}]+`, 'gu');
this._isBreak = new RegExp(set(told.line_breaks), 'u');
this._closedBy = new Map();
for (const sign of charactersOf(told.embeddings)) this._closedBy.set(sign, EMBEDDING_END);
for (const sign of charactersOf(told.isolates)) this._closedBy.set(sign, ISOLATE_END);
this._steps = this._stepsOf(told);
this._refused = Object.entries(told.refused).map(([rule, ranges]) => [rule, new RegExp(set(ranges), 'gu')]);
this._markup = new RegExp(told.markup, 'gu');
}
clean(given) {
let text = this._composed(given);
const cleaned = [];
for (const [rule, step] of this._steps) {
const after = step(text);
if (rule !== '' && after !== text) cleaned.push(rule);
text = after;
}
return { text: this._trimmed(text), cleaned };
}
broken(text, limit) {
const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
const broken = this._refused.filter(([, pattern]) => text.search(pattern) >= 0).map(([rule]) => ({ rule }));
if (piles(text).some((pile) => pile.match(MARKS).length > marksMax)) broken.push({ rule: 'combining-marks', limit: marksMax });
if (text.search(this._markup) >= 0) broken.push({ rule: 'markup' });
const points = [...text];
const pointsMax = this._told.code_points_per_grapheme * limit + this._told.code_points_more;
const clusters = graphemesIn(points.slice(0, pointsMax + 1).join(''));
if (clusters.length > limit) broken.push({ rule: 'max-graphemes', limit });
if (clusters.some((cluster) => [...cluster].length > clusterMax)) broken.push({ rule: 'max-cluster', limit: clusterMax });
if (points.length > pointsMax) broken.push({ rule: 'max-code-points', limit: pointsMax });
if (broken.length === 0 && text !== '' && !VISIBLE.test(text)) broken.push({ rule: 'visible' });
return broken;
}
mended(given) {
let text = this.clean(given).text;
for (let n = 0; n < MENDINGS_MAX; n += 1) {
const after = this.clean(this._withoutRefused(text)).text;
if (after === text) break;
text = after;
}
return text;
}
_withoutRefused(text) {
const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
let left = text.replace(/\t/g, ' ').replace(this._markup, '');
for (const [, pattern] of this._refused) left = left.replace(pattern, '');
left = left.replace(PILES, (pile) => upTo(pile, MARKS, marksMax));
return graphemesIn(left).map((cluster) => [...cluster].slice(0, clusterMax).join('')).join('');
}
_stepsOf({ dropped, tags, selectors, forms, bullets }) {
const flag = `${set(tags.flag)}${set(tags.flag_tags)}{${tags.least},${tags.most}}${set(tags.flag_end)}`;
const pairs = selectors.kept.map((one) => set(one.bases) + set(one.selectors)).join('|');
const blank = `[\\t${members(this._told.spaces)}]`;
return [
...Object.entries(dropped).map(([rule, ranges]) => [rule, dropping(`${set(ranges)}+`)]),
['tag', dropping(`(${flag})|${set(tags.characters)}`)],
['variation-selector', dropping(`(${pairs})|${set(selectors.characters)}`)],
...Object.entries(forms).map(([rule, ranges]) => [rule, inPlainLetters(set(ranges))]),
['line-break', (text) => text.replace(this._breaks, (run) => (this._isBreak.test(run) ? ' ' : run))],
['', (text) => this._trimmed(text)],
['unbalanced-bidi', (text) => this._balanced(text)],
['', (text) => this._composed(text)],
['bullet', dropping(`(^|${blank})(?:${set(bullets)}(?:${blank}+|$))+`)],
];
}
_composed(text) {
return this._crowded.test(text) ? text : text.normalize('NFC');
}
_trimmed(text) {
let start = 0;
let end = text.length;
while (start < end && this._spaces.has(text[start])) start += 1;
while (end > start && this._spaces.has(text[end - 1])) end -= 1;
return text.slice(start, end);
}
_balanced(text) {
const openUntil = [];
let isolates = 0;
let balanced = '';
for (const sign of text) {
const closing = this._closedBy.get(sign);
if (closing !== undefined) {
openUntil.push(closing);
isolates += closing === ISOLATE_END ? 1 : 0;
balanced += sign;
} else if (sign === ISOLATE_END) {
if (isolates === 0) continue;
isolates -= 1;
let last = '';
while (last !== ISOLATE_END) {
last = openUntil.pop();
balanced += last;
}
} else if (sign === EMBEDDING_END) {
if (openUntil[openUntil.length - 1] === EMBEDDING_END) balanced += openUntil.pop();
} else {
balanced += sign;
}
}
return balanced + openUntil.reverse().join('');
}
}
function members(ranges) {
return ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('');
}
function set(ranges) {
return `[${members(ranges)}]`;
}
function charactersOf(ranges) {
const each = ([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));
return [].concat(...ranges.map(each));
}
function dropping(source) {
const pattern = new RegExp(source, 'gu');
return (text) => text.replace(pattern, (_, kept) => (typeof kept === 'string' ? kept : ''));
}
function inPlainLetters(source) {
const pattern = new RegExp(source, 'gu');
return (text) => text.replace(pattern, (form) => form.normalize('NFKC').replace(/^ /, ''));
}
function piles(text) {
return (text.match(PILES) || []).filter((pile) => pile.search(MARKS) >= 0);
}
function upTo(text, pattern, most) {
let count = 0;
return text.replace(pattern, (found) => {
count += 1;
return count > most ? '' : found;
});
}
class Texts {
#rules = null;
#fields = new Set();
#limits;
#words;
#named;
constructor(constraints, words) {
this.#words = words;
this.#limits = constraints.fields;
this.#named = constraints.cleaned || {};
if (!constraints.text) return;
this.#rules = new TextRules(constraints.text);
this.#fields = new Set(constraints.text.fields);
}
clean(field, given) {
if (!this.#fields.has(field)) return { text: given, said: '' };
const { text, cleaned } = this.#rules.clean(given);
if (cleaned.length === 0) return { text: given, said: '' };
const what = cleaned.map((name) => sentenceIn(this.#named[name], this.#words) || name).join(', ');
return { text, said: fill(this.#words.cleaned, { what }) };
}
broken(field, given) {
if (!this.#fields.has(field)) return [];
const { text } = this.#rules.clean(given);
return this.#rules.broken(text, this.#limits[field].hard).map((error) => ({ field, ...error }));
}
mended(field, given) {
return this.#fields.has(field) ? this.#rules.mended(given) : given;
}
}
function withRules(words, constraints) {
const told = Object.entries(constraints.rules || {}).map(([rule, sentences]) => [rule, sentenceIn(sentences, words)]);
return { ...words, rules: { ...words.rules, ...Object.fromEntries(told) } };
}
function sentenceIn(sentences, { language }) {
return sentences && (sentences[language] || sentences.en);
}
const LATIN = new Set(['section', 'region', 'link']);
const PASTING = new Set(['insertFromPaste', 'insertFromDrop', 'insertFromYank', 'insertFromPasteAsQuotation']);
class Fields {
#prefix;
#words;
#limits;
#feed;
#changed;
#tell;
#pasted;
#texts;
#boxes = new Map();
#rest = { expires: '', replaces: '' };
constructor({ prefix, words, constraints, feed, tell, changed, pasted = null }) {
this.#prefix = prefix;
this.#words = words;
this.#limits = constraints.fields;
this.#texts = new Texts(constraints, words);
this.#feed = feed;
this.#tell = tell;
this.#changed = changed;
this.#pasted = pasted;
}
text(name, { tag = 'input', isOptional = true, ...attributes } = {}) {
const input = element(tag, { type: tag === 'input' ? 'text' : null, autocomplete: 'off', spellcheck: 'true', ...attributes });
const counter = element('p', { class: 'counter', id: `${this.#prefix}-${name}-count` });
const box = this.#box(name, input, counter, isOptional);
input.addEventListener('input', ({ inputType }) => {
if (tag === 'textarea' && PASTING.has(inputType)) this.#takeLines(input);
this.#written(name);
if (PASTING.has(inputType)) this.#clean(name);
});
input.addEventListener('change', () => this.#clean(name));
this.#written(name, true);
return box;
}
choice(name, options) {
const input = element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
input.addEventListener('change', () => {
this.#drawFaults(this.#boxes.get(name));
this.#changed();
});
return this.#box(name, input, null, null);
}
levels() {
const { element: made, ...levels } = levelRadios({ prefix: this.#prefix, words: this.#words, changed: () => this.#changed() });
this.#boxes.set('level', levels);
return made;
}
kind(kinds) {
return this.choice('kind', kindChoices(this.#words, kinds));
}
stays(expires) {
return this.choice('stays', stayChoices(this.#words, expires));
}
direction() {
const box = this.choice('dir', dirChoices(this.#words));
this.input('dir').addEventListener('change', () => this.#written('statement', true));
return box;
}
get value() {
const fields = { ...blankDraft('urgent'), ...this.#rest };
for (const [name, { input, radios }] of this.#boxes) {
fields[name] = radios ? radios.find(({ radio }) => radio.checked).level : input.value;
}
return fields;
}
set(fields) {
this.#rest = { expires: fields.expires, replaces: fields.replaces };
for (const [name, { input, radios, note }] of this.#boxes) {
if (!radios) {
input.value = fields[name] || '';
this.#written(name, true);
this.#drawFaults(this.#boxes.get(name));
continue;
}
for (const { level, radio } of radios) radio.checked = level === fields.level;
setText(note, this.#words.levelNotes[fields.level]);
}
}
input(name) {
return this.#boxes.get(name).input;
}
face(feed) {
this.#feed = feed;
for (const name of this.#boxes.keys()) this.#written(name, true);
}
prepare() {
const found = [];
for (const [name, { counter, input }] of this.#boxes) {
if (!counter) continue;
this.#clean(name);
found.push(...this.#texts.broken(pathOf(name), input.value).map((error) => this.#fault(name, error)));
}
this.#show(found);
return found.length === 0;
}
showMissing(names) {
this.#show(names.map((name) => ({ name, text: this.#words.needed, holds: isEmpty })));
}
get isFaulty() {
return [...this.#boxes.values()].some(({ input, faults = [] }) => faults.some(({ holds }) => holds(input.value)));
}
showErrors(errors) {
const nameOf = ({ field }) => [...this.#boxes.keys()].find((name) => pathOf(name) === field);
this.#show(errors.filter(nameOf).map((error) => this.#fault(nameOf(error), error)));
return errors.filter((error) => !nameOf(error)).map((error) => `${error.field}: ${ruleText(error, this.#words)}`);
}
#fault(name, error) {
return faultOf(error, { name, refused: this.value[name], words: this.#words, texts: this.#texts });
}
#show(found) {
for (const [name, box] of this.#boxes) {
box.faults = found.filter((fault) => fault.name === name);
this.#drawFaults(box);
}
const first = [...this.#boxes.keys()].find((name) => found.some((fault) => fault.name === name));
if (first === undefined) return;
const { input } = this.#boxes.get(first);
const folded = input.closest('details');
if (folded) folded.open = true;
input.focus();
}
#drawFaults({ input, error, mend, mended, faults = [] }) {
if (error === undefined) return;
const texts = faults.filter(({ holds }) => holds(input.value)).map(({ text }) => text);
mend.hidden = texts.length === 0 || mended(input.value) === input.value;
setText(error, texts.join(' '));
if (texts.length > 0) input.setAttribute('aria-invalid', 'true');
else input.removeAttribute('aria-invalid');
}
#box(name, input, counter, isOptional) {
const { fields, hints, optional } = this.#words;
const id = `${this.#prefix}-${name}`;
const error = element('p', { class: 'error', id: `${id}-error` });
const hint = hints[name] ? element('p', { class: 'hint', id: `${id}-hint` }, hints[name]) : null;
const note = element('p', { class: 'cleaned', id: `${id}-cleaned` });
const mended = (value) => this.#texts.mended(pathOf(name), value);
const mend = button(this.#words.mend, 'chip mend', () => this.#mend(name));
mend.hidden = true;
mend.setAttribute('aria-describedby', error.id);
const described = [hint, counter, error, note].filter(Boolean).map((part) => part.id);
Object.assign(input, { id });
input.setAttribute('aria-describedby', described.join(' '));
if (isOptional === false) input.setAttribute('aria-required', 'true');
const label = element('label', { for: id }, fields[name], isOptional ? element('span', { class: 'optional' }, ` (${optional})`) : null);
this.#boxes.set(name, { input, counter, error, mend, mended, note, grade: 'fine', faults: [] });
return element('div', { class: `field ${name}Field` }, label, hint, input, element('div', { class: 'under' }, error, mend, counter), note);
}
#written(name, isByUs = false) {
const box = this.#boxes.get(name);
if (!box || !box.counter) return;
const { input, counter } = box;
this.#straighten(input);
const isLatin = LATIN.has(name);
input.dir = isLatin ? 'ltr' : this.#dirOf(name, input.value);
input.lang = isLatin ? 'en' : this.#feed.language;
const { count: n, limit, grade } = judge(input.value, this.#limits[pathOf(name)]);
const counted = fill(this.#words.counter, { n: number(this.#words, n, 0), limit: number(this.#words, limit, 0) });
const said = [counted, this.#words.grades[grade]].filter(Boolean).join(': ');
setText(counter, n === 0 ? '' : said);
counter.dataset.grade = grade;
if (isByUs) return;
setText(box.note, '');
this.#drawFaults(box);
if (grade !== box.grade && grade !== 'fine') this.#tell(said);
box.grade = grade;
this.#changed();
}
#dirOf(name, text) {
const choice = name === 'statement' ? this.#boxes.get('dir') : undefined;
return (choice && choice.input.value) || directionOf(text, this.#feed.dir);
}
#clean(name) {
const { input, note } = this.#boxes.get(name);
const { text, said } = this.#texts.clean(pathOf(name), input.value);
if (said === '') return;
input.value = text;
this.#written(name, true);
setText(note, said);
this.#tell(said);
this.#changed();
}
#mend(name) {
const { input, mended } = this.#boxes.get(name);
input.value = mended(input.value);
this.#written(name);
input.focus();
}
#takeLines(input) {
const lines = linesIn(input.value);
if (this.#pasted === null || lines.length < 2) return;
input.value = '';
this.#pasted(lines.map((line) => this.#texts.clean('statement', line).text).filter(Boolean));
}
#straighten(input) {
const straight = onOneLine(input.value);
if (straight === input.value) return;
const at = input.selectionStart;
input.value = straight;
input.setSelectionRange(at, at);
}
}
function offerIn({ statement, name }, words, take) {
const loud = levelIn(statement);
const found = loud || (name.trim() === '' ? sourceIn(statement) : null);
if (found === null) return null;
const { said, ...fields } = found;
const text = loud ? fill(words.isLevel, { level: words.levels[loud.level], said }) : fill(words.isSource, { name: found.name });
return button(text, 'chip', () => take(fields));
}
const LABELS = {
en: { flash: 'Flash', alert: 'Breaking', urgent: 'Urgent', routine: 'News', correction: 'Correction' },
ar: { flash: 'خبر عاجل', alert: 'تنبيه', urgent: 'عاجل', routine: 'أخبار', correction: 'تصحيح' },
de: { flash: 'Blitz', alert: 'Eilmeldung', urgent: 'Dringend', routine: 'Nachrichten', correction: 'Korrektur' },
es: { flash: 'Flash', alert: 'Última hora', urgent: 'Urgente', routine: 'Noticias', correction: 'Corrección' },
fa: { flash: 'فوق‌العاده', alert: 'هشدار', urgent: 'فوری', routine: 'خبر', correction: 'تصحیح' },
fr: { flash: 'Flash', alert: 'Alerte', urgent: 'Urgent', routine: 'Actualité', correction: 'Correction' },
he: { flash: 'מבזק', alert: 'התרעה', urgent: 'דחוף', routine: 'חדשות', correction: 'תיקון' },
};
const RIGHT_TO_LEFT = ['ar', 'fa', 'he'];
function labelIn(language, name) {
const code = String(language || 'en').toLowerCase().split('-', 1)[0];
const known = Object.keys(LABELS).includes(code) ? code : 'en';
return { text: LABELS[known][name], language: known, dir: RIGHT_TO_LEFT.includes(known) ? 'rtl' : 'ltr' };
}
const ELLIPSIS = '…';
const JOINED = /[\p{M}\u200c\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/u;
function pagesFor(text, fits) {
if (fits(text)) return [text];
const pages = [];
let rest = text;
while (rest !== '') {
const head = pages.length > 0 ? ELLIPSIS : '';
if (fits(head + rest)) {
pages.push(head + rest);
break;
}
const taken = firstPart(rest, (part) => fits(head + part + ELLIPSIS));
pages.push(head + taken.trim() + ELLIPSIS);
rest = rest.slice(taken.length).trim();
}
return pages;
}
function firstPart(text, fits) {
const words = text.split(/(\s+)/);
const count = mostThatFit(words.length, (n) => fits(words.slice(0, n).join('').trim()));
const whole = words.slice(0, count).join('');
if (whole.trim() !== '') return whole;
const signs = clusters(text);
return signs.slice(0, Math.max(1, mostThatFit(signs.length, (n) => fits(signs.slice(0, n).join(''))))).join('');
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
if (last >= 0 && (JOINED.test(sign) || found[last].endsWith('\u200d'))) found[last] += sign;
else found.push(sign);
}
return found;
}
const LEVELS = {
flash: 'assertive',
alert: 'polite',
urgent: 'polite',
routine: null,
};
const FLASH_MS = 600000;
const NAMES_OF_LEVELS = Object.keys(LEVELS);
function levelOf(entry) {
return NAMES_OF_LEVELS[rankOf(entry)];
}
function levelNow(entry, serverNowMs) {
const level = levelOf(entry);
if (level !== 'flash') return level;
const atMs = Date.parse(entry.type === 'refile' ? entry.first_created : entry.version_created);
return serverNowMs !== null && serverNowMs - atMs < FLASH_MS ? 'flash' : 'alert';
}
function rankOf(entry) {
const rank = NAMES_OF_LEVELS.indexOf(entry && entry.level);
return rank < 0 ? 3 : rank;
}
function aloud(entry, serverNowMs) {
return LEVELS[levelNow(entry, serverNowMs)];
}
const TURNED = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const D = '[\\d٠-٩۰-۹]';
const RUN = new RegExp(`(^|[\\s(«“"]|[ء-ۿ](?![+\\-−±(]))((?:[+\\-−±]|\\([+0]${D}+\\) ?)?[$€£]?${D}(?:[ .,:/\\-–—]?${D}| ?\\(${D}+\\))*[%‰$€£]?)`, 'gu');
const TELEPHONE = new RegExp(`^[+(]|^0${D}+[ -]${D}`, 'u');
const ONE = `(?:${D}{1,3}(?: ${D}{3})+|${D}+(?:[.,:/]${D}+)*)`;
const RANGE = new RegExp(`(?:^[-−±])?[$€£]?${ONE}(?:[-–—]${ONE})+[%‰$€£]?`, 'gu');
const DASH = new RegExp(`(${D})[-–—]`, 'gu');
const APART = new RegExp(`^[-−±$€£]+\\d|\\d[%‰$€£]$|^${D}{1,3}( ${D}{3})+$`, 'u');
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
return numbersApart(text).map((part, n) => (n % 2 > 0 ? element('bdi', { dir: 'ltr' }, part) : part));
}
const COMMA = { ar: '، ', ckb: '، ', fa: '، ', ps: '، ', sd: '، ', ug: '، ', ur: '، ', ja: '、', zh: '，' };
function wordsOf(entry, form) {
return form === 'short' && entry.short ? entry.short : entry.statement;
}
function sourceOf({ attribution, language }) {
if (!attribution) return '';
const { name, role } = attribution;
const code = String(language || '').toLowerCase().split('-', 1)[0];
const comma = Object.prototype.hasOwnProperty.call(COMMA, code) ? COMMA[code] : ', ';
return role ? name + comma + role : name;
}
function plateOf(entry, { words, label, page = 0, pages = 1 }) {
const { lang, dir } = tongue(entry);
const said = labelIn(entry.language, label || levelOf(entry));
const source = sourceOf(entry);
const classes = ['plate', levelOf(entry), label, pages > 1 ? 'paged' : null].filter(Boolean).join(' ');
const marked = element('span', { class: 'label', lang: said.language, dir: said.dir }, said.text);
const named = source === '' ? null : element('p', { class: 'source', lang, dir: 'auto' }, element('bdi', null, source));
return element(
'div',
{ class: classes, dir, 'data-id': entry.id, 'data-version': entry.version, 'data-page': page },
element('div', { class: 'head' }, marked, named),
element('p', { class: 'words', lang, dir }, ...withNumbers(words)),
pages > 1 ? element('span', { class: 'pages', dir: 'ltr' }, `${page + 1}/${pages}`) : null,
);
}
const STEPS = {
landscape: [[56, 2], [48, 2], [42, 3], [38, 3]],
portrait: [[56, 5], [50, 6], [44, 7], [40, 7]],
};
const SMALLEST = 26;
const SOURCE_ROWS = { landscape: 2, portrait: 4 };
function fitted(stage, entry, { label, form, shape }) {
const words = wordsOf(entry, form);
const plate = plateOf(entry, { words, label });
plate.classList.add('measure');
stage.append(plate);
try {
for (const [size, rows] of STEPS[shape]) {
if (fits(plate, words, { size, rows, sourceRows: SOURCE_ROWS[shape] })) return { size, pages: [words] };
}
const [size, rows] = STEPS[shape][STEPS[shape].length - 1];
return { size, pages: pagesFor(words, (part) => fits(plate, part, { size, rows, sourceRows: Infinity })) };
} finally {
plate.remove();
}
}
function sized(plate, size) {
const sizes = { '--size': size, '--label-size': Math.max(SMALLEST, size * 0.6), '--source-size': Math.max(SMALLEST, size * 0.68) };
for (const name of Object.keys(sizes)) plate.style.setProperty(name, `calc(var(--u) * ${sizes[name]})`);
return plate;
}
function fits(plate, words, { size, rows, sourceRows }) {
sized(plate, size);
const said = plate.querySelector('.words');
const source = plate.querySelector('.source');
said.textContent = words;
return rowsOf(said) <= rows && isWide(said) && (!source || (rowsOf(source) <= sourceRows && isWide(source)));
}
function rowsOf(box) {
const style = getComputedStyle(box);
return Math.round(box.getBoundingClientRect().height / parseFloat(style.lineHeight));
}
function isWide(box) {
return box.scrollWidth <= box.clientWidth + 1;
}
const STYLE = `
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
const LEAVING_MS = 260;
const FITS_KEPT = 100;
class Stage {
constructor(host, changed) {
this._host = host;
this._changed = changed;
this._root = host.attachShadow({ mode: 'open' });
this._box = element('div', { class: 'stage' });
this._shown = null;
this._leaving = null;
this._waiting = [];
this._coming = null;
this._fits = new Map();
this._shape = 'landscape';
this._size = '';
dress(this._root);
this._root.append(this._box);
}
get shown() {
return [this._shown, this._leaving].filter(Boolean).map(({ entry }) => entry);
}
get isMeasured() {
return this._size !== '';
}
measure() {
const width = this._host.clientWidth;
const height = this._host.clientHeight;
const size = `${width} ${height}`;
if (size === this._size || width === 0 || height === 0) return false;
this._size = size;
this._shape = height > width ? 'portrait' : 'landscape';
const unit = this._shape === 'portrait' ? width / 1080 : Math.min(width / 1920, height / 1080);
this._box.style.setProperty('--u', `${unit}px`);
this._box.className = `stage ${this._shape}`;
this._fits.clear();
return true;
}
fit(entry, { label, form }) {
const key = [entry.id, entry.version, label, form, JSON.stringify(entry.statement)].join(' ');
if (!this._fits.has(key)) {
if (this._fits.size > FITS_KEPT) this._fits.clear();
this._fits.set(key, fitted(this._box, entry, { label, form, shape: this._shape }));
}
return this._fits.get(key);
}
show(air, { isCut, form }) {
const key = air === null ? null : [air.entry.id, air.entry.version, air.page, air.label].join(' ');
const isSame = this._shown !== null && this._shown.key === key;
if (isCut && !isSame) this.cut();
if (isSame || (air === null && this._shown === null && this._coming === null)) return;
this._coming = null;
this._leave();
if (air === null) return;
if (this._leaving) this._coming = () => this._enter(key, air, form, false);
else this._enter(key, air, form, isCut);
}
gone() {
return new Promise((resolve) => (this._leaving ? this._waiting.push(resolve) : resolve()));
}
cut() {
const had = this._shown || this._leaving;
if (this._leaving) clearTimeout(this._leaving.timer);
this._shown = null;
this._leaving = null;
this._coming = null;
this._box.textContent = '';
this._release();
if (had) this._changed();
}
cutUnless(holds) {
if (this.shown.some((entry) => !holds(entry))) this.cut();
}
_enter(key, air, form, isCut) {
const { size, pages } = this.fit(air.entry, { label: air.label, form });
const page = Math.min(air.page, pages.length - 1);
const plate = plateOf(air.entry, { words: pages[page], label: air.label, page, pages: pages.length });
sized(plate, size);
if (!isCut) plate.classList.add('entering');
this._box.append(plate);
this._shown = { key, plate, entry: air.entry };
if (!isCut) {
plate.getBoundingClientRect();
plate.classList.remove('entering');
}
this._changed();
}
_leave() {
if (!this._shown) return;
if (this._leaving) this._gone();
const { plate, entry } = this._shown;
this._shown = null;
plate.classList.add('leaving');
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
}
function dress(root) {
try {
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];
} catch (_) {
root.append(element('style', null, STYLE));
}
}
const PICTURE_WIDTH = 1920;
class Preview {
#words;
#strip = element('div', { class: 'previewStrip' });
#third = element('div', { class: 'thirdStage' });
#warning = element('p', { class: 'warning', hidden: '' });
#measure = element('div', { class: 'thirdMeasure' });
#stage = new Stage(this.#measure, () => {});
#drawn = 0;
constructor(words) {
this.#words = words;
this.element = element(
'section',
{ class: 'preview', 'aria-label': words.preview },
element('h2', {}, words.onStrip),
this.#strip,
element('h2', {}, words.onScreen),
this.#third,
this.#warning,
element('div', { class: 'unseen' }, this.#measure),
);
}
draw(entry) {
const isEmpty = entry.statement === '' && entry.attribution.name === '';
this.element.hidden = isEmpty;
place(this.#strip, [this.#drawLine(entry)]);
if (isEmpty) {
place(this.#third, []);
return;
}
this.#stage.measure();
this.#drawn += 1;
const { size, pages } = this.#stage.fit({ ...entry, version: this.#drawn }, { label: null, form: 'short' });
place(this.#third, [drawThird(entry, { size, said: pages[0] })]);
this.#warning.hidden = pages.length === 1;
setText(this.#warning, pages.length > 1 ? count(this.#words, this.#words.screenPages, pages.length) : '');
}
#drawLine(entry) {
const line = element('p', { class: `stripLine ${levelOf(entry)}` }, levelLabel(entry, this.#words), ' ', drawHeadline(entry));
line.dir = tongue(entry).dir;
return line;
}
}
function levelLabel(entry, words) {
const level = levelOf(entry);
return element('span', { class: `levelLabel ${level}`, lang: words.language, dir: words.dir }, words.levels[level]);
}
function drawHeadline(entry) {
const { name, role } = entry.attribution;
return element(
'span',
{ class: 'headline', ...tongue(entry) },
element('bdi', { class: 'name' }, name || '…'),
role ? element('bdi', { class: 'role' }, ` ${role}`) : null,
' ',
element('bdi', { class: 'statement', dir: tongue(entry).dir }, ...withNumbers(entry.statement || '…')),
);
}
function drawThird(entry, { size, said }) {
const { name, role } = entry.attribution;
const level = levelOf(entry);
const label = labelIn(entry.language, level);
const third = element(
'div',
{ class: `third ${level}`, ...tongue(entry) },
element('p', { class: 'thirdWho' }, element('span', { class: `levelLabel ${level}`, lang: label.language, dir: label.dir }, label.text), element('bdi', { class: 'name' }, name || '…'), role ? element('bdi', { class: 'role' }, role) : null),
element('p', { class: 'thirdText' }, element('bdi', { dir: tongue(entry).dir }, ...withNumbers(said || '…'))),
);
third.style.setProperty('--size', `${(100 * size) / PICTURE_WIDTH}cqi`);
return third;
}
const NAMES = { corrections: 'correct', refiles: 'refile', hold: 'hold', release: 'release' };
class EditDialog {
#entry;
#context;
#act;
#stands = element('div', { class: 'stands' });
#split = element('div', { class: 'split' });
#dialog;
constructor(context, { act, entry, fields = null, isConflict = false, closed }) {
const { words, constraints } = context;
this.#context = context;
this.#act = act;
this.#entry = entry;
const begin = fields || fieldsOf(entry, context.feed.dir);
const form = new Fields({ prefix: 'edit', ...context, changed: () => this.#drawSplit(form) });
const parts = [
element('p', { class: 'hint' }, words[NAMES[act]].says),
this.#stands,
act === 'corrections' ? form.text('note', { isOptional: false }) : null,
form.text('statement', { tag: 'textarea', rows: '3', isOptional: false }),
this.#split,
element('div', { class: 'who' }, form.text('name', { isOptional: false }), form.text('role'), form.kind(constraints.source_kinds)),
form.levels(),
form.text('short'),
element('details', {}, element('summary', {}, words.more), form.text('section'), form.text('region'), form.text('slug'), form.text('link', { type: 'url' }), form.stays(begin.expires), form.direction()),
].filter(Boolean);
const agree = () => this.#agree(form);
this.#dialog = new Dialog({ title: words[NAMES[act]].title, go: words[NAMES[act]].go, words, parts, agree, closed });
form.set(begin);
this.#drawSplit(form);
this.#drawStanding(isConflict);
this.#dialog.open(form.input(act === 'corrections' ? 'note' : 'statement'));
}
draw({ entry }) {
if (!entry || entry.version <= this.#entry.version) return;
this.#entry = entry;
this.#drawStanding(true);
}
#drawSplit(form) {
const offer = offerIn(form.value, this.#context.words, (found) => {
form.set({ ...form.value, ...found });
this.#drawSplit(form);
form.input('statement').focus();
});
place(this.#split, [offer].filter(Boolean));
}
#drawStanding(isNews) {
const { words } = this.#context;
const version = number(words, this.#entry.version, 0);
const says = this.#entry.pubstatus === 'usable' ? drawHeadline(this.#entry) : words.heldWords;
place(this.#stands, [element('p', {}, fill(words.outbox.stands, { version }), ' ', says)]);
this.#dialog.complain(isNews ? fill(words.conflictNow, { version }) : '');
}
#agree(form) {
const lacking = missing(form.value, this.#act);
form.showMissing(lacking);
if (lacking.length > 0 || !form.prepare()) return false;
const body = bodyOf(form.value, this.#act, this.#context.nowMs());
this.#context.file({ act: this.#act, entry: this.#entry, body, fields: form.value });
return true;
}
}
class AskDialog {
#entry;
constructor(context, { act, entry, spoken, closed }) {
const { words } = context;
this.#entry = entry;
const form = new Fields({ prefix: 'ask', ...context, changed: () => {} });
const says = element('p', { class: 'stands' }, spoken ? drawHeadline(spoken) : words.heldWords);
const parts = [says, element('p', { class: 'hint' }, words[act].says), form.text('reason')];
const agree = () => form.prepare() && context.file({ act, entry: this.#entry, body: reasonIn(form) });
new Dialog({ title: words[act].title, go: words[act].go, words, parts, agree, closed }).open();
}
draw({ entry }) {
if (entry && entry.version > this.#entry.version) this.#entry = entry;
}
}
function reasonIn(form) {
const reason = form.value.reason.trim();
return reason === '' ? {} : { reason };
}
function confirmLevel({ words, entry, feed, agree }) {
const level = words.levels[entry.level];
const does = words.confirmLevel.does[entry.level];
const parts = [element('p', { class: 'stands' }, drawHeadline(entry)), does ? element('p', { class: 'hint' }, fill(does, { feed: feed.title })) : null].filter(Boolean);
const titles = { title: fill(words.confirmLevel.title, { level }), go: fill(words.confirmLevel.go, { level }) };
return new Dialog({ ...titles, words, parts, agree }).open();
}
function confirmSeries({ words, n, entries, agree }) {
const list = element('ul', { role: 'list' }, ...entries.map((entry) => element('li', {}, levelLabel(entry, words), ' ', drawHeadline(entry))));
const title = count(words, words.series.confirm, entries.length);
return new Dialog({ title, go: count(words, words.series.file, n), words, parts: [element('div', { class: 'stands' }, list)], agree }).open();
}
function confirm({ words, title, go, says, agree }) {
const parts = says.map((text) => element('p', {}, text));
return new Dialog({ title, go, words, parts, isGrave: true, agree }).open();
}
function showHelp(words) {
const rows = words.help.keys.map(([keys, does]) => element('div', {}, element('dt', {}, element('kbd', { dir: 'ltr' }, keys)), element('dd', {}, does)));
return new Dialog({ title: words.help.title, words, parts: [element('dl', { class: 'keys' }, ...rows)] }).open();
}
const PREFIX = 'ticker composer ';
class Kept {
#memory = new Map();
constructor(storage = storageHere()) {
this.storage = storage;
}
get isLasting() {
return this.storage !== null;
}
get(name) {
if (this.#memory.has(name)) return this.#memory.get(name);
try {
return JSON.parse(this.storage.getItem(PREFIX + name));
} catch (_) {
return null;
}
}
set(name, value) {
try {
this.storage.setItem(PREFIX + name, JSON.stringify(value));
this.#memory.delete(name);
return true;
} catch (_) {
this.#memory.set(name, value);
return false;
}
}
remove(name) {
this.#memory.delete(name);
try {
this.storage.removeItem(PREFIX + name);
} catch (_) {
}
}
names(beginning) {
const found = new Set([...this.#memory.keys()].filter((name) => name.startsWith(beginning)));
for (const stored of this.#stored()) {
if (stored.startsWith(PREFIX + beginning)) found.add(stored.slice(PREFIX.length));
}
return [...found];
}
#stored() {
try {
return Object.keys(this.storage);
} catch (_) {
return [];
}
}
follow(changed) {
const heard = ({ key }) => key !== null && key.startsWith(PREFIX) && changed(key.slice(PREFIX.length));
addEventListener('storage', heard);
return () => removeEventListener('storage', heard);
}
}
function storageHere() {
try {
const probe = `${PREFIX}probe`;
localStorage.setItem(probe, '1');
localStorage.removeItem(probe);
return localStorage;
} catch (_) {
return null;
}
}
function mint() {
return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
const ANSWER_WITHIN_MS = 10000;
class Unreachable extends Error {}
const SERVER = new URL('../../', document.baseURI).href;
async function askService(method, path, { headers = {}, body = null } = {}) {
const patience = new AbortController();
const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
try {
const answer = await fetch(SERVER + path, { method, headers, body, signal: patience.signal, cache: 'no-store' });
return { status: answer.status, ok: answer.ok, headers: answer.headers, body: await bodyIn(answer) };
} catch (failed) {
throw new Unreachable(String(failed));
} finally {
clearTimeout(timer);
}
}
function unreachable(failed) {
if (!(failed instanceof Unreachable)) throw failed;
return null;
}
async function bodyIn(answer) {
const text = await answer.text();
try {
return JSON.parse(text);
} catch (_) {
return null;
}
}
function retryAfterMs(headers) {
const seconds = Number(headers.get('Retry-After'));
return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : 0;
}
const ON_OWN = new Set(['corrections', 'refiles']);
const FILERS = new Set(['correspondent', 'editor', 'admin']);
const EDITORS = new Set(['editor', 'admin']);
function mayAct({ role }, act, { pubstatus, isOwn, isExpired = false }) {
if (!isPossible(act, pubstatus, isExpired)) return false;
return EDITORS.has(role) || (role === 'correspondent' && isOwn && ON_OWN.has(act));
}
function isPossible(act, pubstatus, isExpired) {
if (pubstatus === 'canceled') return false;
if (act === 'hold') return pubstatus === 'usable';
if (act === 'release') return pubstatus === 'withheld' && !isExpired;
return true;
}
function seesSurfaces({ role }) {
return EDITORS.has(role);
}
function feedsOf({ role, feeds }, served) {
if (!FILERS.has(role)) return [];
return served.filter(({ slug }) => role === 'admin' || feeds.includes('*') || feeds.includes(slug));
}
function feedToBegin(feeds, slugs, language) {
const named = slugs.map((slug) => feeds.find((feed) => feed.slug === slug)).find(Boolean);
return named || feeds.find((feed) => primary(feed.language) === language) || feeds[0];
}
class Bar {
#words;
#state = element('p', { class: 'state' });
#text = element('span', {});
#edition = null;
constructor({ words, who, feeds, feed, face, speak, signOut, help }) {
this.#words = words;
this.#state.append(element('span', { class: 'lamp', 'aria-hidden': 'true' }), this.#text);
this.#edition = element('select', { id: 'edition' }, ...feeds.map(({ slug, title }) => element('option', { value: slug }, title)));
this.#edition.value = feed;
this.#edition.addEventListener('change', () => face(this.#edition.value));
this.element = element(
'header',
{ class: 'bar' },
element('a', { class: 'skip', href: '#new-statement' }, words.skip),
element('p', { class: 'mark' }, element('span', { lang: 'en', dir: 'ltr' }, 'ticker'), ' ', element('span', { class: 'what' }, words.composer)),
element('p', { class: 'edition' }, element('label', { for: 'edition' }, words.edition), ' ', this.#edition),
this.#state,
element(
'div',
{ class: 'me' },
element('p', { class: 'whoami' }, element('bdi', {}, who.name), ' ', element('span', { class: 'role' }, words.roles[who.role] || who.role)),
languageChoice(words, speak),
button(words.help.go, 'quiet helpButton', help),
button(words.signOut.go, 'quiet', signOut),
),
);
}
draw(state, at) {
this.#state.dataset.state = state;
setText(this.#text, fill(this.#words.states[state], { at }));
return this.#text.textContent;
}
}
function languageChoice(words, speak) {
const options = LANGUAGES.map(({ language, called }) => element('option', { value: language, lang: language }, called));
const choice = element('select', { id: 'language', class: 'languages' }, ...options);
choice.value = words.language;
choice.addEventListener('change', () => speak(choice.value));
return element('p', { class: 'language' }, element('label', { for: 'language' }, words.languageOf), ' ', choice);
}
function signInForm({ words, again = false, signIn, done }) {
const said = words.signIn;
const key = element('input', {
id: 'key',
type: 'password',
autocomplete: 'current-password',
autocapitalize: 'off',
spellcheck: 'false',
dir: 'ltr',
'aria-describedby': 'key-hint key-error',
'aria-required': 'true',
});
const go = element('button', { type: 'submit', class: 'main' }, said.go);
const error = element('p', { class: 'error', id: 'key-error', role: 'alert' });
const form = element(
'form',
{ class: 'signIn', novalidate: '' },
again ? element('p', { class: 'warning' }, said.again) : null,
element('input', { type: 'text', autocomplete: 'username', value: 'ticker', hidden: '', readonly: '', 'aria-hidden': 'true', tabindex: '-1' }),
element('label', { for: 'key' }, said.key),
key,
element('p', { class: 'hint', id: 'key-hint' }, said.hint),
error,
go,
);
const complain = (text) => {
setText(error, '');
setText(error, text);
key.setAttribute('aria-invalid', 'true');
key.focus();
};
key.addEventListener('input', () => {
setText(error, '');
key.removeAttribute('aria-invalid');
});
form.addEventListener('submit', async (happened) => {
happened.preventDefault();
const typed = key.value.trim();
if (typed === '') return complain(said.empty);
go.disabled = true;
setText(go, said.busy);
const { who, why } = await signIn(typed);
go.disabled = false;
setText(go, said.go);
if (who === null) return complain(said[why]);
key.value = '';
return done(who);
});
return form;
}
function signInPage(words, { speak, ...given }) {
const mark = element('p', { class: 'mark' }, element('span', { lang: 'en', dir: 'ltr' }, 'ticker'), ' ', element('span', { class: 'what' }, words.composer));
const heading = element('h1', {}, words.signIn.title);
return element('main', { class: 'door' }, mark, heading, signInForm({ words, ...given }), languageChoice(words, speak));
}
const KEPT = 'who';
async function whoIsHere(kept) {
const before = kept.get(KEPT);
if (before === null && kept.isLasting) return { who: null, isOffline: false };
try {
const answer = await askService('GET', 'v1/session');
const hasLeft = before !== null && kept.get(KEPT) === null;
if (hasLeft) return { who: null, isOffline: false };
if (answer.ok) return { who: rememberWho(kept, answer.body), isOffline: false };
if (answer.status !== 401) return { who: kept.get(KEPT), isOffline: true };
return { who: null, isOffline: false };
} catch (failed) {
if (!(failed instanceof Unreachable)) throw failed;
return { who: kept.get(KEPT), isOffline: true };
}
}
async function signIn(kept, key) {
try {
const answer = await askService('POST', 'v1/session', { headers: { Authorization: `Bearer ${key}` } });
if (answer.ok) return { who: rememberWho(kept, answer.body), why: null };
return { who: null, why: { 401: 'wrong', 403: 'surface' }[answer.status] || 'away' };
} catch (_) {
return { who: null, why: /[^\x21-\x7e]/.test(key) ? 'wrong' : 'away' };
}
}
async function signOut(kept) {
try {
const answer = await askService('DELETE', 'v1/session');
if (!answer.ok && answer.status !== 401) return false;
kept.remove(KEPT);
return true;
} catch (_) {
return false;
}
}
function rememberWho(kept, { id, name, role, feeds }) {
const who = { id, name, role, feeds };
kept.set(KEPT, who);
return who;
}
const ENTRIES = new Set(['update', 'correction', 'refile', 'hold', 'release', 'kill']);
const CURSOR = /^([a-z0-9]{8})\.([0-9]{1,15})$/;
function empty(size) {
return {
size,
epoch: null,
seq: -1,
covered: -1,
horizon: 0,
gap: false,
atMs: null,
rows: new Map(),
};
}
function fold(state, received) {
if (received.type === 'snapshot') return foldSnapshot(state, received);
if (received.type === 'gap') return { ...state, gap: true };
if (received.type === 'status') return foldStatus(state, received);
return ENTRIES.has(received.type) ? foldEntry(state, received) : state;
}
function shown(state, nowMs) {
return newestFirst(state.rows)
.filter((row) => row.pubstatus === 'usable' && !isExpired(row, nowMs))
.slice(0, state.size);
}
function serverMs(state, elapsedMs) {
return state.atMs === null ? null : state.atMs + elapsedMs;
}
function isExpired(row, nowMs) {
return nowMs !== null && row.expires !== undefined && Date.parse(row.expires) <= nowMs;
}
function position(cursor) {
const match = typeof cursor === 'string' ? CURSOR.exec(cursor) : null;
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
const isForeign = place === null || (state.epoch !== null && place.epoch !== state.epoch);
if (isForeign || place.seq <= state.covered) return state;
const next = { ...state, epoch: place.epoch, seq: Math.max(state.seq, place.seq) };
const standing = state.rows.get(entry.id);
if (entry.order <= state.horizon || (standing && standing.version >= entry.version)) return next;
const rows = new Map(state.rows).set(entry.id, entry.pubstatus === 'usable' ? entry : tombstone(entry));
return trim({ ...next, rows });
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
const STATUS_EVERY_MS = 15000;
const PATIENCE_MS = 2 * STATUS_EVERY_MS;
const FRESH_MS = STATUS_EVERY_MS + 5000;
const OPENING_MS = 10000;
const BACKOFF_BASE_MS = 1000;
const BACKOFF_MAX_MS = 30000;
const REFUSED_MS = 60000;
const TRIES = 2;
const NEVER = -1;
const CLIMB_MS = 300000;
const BRIEF_MS = 2000;
const RUSH_MS = 1000;
const ASK_MS = 5000;
const DEAF = 3;
const REFUSALS = new Set([4501, 4503, 4504, 400, 403, 404]);
const LATER = new Set([4008, 4012, 4013]);
function unconnected(ways) {
return {
ways,
way: 0,
proven: null,
phase: 'stopped',
connection: 0,
asks: 0,
takeovers: 0,
failures: 0,
tries: 0,
climbing: false,
sinceMs: 0,
dueMs: 0,
climbMs: 0,
unanswered: 0,
leader: null,
lostMs: -Infinity,
heardMs: null,
server: null,
head: null,
};
}
function next(state, happening) {
const { nowMs } = happening;
switch (happening.type) {
case 'lead':
return connect(state, nowMs, state.way);
case 'follow':
return ask({ ...leave(state, nowMs), phase: 'following', leader: null, unanswered: 0 }, nowMs);
case 'led':
return afterLed(state, happening);
case 'status':
return afterStatus(state, happening);
case 'offline':
return isOn(state) ? afterClosed(state, { ...happening, code: 0 }) : state;
case 'barred':
return state.phase === 'stopped' || state.phase === 'following' ? state : refused(state, happening);
case 'closed':
return isOn(state) ? afterClosed(state, happening) : state;
case 'tick':
return afterTick(state, happening);
case 'wake':
return afterWake(state, happening);
case 'stop':
return { ...leave(state, nowMs), phase: 'stopped' };
default:
return state;
}
}
function isOn({ phase }) {
return phase === 'connecting' || phase === 'open';
}
function spoken(state, nowMs) {
const phase = phaseOf(state);
if (phase === 'refused') return 'refused';
if (state.heardMs !== null && nowMs - state.heardMs > PATIENCE_MS) return 'stale';
if (phase !== 'open' && nowMs - state.lostMs > BRIEF_MS) return 'connecting';
return state.server === 'degraded' ? 'degraded' : 'live';
}
function backoffMs(failures, random) {
return random * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
}
function afterStatus(state, { nowMs, random, server, head, cursor }) {
const heard = { ...state, heardMs: nowMs, server };
if (state.phase === 'following') return { ...heard, leader: 'open', unanswered: 0 };
if (!isOn(state)) return state;
if (isBelow(position(cursor), position(state.head))) return connect(heard, nowMs, state.way);
const isFirst = state.phase !== 'open';
const climbMs = isFirst ? nowMs + CLIMB_MS * (0.5 + random / 2) : state.climbMs;
return { ...heard, phase: 'open', proven: state.way, failures: 0, tries: 0, climbing: false, climbMs, head };
}
function afterLed(state, { nowMs, phase, server, heardMs }) {
if (state.phase !== 'following') return state;
const left = state.leader === phase ? state : leave(state, nowMs);
return { ...left, unanswered: 0, leader: phase, server, heardMs };
}
function afterClosed(state, { nowMs, random, code }) {
if (REFUSALS.has(code)) return refused(state, { nowMs, random });
if (state.climbing) return connect(state, nowMs, state.proven);
const failures = state.failures + 1;
const isWayGood = state.phase === 'open' || LATER.has(code);
const tries = isWayGood ? 0 : state.tries + (code === NEVER ? TRIES : 1);
const dueMs = nowMs + (code === NEVER ? 0 : backoffMs(failures, random));
const waiting = { ...leave(state, nowMs), phase: 'waiting', failures, tries, dueMs };
if (tries < TRIES) return waiting;
return { ...waiting, tries: 0, way: (state.way + 1) % state.ways.length };
}
function refused(state, { nowMs, random }) {
return { ...leave(state, nowMs), phase: 'refused', dueMs: nowMs + REFUSED_MS * (0.5 + random / 2) };
}
function afterTick(state, happening) {
const { nowMs } = happening;
const quietMs = nowMs - (state.phase === 'open' ? state.heardMs : state.sinceMs);
switch (state.phase) {
case 'waiting':
case 'refused':
return nowMs >= state.dueMs ? connect(state, nowMs, state.way) : state;
case 'connecting':
return quietMs > OPENING_MS ? afterClosed(state, happening) : state;
case 'open':
if (quietMs > PATIENCE_MS) return afterClosed(state, happening);
return state.way > 0 && nowMs >= state.climbMs ? { ...connect(state, nowMs, 0), climbing: true } : state;
case 'following':
return afterQuiet(state, nowMs);
default:
return state;
}
}
function afterQuiet(state, nowMs) {
if (nowMs < state.dueMs) return state;
const asking = ask(state, nowMs);
return state.unanswered >= DEAF ? { ...asking, takeovers: state.takeovers + 1 } : asking;
}
function ask(state, nowMs) {
return { ...state, asks: state.asks + 1, unanswered: state.unanswered + 1, dueMs: nowMs + ASK_MS };
}
function afterWake(state, { nowMs, force }) {
if (state.phase === 'stopped') return state;
if (state.phase === 'following') return ask(state, nowMs);
const quietMs = nowMs - (state.phase === 'open' ? state.heardMs : state.sinceMs);
const isWell = force ? state.phase === 'connecting' && quietMs < RUSH_MS : isOn(state) && quietMs <= FRESH_MS;
if (isWell) return state;
return force ? connect({ ...state, failures: 0, tries: 0 }, nowMs, 0) : connect(state, nowMs, state.way);
}
function connect(state, nowMs, way) {
const connection = state.connection + 1;
return { ...leave(state, nowMs), phase: 'connecting', climbing: false, connection, way, head: null };
}
function leave(state, nowMs) {
const wasOpen = phaseOf(state) === 'open';
return { ...state, sinceMs: nowMs, lostMs: wasOpen ? nowMs : state.lostMs };
}
function phaseOf({ phase, leader }) {
return phase === 'following' ? leader : phase;
}
function isBelow(one, other) {
return one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq;
}
const STALE_MS = 12000;
class Surfaces {
#changed;
#feed = null;
#source = null;
#timer = null;
#failures = 0;
#turn = () => (document.hidden ? this.#close() : this.#open());
constructor(changed) {
this.#changed = changed;
this.view = null;
this.heardMs = 0;
}
get isStale() {
return this.view !== null && performance.now() - this.heardMs > STALE_MS;
}
get known() {
return this.isStale ? null : this.view;
}
watch(feed) {
this.stop();
this.#feed = feed;
document.addEventListener('visibilitychange', this.#turn);
this.#turn();
}
stop() {
document.removeEventListener('visibilitychange', this.#turn);
this.#close();
this.view = null;
}
#open() {
if (this.#source !== null) return;
clearTimeout(this.#timer);
if (typeof EventSource !== 'function') return;
const source = new EventSource(`${SERVER}v1/feeds/${encodeURIComponent(this.#feed)}/surfaces/stream`);
this.#source = source;
source.addEventListener('surfaces', (told) => {
this.#failures = 0;
this.heardMs = performance.now();
this.view = JSON.parse(told.data);
this.#changed();
});
source.onerror = () => {
this.#close();
this.#failures += 1;
this.#timer = setTimeout(() => document.hidden || this.#open(), 500 + backoffMs(this.#failures, Math.random()));
};
}
#close() {
clearTimeout(this.#timer);
if (this.#source) this.#source.close();
this.#source = null;
}
}
const SAY_GATHER_MS = 400;
const SAY_EVERY_MS = 2000;
class Teller {
#polite = element('p', { class: 'unseen', role: 'status' });
#assertive = element('p', { class: 'unseen', role: 'alert' });
#waiting = [];
#timer = null;
#saidMs = -SAY_EVERY_MS;
constructor() {
this.elements = [this.#polite, this.#assertive];
}
say(text) {
this.#waiting = [...this.#waiting.filter((one) => one !== text), text];
if (this.#timer !== null) return;
const waitMs = Math.max(SAY_GATHER_MS, this.#saidMs + SAY_EVERY_MS - performance.now());
this.#timer = setTimeout(() => this.#speak(), waitMs);
}
alert(text) {
setText(this.#assertive, '');
setText(this.#assertive, text);
}
stop() {
clearTimeout(this.#timer);
this.#timer = null;
}
#speak() {
this.#timer = null;
this.#saidMs = performance.now();
setText(this.#polite, '');
setText(this.#polite, this.#waiting.join('. '));
this.#waiting = [];
}
}
function tried(call, otherwise) {
try {
return call();
} catch (_) {
return otherwise;
}
}
function nowMs() {
return tried(() => performance.now(), Date.now());
}
const KEPT_MS = 3600000;
function keep(name, { held, cursor, named }) {
const { epoch, seq, covered, horizon, rows } = held;
const kept = { atMs: Date.now(), cursor, named, place: { epoch, seq, covered, horizon }, rows: [...rows] };
tried(() => localStorage.setItem(name, JSON.stringify(kept)));
}
function recall(name, size) {
return tried(() => {
const { atMs, cursor, named, place, rows } = JSON.parse(localStorage.getItem(name));
const held = Object.assign(empty(size), place, { rows: new Map(rows) });
if (Math.abs(Date.now() - atMs) < KEPT_MS) return { held, cursor, named };
localStorage.removeItem(name);
return null;
}, null);
}
class Sharing {
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
const POLL_EVERY_MS = 5000;
const TYPES = ['update', 'correction', 'refile', 'hold', 'release', 'kill', 'snapshot', 'gap', 'status'];
const OPENERS = { socket: openSocket, stream: openStream, poll: openPoll };
const WAYS = Object.keys(OPENERS);
function openWay(way, address, cursor, { received, closed }) {
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
const read = tried(() => (typeof text === 'string' ? JSON.parse(text) : text));
if (read) received(read);
else finish(0);
};
const query = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`;
close = tried(() => OPENERS[way](address, query, take, finish));
if (!close) setTimeout(finish, 0, NEVER);
return end;
}
function openSocket(address, query, received, closed) {
const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/socket${query}`);
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
const ask = () => {
if (isOver) return;
fetch(address, { cache: 'no-cache' })
.then((answer) => {
if (!answer.ok) throw answer.status;
return answer.json().then((snapshot) => {
received(snapshot);
received(statusOf(answer.headers, snapshot));
if (!isOver) timer = setTimeout(ask, POLL_EVERY_MS * (0.75 + Math.random() / 2));
});
})
.catch((problem) => closed(typeof problem === 'number' ? problem : 0));
};
const resume = () =>
fetch(`${address}/entries${query}&limit=500`)
.then((answer) => (answer.ok ? answer.json() : { entries: [] }))
.then(({ entries }) => entries.forEach(received))
.catch(() => {});
if (query) resume().then(ask);
else ask();
return () => {
isOver = true;
clearTimeout(timer);
};
}
function statusOf(headers, { feed, cursor }) {
const state = /no-store/.test(headers.get('cache-control')) ? 'degraded' : 'live';
const at = headers.get('date');
return { type: 'status', state, heads: { [feed]: cursor }, at };
}
const TICK_MS = 1000;
const KEEP_MS = 1000;
const ASLEEP_MS = 15000;
class Feed {
constructor({ server, feed, size, isShared, isKept, ways = WAYS }, changed) {
this._feed = feed;
this._address = new URL(`v1/feeds/${encodeURIComponent(feed)}`, server).href;
this._name = `ticker ${this._address} ${size}`;
this._isKept = isKept;
this._changed = changed;
this._state = unconnected(ways);
this._sharing = isShared ? new Sharing(this._name, this) : null;
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
get spoken() {
return spoken(this._state, nowMs());
}
get serverMs() {
return serverMs(this.held, nowMs() - this._clockMs);
}
start() {
const kept = this._isKept && recall(this._name, this.held.size);
if (kept) Object.assign(this, kept);
this._listen(self, 'online', () => this._wake(true));
this._listen(self, 'offline', () => this._happen('offline'));
this._listen(document, 'securitypolicyviolation', (told) => this._violate(told));
this._listen(self, 'pagehide', () => this._suspend());
this._listen(self, 'pageshow', (shown) => shown.persisted && this._begin());
for (const name of ['visibilitychange', 'resume']) {
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
else this._happen('lead');
}
_suspend() {
clearInterval(this._timer);
this._keep();
this._happen('stop');
this._isLeading = false;
if (this._sharing) this._sharing.stop();
}
_tick() {
const leaptMs = Date.now() - this._tickedMs;
this._tickedMs = Date.now();
if (leaptMs > ASLEEP_MS && !document.hidden) this._wake(true);
this._happen('tick');
}
_wake(force) {
if (force) this._tell({ force });
this._happen('wake', { force });
}
_violate({ effectiveDirective, blockedURI }) {
const isOurs = tried(() => new URL(blockedURI).host === new URL(this._address).host, false);
if (effectiveDirective !== 'connect-src' || !isOurs) return;
this.isBarred = true;
this._happen('barred');
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
this._close = openWay(ways[way], this._address, this.cursor, {
received: (received) => this._receive(received),
closed: (code) => this._happen('closed', { code }),
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
if (type === 'snapshot') this.named = { title: received.title, language: received.language, dir: received.dir };
if (type === 'status') this._hear(received);
else if (type !== 'update') this._keep();
else if (!this._keeping) this._keeping = setTimeout(() => this._keep(), KEEP_MS);
this._tellAll();
this._changed(type);
}
_hear({ state, heads, at }) {
if (Date.parse(at)) this._clockMs = nowMs();
this.isConfirmed = true;
this._happen('status', { server: state, head: heads[this._feed], cursor: this.cursor });
}
_keep() {
clearTimeout(this._keeping);
this._keeping = null;
if (this._isKept && this.cursor !== null && this._state.phase !== 'following') keep(this._name, this);
}
lead() {
this._isLeading = true;
this._happen('lead');
}
follow() {
this._isLeading = false;
this._happen('follow');
}
alone() {
this._happen('lead');
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
this._happen('led', { phase, server, heardMs: heardAgoMs === null ? null : nowMs() - heardAgoMs });
this._changed('whole');
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
}
const ORDERS = 'ticker lower third';
const ROLL_CALL = 'roll-call';
function listenForCommands(graphic) {
const obey = (order) => {
if (!graphic.isConnected || order === null || typeof order !== 'object') return false;
if (order.name !== undefined && order.name !== graphic.name) return false;
if (order.feed !== undefined && order.feed !== graphic.feed) return false;
return order.command === ROLL_CALL || graphic.command(order.command, { id: order.id || null }) === 200;
};
window.addEventListener('ticker-command', (event) => obey(event.detail));
tried(() => {
const channel = new BroadcastChannel(ORDERS);
channel.onmessage = (event) => {
if (obey(event.data)) channel.postMessage({ heard: event.data.command, name: graphic.name, feed: graphic.feed });
};
}, null);
}
const CALL_MS = 2000;
const ANSWER_MS = 600;
const GONE_MS = 5000;
class Dock {
#channel = null;
#feed;
#changed;
#timer = null;
#seen = new Map();
#asked = null;
constructor(feed, changed) {
this.#feed = feed;
this.#changed = changed;
}
start() {
this.#channel = tried(() => new BroadcastChannel(ORDERS), null);
if (this.#channel === null) return;
this.#channel.onmessage = ({ data: said }) => this.#hear(said);
this.#timer = setInterval(() => this.#call(), CALL_MS);
this.#call();
}
stop() {
clearInterval(this.#timer);
if (this.#channel !== null) this.#channel.close();
this.#channel = null;
this.#asked = null;
}
get names() {
return [...this.#seen.keys()].sort();
}
give(order, answered) {
if (this.#channel === null) return answered(0);
const asked = { command: order.command, heard: 0 };
this.#asked = asked;
this.#channel.postMessage({ ...order, feed: this.#feed });
setTimeout(() => this.#asked === asked && answered(asked.heard), ANSWER_MS);
return undefined;
}
#call() {
const oldest = performance.now() - GONE_MS;
for (const [name, atMs] of this.#seen) if (atMs < oldest) this.#seen.delete(name);
this.#channel.postMessage({ command: ROLL_CALL, feed: this.#feed });
this.#changed();
}
#hear(said) {
if (said === null || typeof said !== 'object' || typeof said.heard !== 'string' || said.feed !== this.#feed) return;
const isNew = !this.#seen.has(said.name);
this.#seen.set(String(said.name), performance.now());
if (this.#asked !== null && said.heard === this.#asked.command) this.#asked.heard += 1;
if (isNew) this.#changed();
}
}
const KILLED_SHOWN_MS = 3600000;
const TAKEN_KINDS = { withheld: 'hold', canceled: 'kill' };
function emptyArchive() {
return { epoch: null, seq: -1, covered: -1, rows: new Map(), isBehind: true };
}
function withHeld(state, held, now) {
if (held.epoch === null) return state;
const isForeign = state.epoch !== held.epoch;
const before = isForeign ? new Map() : state.rows;
const rows = standing(before, held);
let changes = 0;
for (const row of held.rows.values()) {
const known = rows.get(row.id);
if (known !== undefined && known.version >= row.version) continue;
rows.set(row.id, row.pubstatus === 'usable' ? row : { ...tracesOf(known), ...row, type: TAKEN_KINDS[row.pubstatus], version_created: now });
changes += 1;
}
const isSkipped = isForeign || held.covered !== state.covered || held.seq - state.seq > changes;
return { epoch: held.epoch, seq: held.seq, covered: held.covered, rows, isBehind: state.isBehind || isSkipped };
}
function standing(rows, held) {
const orders = [...held.rows.values()].map(({ order }) => order);
const lowest = orders.length > 0 ? Math.min(...orders) : 0;
const isLeft = ([id, row]) => row.pubstatus !== 'usable' || row.order < lowest || held.rows.has(id);
return new Map([...rows].filter(isLeft));
}
function tracesOf(known) {
return known === undefined ? {} : { first_created: known.first_created, level: known.level };
}
function withLog(state, entries, seq) {
const rows = new Map(entries.map((entry) => [entry.id, entry]));
for (const row of state.rows.values()) {
const read = rows.get(row.id);
if (read === undefined ? row.order > seq : row.version > read.version) rows.set(row.id, row);
else if (read !== undefined && read.pubstatus !== 'usable') rows.set(row.id, { ...tracesOf(row), ...read });
}
return { ...state, rows, isBehind: false };
}
function heldIn({ rows }) {
return [...rows.values()].filter(({ pubstatus }) => pubstatus === 'withheld');
}
function killedIn({ rows }, nowMs) {
const isRecent = (row) => row.pubstatus === 'canceled' && nowMs - Date.parse(row.version_created) < KILLED_SHOWN_MS;
return [...rows.values()].filter(isRecent);
}
function olderIn({ rows }, order, most) {
const older = [...rows.values()].filter((row) => row.pubstatus === 'usable' && row.order < order);
return older.sort((one, other) => other.order - one.order).slice(0, most);
}
const AGAIN_BASE_MS = 1000;
const AGAIN_MAX_MS = 30000;
const SENDING_MS = 20000;
const DONE_MS = 12 * 3600000;
const DONE_MAX = 50;
const WORDLESS = new Set(['hold', 'release', 'kill']);
const NO_KEY = 401;
const AGAIN = new Set([408, 425, 429]);
const UNWRITTEN = new Set([NO_KEY, 425, 429]);
function lined({ key, who, feed, act, update = null, version = null, body, shows, nowMs }) {
return {
key,
who,
feed,
act,
update,
version,
body,
mark: printOf(body),
shows,
madeMs: nowMs,
state: 'queued',
tries: 0,
status: null,
unknown: 0,
dueMs: 0,
sentMs: 0,
needsKey: false,
problem: null,
filed: null,
airedMs: null,
gone: null,
said: shows && printOfWords(shows),
};
}
function printOfWords({ attribution, statement }) {
return printOf(JSON.stringify([attribution.name, attribution.role || '', statement]));
}
function printOf(text) {
let [one, other] = [0xdeadbeef, 0x41c6ce57];
for (const character of text) {
one = Math.imul(one ^ character.codePointAt(0), 2654435761);
other = Math.imul(other ^ character.codePointAt(0), 1597334677);
}
one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
return 4294967296 * (2097151 & other) + (one >>> 0);
}
function keptLine(line) {
return line && { status: null, unknown: line.tries, said: null, ...line };
}
function requestOf({ key, feed, act, update, version }) {
const updates = `feeds/${encodeURIComponent(feed)}/updates`;
const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
if (act === 'updates') return { path: updates, headers };
return { path: `${updates}/${encodeURIComponent(update)}/${act}`, headers: { ...headers, 'If-Match': `"${version}"` } };
}
function advance(line, happening) {
const { nowMs } = happening;
switch (happening.type) {
case 'send':
return { ...line, state: 'sending', tries: line.tries + 1, unknown: line.unknown + 1, sentMs: nowMs, needsKey: false };
case 'failed':
return later({ ...line, status: null }, happening);
case 'answered':
return answered(line, happening);
case 'wake':
return line.state === 'queued' ? { ...line, dueMs: 0, needsKey: false } : line;
case 'stands':
return stood(line, happening);
default:
return line;
}
}
function answered(before, happening) {
const { status, filed, problem } = happening;
const line = { ...before, status, unknown: before.unknown - (UNWRITTEN.has(status) ? 1 : 0) };
if (status === 200 || status === 201) return { ...line, state: 'filed', filed, problem: null };
if (status === NO_KEY) return { ...line, state: 'queued', needsKey: true };
if (status >= 500 || AGAIN.has(status)) return later(line, happening);
return { ...line, state: status === 412 ? 'conflict' : 'refused', problem: { status, ...problem } };
}
function later(line, { nowMs, random, retryAfterMs = 0 }) {
const ceilingMs = Math.min(AGAIN_MAX_MS, AGAIN_BASE_MS * 2 ** Math.min(line.tries, 10));
return { ...line, state: 'queued', dueMs: nowMs + retryAfterMs + random * ceilingMs };
}
function stood(line, { row, nowMs }) {
if (line.filed === null || row.id !== line.filed.id || row.version < line.filed.version) return line;
const isUsable = row.pubstatus === 'usable';
const isOwnVersion = row.version === line.filed.version;
const said = isOwnVersion && isUsable && !WORDLESS.has(line.act) ? printOfWords(row) : line.said;
const isOwn = isOwnVersion || (isUsable && line.said !== null && printOfWords(row) === line.said);
const gone = !isUsable ? row.pubstatus : isOwn ? null : 'changed';
const airedMs = line.airedMs === null ? nowMs : line.airedMs;
if (line.airedMs === airedMs && line.gone === gone && line.said === said && line.body === null) return line;
return { ...line, airedMs, gone, said, body: null, shows: null };
}
function isDone({ state, airedMs }) {
return state === 'filed' && airedMs !== null;
}
function isWaiting(line, who) {
return line.who === who && (line.state === 'queued' || line.state === 'sending');
}
function isTakeable(line) {
return line.state === 'refused' || line.state === 'conflict' || (line.state === 'queued' && !mayStand(line));
}
function mayStand({ unknown }) {
return unknown > 0;
}
function holdUp(lines, isReached) {
if (!isReached) return 'network';
const stuck = lines.filter(({ state, tries }) => state === 'queued' && tries > 0);
if (stuck.some(({ status }) => status === NO_KEY)) return 'key';
if (stuck.some(({ status }) => status === null)) return 'network';
return stuck.length > 0 ? 'service' : null;
}
function whyQueued({ status }) {
if (status === null) return 'network';
return status === NO_KEY ? 'key' : 'service';
}
function nextToSend(lines, who, { nowMs, isAlone }) {
const oldest = lines.filter((line) => isWaiting(line, who)).sort(byAge)[0];
if (oldest === undefined || oldest.needsKey) return null;
const isSent = oldest.state === 'sending' && !isAlone && nowMs - oldest.sentMs < SENDING_MS;
return isSent || oldest.dueMs > nowMs ? null : oldest;
}
function outlived(lines, nowMs) {
const done = lines.filter(isDone).sort(byAge).reverse();
return done.filter((line, at) => at >= DONE_MAX || nowMs - line.madeMs > DONE_MS).map((line) => line.key);
}
function byAge(one, other) {
return one.madeMs - other.madeMs || (one.key < other.key ? -1 : 1);
}
function whereShown(view, id) {
const groups = { showing: [], clear: [], silent: [] };
for (const surface of (view && view.surfaces) || []) {
const isShowing = surface.shown.some((shown) => shown.id === id);
if (surface.silent) groups.silent.push({ ...surface, isShowing });
else groups[isShowing ? 'showing' : 'clear'].push(surface);
}
return groups;
}
function onScreens(view, id, version) {
const reporting = ((view && view.surfaces) || []).filter(({ silent }) => !silent);
const showing = reporting.filter(({ shown }) => shown.some((one) => one.id === id && one.version === version));
return { n: showing.length, of: reporting.length };
}
function receiptOf(view, id) {
return ((view && view.receipts) || []).find((receipt) => receipt.id === id) || null;
}
function receiptText(receipt, surfaces, words, say) {
const { clear, of, waiting, silent, after_ms: afterMs } = receipt;
if (of === 0 && silent.length === 0) return words.none;
const areLowerThirds = surfaces.length > 0 && surfaces.every(({ kind }) => kind === 'lower-third');
const kind = say.count(areLowerThirds ? words.lowerThirds : words.surfaces, of, {});
const values = { clear: say.number(clear, 0), s: afterMs === null ? '' : say.number(afterMs / 1000, 1), kind };
const parts = of === 0 ? [] : [say.count(afterMs === null ? words.clear : words.clearAfter, of, values)];
if (waiting.length > 0) parts.push(say.fill(words.waiting, { names: waiting.join(', ') }));
if (silent.length > 0) parts.push(silentText(silent, surfaces, words, say));
return parts.join(words.and);
}
function isClear({ clear, of }) {
return clear === of;
}
function silentText(names, surfaces, words, say) {
const last = surfaces.filter(({ name }) => names.includes(name)).map(({ at }) => Date.parse(at));
const since = last.length > 0 ? Math.min(...last) : NaN;
if (Number.isNaN(since)) return say.count(words.silent, names.length, {});
return say.count(words.silentSince, names.length, { at: say.clock(since) });
}
const TAKEN = { hold: { type: 'hold', pubstatus: 'withheld' }, kill: { type: 'kill', pubstatus: 'canceled' } };
const ACTS = ['corrections', 'refiles', 'hold', 'release', 'kill'];
function feedInSight(given) {
const { who, held, archive, own, lines, nowMs, older } = given;
const usable = shown(held, nowMs);
const lowest = usable.length > 0 ? usable[usable.length - 1].order : Infinity;
const named = new Set(usable.map(({ id }) => id));
const taken = [...heldIn(archive), ...killedIn(archive, nowMs)].filter(({ id }) => !named.has(id));
const below = olderIn(archive, lowest, older + 1);
const entries = [...usable, ...taken, ...below.slice(0, older)]
.map((entry) => afterActs(entry, lines))
.sort((one, other) => other.order - one.order);
const waiting = lines.filter((line) => line.update !== null && isWaiting(line, who.id));
const pending = new Map(waiting.map((line) => [line.update, line]));
return {
entries,
isLoading: held.epoch === null,
hasOlder: seesSurfaces(who) && below.length > older,
about: (entry) => about(entry, { ...given, isOwn: own.has(entry.id), pending: pending.get(entry.id) }),
};
}
function isTakenBack(shown, standing, lines) {
const { pubstatus } = afterActs(standing || shown, lines);
return pubstatus === 'withheld' || pubstatus === 'canceled';
}
function afterActs(entry, lines) {
const isTaken = ({ act, filed }) => act in TAKEN && filed !== null && filed.id === entry.id && filed.version > entry.version;
const line = lines.find(isTaken);
if (line === undefined) return entry;
const { id, order } = entry;
return { ...tracesOf(entry), id, order, version: line.filed.version, ...TAKEN[line.act], version_created: new Date(line.filed.atMs).toISOString() };
}
function about(entry, { who, words, view, isOwn, pending, screens, nowMs }) {
const state = { pubstatus: entry.pubstatus, isOwn, isExpired: isExpired(entry, nowMs) };
const receipt = entry.pubstatus === 'canceled' ? receiptOf(view, entry.id) : null;
return {
allowed: new Set(ACTS.filter((act) => mayAct(who, act, state))),
isOwn,
pending,
screens: screens(entry),
receipt: receipt ? saidReceipt(receipt, view.surfaces, words) : '',
maySubstitute: entry.pubstatus === 'canceled',
nowMs,
};
}
function saidReceipt(receipt, surfaces, words) {
return receiptText(receipt, surfaces, words.receipt, {
count: (forms, n, values) => count(words, forms, n, values),
fill,
clock: (ms) => clock(words, ms),
number: (n, digits) => number(words, n, digits),
});
}
const SHOWN = 8;
class ReceiptsView {
#words;
#tell;
#none;
#list = element('ol', { role: 'list', class: 'receipts' });
#drawn = '';
#newest = null;
constructor(words, tell) {
this.#words = words;
this.#tell = tell;
this.#none = element('p', { class: 'notice' }, words.operator.noReceipts);
const title = element('h2', { id: 'receipts-title' }, words.operator.receipts);
this.element = element('section', { 'aria-labelledby': title.id, class: 'kills' }, title, this.#none, this.#list);
}
draw(view) {
if (view === null) return;
const said = view.receipts.slice(0, SHOWN).map((receipt) => ({ receipt, text: saidReceipt(receipt, view.surfaces, this.#words) }));
this.#none.hidden = said.length > 0;
const drawn = JSON.stringify(said);
if (drawn === this.#drawn) return;
this.#drawn = drawn;
place(this.#list, said.map(({ receipt, text }) => this.#row(receipt, text)));
const newest = said.length > 0 ? said[0].text : '';
if (this.#newest !== null && this.#newest !== newest) this.#tell(newest);
this.#newest = newest;
}
#row(receipt, text) {
const at = fill(this.#words.operator.killed, { at: toTheSecond(this.#words, Date.parse(receipt.at)) });
const look = isClear(receipt) && receipt.silent.length === 0 ? 'clear' : 'open';
return element('li', { 'data-id': receipt.id, 'data-look': look }, element('span', { class: 'when' }, at), ' ', element('strong', {}, text));
}
}
const GONE = 404;
function removalButton({ words, feed, name, removed }) {
const made = button(words.surfaces.remove, 'plain remove', () => askRemoval({ words, feed, name, removed }));
made.setAttribute('aria-label', fill(words.surfaces.removeOne, { name }));
return made;
}
function askRemoval({ words, feed, name, removed }) {
const { remove, removeTitle, removeSays } = words.surfaces;
const parts = [element('p', {}, removeSays)];
const agree = (dialog) => {
askToRemove({ words, feed, name, removed, dialog });
return false;
};
new Dialog({ title: fill(removeTitle, { name }), go: remove, words, parts, isGrave: true, agree }).open();
}
async function askToRemove({ words, feed, name, removed, dialog }) {
dialog.yes.disabled = true;
const path = `v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
const answer = await askService('DELETE', path).catch(unreachable);
dialog.yes.disabled = false;
if (answer === null) return dialog.complain(words.surfaces.notRemoved);
if (!answer.ok && answer.status !== GONE) return dialog.complain(fill(words.problems.other, { status: answer.status }));
if (!dialog.isOpen) return undefined;
dialog.close();
return removed();
}
class Screens {
#words;
#list = element('ul', { role: 'list', class: 'screens' });
#none;
#drawn = new Map();
#feed;
constructor(words, feed) {
this.#words = words;
this.#feed = feed;
this.#none = element('p', { class: 'notice' }, words.operator.noScreens);
const title = element('h2', { id: 'screens-title' }, words.operator.onAir);
this.element = element('section', { 'aria-labelledby': title.id, class: 'air', tabindex: '-1' }, title, this.#none, this.#list);
}
draw(view) {
const surfaces = view === null ? [] : view.surfaces;
this.#none.hidden = view === null || surfaces.length > 0;
const cards = new Map(surfaces.map((surface) => [surface.name, this.#card(surface)]));
this.#drawn = cards;
place(this.#list, [...cards.values()].map(({ card }) => card));
}
#card(surface) {
const { at, ...rest } = surface;
const key = JSON.stringify([rest, surface.silent && at]);
const known = this.#drawn.get(surface.name);
if (known !== undefined && known.key === key) return known;
const name = element('h3', { dir: 'auto' }, surface.name);
const how = element('p', { class: 'how' }, ...spaced(this.#how(surface)));
const lines = surface.shown.length > 0 ? surface.shown.map((shown) => this.#line(shown)) : [element('p', { class: 'empty' }, this.#words.operator.nothing)];
const behind = element('p', { class: 'behind' }, this.#behind(surface));
const look = surface.silent ? 'silent' : surface.state;
const remove = surface.silent ? removalButton({ words: this.#words, feed: this.#feed, name: surface.name, removed: () => this.element.focus() }) : null;
return { key, card: element('li', { class: 'screen', 'data-look': look }, name, how, ...lines, behind, remove) };
}
#how({ silent, at, state, mode }) {
const own = this.#words.operator;
const stands = silent
? fill(this.#words.surfaces.since, { at: clock(this.#words, Date.parse(at)) })
: own.states[state] || state;
const told = mode === null || mode === undefined ? null : element('span', { class: 'mode' }, own.modes[mode] || mode);
return [element('strong', {}, stands), told];
}
#line({ id, version, headline, language, dir, level }) {
const own = this.#words.operator;
if (headline === undefined) return element('p', { class: 'gone', 'data-id': id }, own.gone);
const mark = element('span', { class: `level ${levelOf({ level })}` }, this.#words.levels[levelOf({ level })]);
const words = element('bdi', { class: 'words', lang: language, dir }, ...withNumbers(headline));
return element('p', { class: 'shown', 'data-id': id, 'data-version': version }, mark, ' ', words);
}
#behind({ behind, delay_s: delayS }) {
const own = this.#words.operator;
const parts = [];
if (behind === null) parts.push(own.unknown);
else parts.push(behind > 0 ? count(this.#words, this.#words.surfaces.behind, behind) : own.upToDate);
if (delayS > 0) parts.push(fill(own.delay, { s: number(this.#words, delayS, delayS % 1 === 0 ? 0 : 1) }));
return parts.join(' · ');
}
}
function spaced(parts) {
return parts.filter((part) => part !== null).flatMap((part) => [part, ' ']);
}
const LINES = 10;
class Steering {
#words;
#dock;
#whom = element('select', { id: 'whom' });
#here = element('p', { class: 'notice here' });
#answer = element('p', { class: 'answer', role: 'status' });
#buttons;
#list = element('ol', { role: 'list', class: 'lines' });
#none;
#drawnNames = null;
#rows = new Map();
constructor({ words, dock }) {
this.#words = words;
this.#dock = dock;
const own = words.operator;
const commands = Object.keys(own.commands).map((command) => {
const made = button(own.commands[command], command === 'clear' ? 'grave' : 'quiet', () => this.#order({ command }));
made.dataset.command = command;
return made;
});
const choice = element('p', { class: 'edition' }, element('label', { for: 'whom' }, own.whom), ' ', this.#whom);
this.#buttons = element('div', { class: 'buttons' }, choice, ...commands);
this.#none = element('p', { class: 'notice' }, own.noLines);
const title = element('h2', { id: 'steer-title' }, own.steer);
const lines = element('h3', { id: 'lines-title' }, own.lines);
this.element = element('section', { 'aria-labelledby': title.id, class: 'steer' }, title, this.#here, this.#buttons, this.#answer, lines, this.#none, this.#list);
}
draw(entries) {
const { names } = this.#dock;
const own = this.#words.operator;
setText(this.#here, names.length === 0 ? own.nobody : count(this.#words, own.here, names.length));
this.#buttons.hidden = names.length === 0;
this.element.dataset.here = String(names.length > 0);
if (JSON.stringify(names) !== this.#drawnNames) this.#drawNames(names);
const shown = entries.slice(0, LINES);
this.#none.hidden = shown.length > 0;
this.#rows = new Map(shown.map((entry) => [`${entry.id}@${entry.version}`, this.#row(entry)]));
place(this.#list, [...this.#rows.values()]);
}
#drawNames(names) {
this.#drawnNames = JSON.stringify(names);
const { value } = this.#whom;
const all = element('option', { value: '' }, this.#words.operator.everyone);
this.#whom.replaceChildren(all, ...names.filter((name) => name !== '').map((name) => element('option', { value: name }, name)));
this.#whom.value = names.includes(value) ? value : '';
}
#row(entry) {
const known = this.#rows.get(`${entry.id}@${entry.version}`);
if (known !== undefined) return known;
const level = levelOf(entry);
const words = element('bdi', { class: 'words', id: `line-${entry.id}`, ...tongue(entry) }, ...withNumbers(entry.headline));
const take = button(this.#words.operator.take, 'main take', () => this.#order({ command: 'take', id: entry.id }));
take.setAttribute('aria-describedby', words.id);
const mark = element('span', { class: `level ${level}` }, this.#words.levels[level]);
return element('li', { 'data-id': entry.id }, take, element('p', {}, mark, ' ', words));
}
#order(order) {
const own = this.#words.operator;
const command = own.commands[order.command] || own.take;
const name = this.#whom.value === '' ? undefined : this.#whom.value;
this.#dock.give({ ...order, name }, (heard) => {
setText(this.#answer, heard === 0 ? fill(own.unheard, { command }) : count(this.#words, own.heard, heard, { command }));
});
}
}
const SIZE = 30;
const TURN_MS = 1000;
class Gallery {
#words;
#feed;
#teller = new Teller();
#surfaces;
#bar;
#screens;
#receipts;
#steering;
#timer = null;
#heardMs = null;
#lost;
constructor({ words, who, feeds, slug, face, speak, signOut, lost }) {
this.#words = words;
this.#lost = lost;
this.#bar = new Bar({ words, who, feeds, feed: slug, face, speak, signOut, help: () => {} });
this.#screens = new Screens(words, slug);
this.#receipts = new ReceiptsView(words, (text) => this.#teller.say(text));
this.#surfaces = new Surfaces(() => this.#told());
this.#feed = new Feed({ server: SERVER, feed: slug, size: SIZE, isShared: false, isKept: false }, () => this.#draw());
this.dock = new Dock(slug, () => this.#draw());
this.#steering = new Steering({ words, dock: this.dock });
this.slug = slug;
this.#bar.element.querySelector('.skip').remove();
for (const help of this.#bar.element.querySelectorAll('.helpButton')) help.remove();
const title = element('h1', { class: 'unseen' }, words.composer);
const main = element('main', { class: 'gallery' }, title, this.#screens.element, this.#receipts.element, this.#steering.element);
this.element = element('div', { lang: words.language, dir: words.dir }, this.#bar.element, main, ...this.#teller.elements);
}
start() {
this.#timer = setInterval(() => this.#draw(), TURN_MS);
this.#surfaces.watch(this.slug);
this.#feed.start();
this.dock.start();
this.#draw();
}
stop() {
clearInterval(this.#timer);
this.#timer = null;
this.#surfaces.stop();
this.#feed.stop();
this.dock.stop();
this.#teller.stop();
this.element.remove();
}
#told() {
this.#heardMs = Date.now();
this.#draw();
}
#draw() {
if (this.#timer === null) return;
const { view, isStale } = this.#surfaces;
const spoken = isStale ? 'stale' : view === null ? 'connecting' : 'live';
this.#bar.draw(spoken, this.#heardMs === null ? '…' : clock(this.#words, this.#heardMs));
this.element.dataset.stands = spoken;
this.#screens.draw(view);
this.#receipts.draw(view);
const { held, serverMs } = this.#feed;
this.#steering.draw(serverMs === null ? [] : shown(held, serverMs));
if (spoken !== 'live') this.#lost();
}
}
const OWN = {
en: {
composer: 'Lower thirds',
door: 'Sign in as an editor',
notEditor: 'Only the key of an editor sees what screens have on air.',
onAir: 'On air now',
noScreens: 'No screen of this edition has reported in the last 24 hours.',
nothing: 'Nothing on air',
gone: 'A line that does not stand any more',
upToDate: 'nothing behind',
unknown: 'how far behind is not known',
delay: '{s} s delay',
states: { live: 'live', connecting: 'connecting', degraded: 'degraded', stale: 'off air: stale', refused: 'no feed', hidden: 'hidden' },
modes: { auto: 'goes round', taken: 'taken', held: 'held', cleared: 'cleared' },
steer: 'Steer',
nobody: 'No lower third of this edition is open in this browser. As a dock of OBS, this page steers its browser sources.',
here: { one: '{n} lower third here', other: '{n} lower thirds here' },
whom: 'Which',
everyone: 'All that are here',
commands: { next: 'Next', hold: 'Hold', auto: 'Auto', clear: 'Clear' },
heard: { one: '{command}: heard by {n}', other: '{command}: heard by {n}' },
unheard: '{command}: nobody heard it',
lines: 'Lines',
noLines: 'No line stands.',
take: 'Take',
receipts: 'Kills and their receipts',
noReceipts: 'Nothing was killed in the last 24 hours.',
killed: 'Killed {at}',
},
ar: {
composer: 'الثلث السفلي',
door: 'سجّل الدخول بمفتاح محرر',
notEditor: 'مفتاح المحرر وحده يرى ما على الشاشات.',
onAir: 'على الهواء الآن',
noScreens: 'لم تُبلغ أي شاشة لهذه الطبعة في آخر 24 ساعة.',
nothing: 'لا شيء على الهواء',
gone: 'خبر لم يعد معتمدًا',
upToDate: 'غير متأخرة',
unknown: 'مقدار التأخر غير معروف',
delay: 'تأخير مقصود {s} ث',
states: { live: 'مباشر', connecting: 'جارٍ الاتصال', degraded: 'خدمة متعثرة', stale: 'خارج الهواء: بلا تحديث', refused: 'لا طبعة', hidden: 'مخفية' },
modes: { auto: 'تلقائي', taken: 'مختار', held: 'مثبّت', cleared: 'فارغ' },
steer: 'التحكم',
nobody: 'لا صفحة للثلث السفلي لهذه الطبعة مفتوحة في هذا المتصفح. إذا فُتحت هذه الصفحة لوحةً داخل OBS تحكمت بمصادر المتصفح فيه.',
here: { zero: 'لا شاشات هنا', one: 'شاشة واحدة هنا', two: 'شاشتان هنا', few: '{n} شاشات هنا', many: '{n} شاشة هنا', other: '{n} شاشة هنا' },
whom: 'أي شاشة',
everyone: 'كل ما هنا',
commands: { next: 'التالي', hold: 'تثبيت', auto: 'تلقائي', clear: 'إفراغ' },
heard: { zero: '{command}: لم تستجب أي شاشة', one: '{command}: استجابت شاشة واحدة', two: '{command}: استجابت شاشتان', few: '{command}: استجابت {n} شاشات', many: '{command}: استجابت {n} شاشة', other: '{command}: استجابت {n} شاشة' },
unheard: '{command}: لم تستجب أي شاشة',
lines: 'الأخبار',
noLines: 'لا أخبار.',
take: 'اعرض',
receipts: 'الأخبار المسحوبة وإفادات الشاشات',
noReceipts: 'لم يُسحب أي خبر في آخر 24 ساعة.',
killed: 'سُحب {at}',
},
es: {
composer: 'Rótulos',
door: 'Entrar con clave de editor',
notEditor: 'Solo la clave de un editor ve qué tienen las pantallas en emisión.',
onAir: 'Ahora en emisión',
noScreens: 'Ninguna pantalla de esta edición ha informado en las últimas 24 horas.',
nothing: 'Nada en emisión',
gone: 'Una noticia que ya no rige',
upToDate: 'sin retraso',
unknown: 'no se sabe cuánto va por detrás',
delay: '{s} s de retardo',
states: { live: 'en directo', connecting: 'conectando', degraded: 'con fallos', stale: 'fuera de emisión: sin actualizar', refused: 'no existe la edición', hidden: 'oculta' },
modes: { auto: 'rueda sola', taken: 'elegida', held: 'fija', cleared: 'vacía' },
steer: 'Control',
nobody: 'En este navegador no hay abierto ningún rótulo de esta edición. Como panel de OBS, esta página controla sus fuentes de navegador.',
here: { one: '{n} rótulo aquí', other: '{n} rótulos aquí' },
whom: 'Cuál',
everyone: 'Todos los de aquí',
commands: { next: 'Siguiente', hold: 'Fijar', auto: 'Automático', clear: 'Vaciar' },
heard: { one: '{command}: lo oyó {n}', other: '{command}: lo oyeron {n}' },
unheard: '{command}: no lo oyó ninguno',
lines: 'Noticias',
noLines: 'No hay noticias.',
take: 'Sacar',
receipts: 'Anulaciones y sus acuses',
noReceipts: 'No se anuló nada en las últimas 24 horas.',
killed: 'Anulada a las {at}',
},
};
function operatorWords(...languages) {
const shared = wordsFor(...languages);
const own = OWN[shared.language];
return { ...shared, composer: own.composer, operator: own, signIn: { ...shared.signIn, title: own.door } };
}
const ASK_AGAIN_MS = 5000;
const kept = new Kept();
const root = document.getElementById('operator');
const asked = new URLSearchParams(location.search);
let words = null;
let gallery = null;
let lookedMs = 0;
let turns = 0;
function speak(...languages) {
words = operatorWords(...languages);
document.documentElement.lang = words.language;
document.documentElement.dir = words.dir;
document.title = `ticker · ${words.composer}`;
}
function turnTo(language) {
kept.set('language', language);
if (gallery !== null) kept.set('feed', gallery.slug);
speak(language);
begin();
}
function show(...elements) {
turns += 1;
if (gallery !== null) gallery.stop();
gallery = null;
root.replaceChildren(...elements);
}
function knock(why = '') {
const page = signInPage(words, { speak: turnTo, signIn: (key) => signIn(kept, key), done: open });
show(page);
page.querySelector('.error').textContent = why;
document.getElementById('key').focus();
}
async function open(who) {
if (!seesSurfaces(who)) return knock(words.operator.notEditor);
const turn = turns;
const answer = await askService('GET', 'v1/feeds').catch(() => null);
if (turn !== turns) return undefined;
if (answer === null || !answer.ok) return setTimeout(() => turn === turns && begin(), ASK_AGAIN_MS);
const feeds = feedsOf(who, answer.body.feeds);
if (feeds.length === 0) return knock(words.noFeeds);
const feed = feedToBegin(feeds, [asked.get('feed'), kept.get('feed')], words.language);
return face(who, feeds, feed.slug);
}
function face(who, feeds, slug) {
const made = new Gallery({
words,
who,
feeds,
slug,
face: (other) => {
asked.delete('feed');
kept.set('feed', other);
face(who, feeds, other);
},
speak: turnTo,
signOut: goOut,
lost: lookAgain,
});
show(made.element);
gallery = made;
made.start();
}
async function goOut() {
const turn = turns;
const isOut = await signOut(kept);
if (turn !== turns) return;
const { go, failed } = words.signOut;
if (isOut) knock();
else confirm({ words, title: go, go, says: [failed], agree: () => void goOut() });
}
async function lookAgain() {
if (performance.now() - lookedMs < ASK_AGAIN_MS) return;
lookedMs = performance.now();
const turn = turns;
const { who } = await whoIsHere(kept);
if (who === null && turn === turns) knock(words.signIn.again);
}
async function begin() {
const turn = turns;
const { who } = await whoIsHere(kept);
if (turn !== turns) return;
if (who === null) knock();
else open(who);
}
speak(asked.get('lang'), kept.get('language'), ...navigator.languages);
begin();
})();
