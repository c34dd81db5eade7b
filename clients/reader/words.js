// What the page itself says, in the languages it speaks; news is never translated.
// Another language is another table here. What no table has falls back to English.

const EN = {
  language: 'en',
  dir: 'ltr',
  latest: 'Latest news',
  feeds: 'Editions',
  pause: 'Pause',
  resume: 'Resume',
  waiting: { one: '{n} new', other: '{n} new' },
  empty: 'No news stands right now. It will appear here by itself.',
  loading: 'Fetching the latest…',
  levels: { flash: 'Flash', alert: 'Alert', urgent: 'Urgent', routine: 'Routine' },
  states: {
    live: 'Live',
    connecting: 'Connecting…',
    degraded: 'Degraded: news may be late',
    stale: 'Stale since {at}',
    refused: 'No such edition',
  },
  unnamed: 'not named',
  corrected: 'Correction',
  changed: 'Changed since you saw it',
  before: 'It said',
  withheld: 'This update is being checked by the newsroom.',
  canceled: 'This update was withdrawn by the newsroom.',
  replaces: 'Replaces an update that was withdrawn',
  more: 'More at {host}',
  source: 'This edition as JSON',
  again: 'Live again',
  told: {
    new: { one: '{n} new update', other: '{n} new updates' },
    corrected: { one: '{n} correction', other: '{n} corrections' },
    changed: { one: '{n} change', other: '{n} changes' },
    withheld: { one: '{n} update being checked', other: '{n} updates being checked' },
    canceled: { one: '{n} update withdrawn', other: '{n} updates withdrawn' },
  },
};

const AR = {
  language: 'ar',
  dir: 'rtl',
  latest: 'آخر الأخبار',
  feeds: 'الطبعات',
  pause: 'إيقاف مؤقت',
  resume: 'استئناف',
  waiting: { zero: 'لا جديد', one: 'خبر جديد', two: 'خبران جديدان', few: '{n} أخبار جديدة', many: '{n} خبرًا جديدًا', other: '{n} خبر جديد' },
  empty: 'لا أخبار قائمة الآن. ستظهر هنا من تلقاء نفسها.',
  loading: 'جارٍ جلب آخر الأخبار…',
  levels: { flash: 'عاجل جدًا', alert: 'عاجل', urgent: 'عاجل', routine: 'خبر' },
  states: {
    live: 'مباشر',
    connecting: 'جارٍ الاتصال…',
    degraded: 'خدمة متعثرة: قد تتأخر الأخبار',
    stale: 'بلا تحديث منذ {at}',
    refused: 'لا توجد طبعة بهذا الاسم',
  },
  unnamed: 'لم يُذكر اسمه',
  corrected: 'تصحيح',
  changed: 'تغيّر منذ أن رأيته',
  before: 'كان النص',
  withheld: 'غرفة الأخبار تتحقق من هذا الخبر.',
  canceled: 'سحبت غرفة الأخبار هذا الخبر.',
  replaces: 'بديل عن خبر سُحب',
  more: 'المزيد في {host}',
  source: 'هذه الطبعة بصيغة JSON',
  again: 'عاد البث المباشر',
  told: {
    new: { zero: 'لا جديد', one: 'خبر جديد', two: 'خبران جديدان', few: '{n} أخبار جديدة', many: '{n} خبرًا جديدًا', other: '{n} خبر جديد' },
    corrected: { zero: 'لا تصحيح', one: 'تصحيح', two: 'تصحيحان', few: '{n} تصحيحات', many: '{n} تصحيحًا', other: '{n} تصحيح' },
    changed: { zero: 'لا تغيير', one: 'تغيير', two: 'تغييران', few: '{n} تغييرات', many: '{n} تغييرًا', other: '{n} تغيير' },
    withheld: { zero: 'لا خبر قيد التحقق', one: 'خبر قيد التحقق', two: 'خبران قيد التحقق', few: '{n} أخبار قيد التحقق', many: '{n} خبرًا قيد التحقق', other: '{n} خبر قيد التحقق' },
    canceled: { zero: 'لم يُسحب خبر', one: 'سُحب خبر', two: 'سُحب خبران', few: 'سُحبت {n} أخبار', many: 'سُحب {n} خبرًا', other: 'سُحب {n} خبر' },
  },
};

const ES = {
  language: 'es',
  dir: 'ltr',
  latest: 'Última hora',
  feeds: 'Ediciones',
  pause: 'Pausar',
  resume: 'Reanudar',
  waiting: { one: '{n} nueva', other: '{n} nuevas' },
  empty: 'No hay noticias vigentes. Aparecerán aquí por sí solas.',
  loading: 'Cargando lo último…',
  levels: { flash: 'Flash', alert: 'Alerta', urgent: 'Urgente', routine: 'Noticia' },
  states: {
    live: 'En directo',
    connecting: 'Conectando…',
    degraded: 'Servicio degradado: puede haber retrasos',
    stale: 'Sin actualizar desde las {at}',
    refused: 'No existe esta edición',
  },
  unnamed: 'sin identificar',
  corrected: 'Corrección',
  changed: 'Ha cambiado desde que lo vio',
  before: 'Decía',
  withheld: 'La redacción está comprobando esta noticia.',
  canceled: 'La redacción ha retirado esta noticia.',
  replaces: 'Sustituye a una noticia retirada',
  more: 'Más en {host}',
  source: 'Esta edición en JSON',
  again: 'De nuevo en directo',
  told: {
    new: { one: '{n} noticia nueva', other: '{n} noticias nuevas' },
    corrected: { one: '{n} corrección', other: '{n} correcciones' },
    changed: { one: '{n} cambio', other: '{n} cambios' },
    withheld: { one: '{n} noticia en comprobación', other: '{n} noticias en comprobación' },
    canceled: { one: '{n} noticia retirada', other: '{n} noticias retiradas' },
  },
};

const TABLES = { en: EN, ar: AR, es: ES };

/** Give the table for a language (BCP 47); English where there is none. */
export function wordsFor(language) {
  return TABLES[language.toLowerCase().split('-', 1)[0]] ?? EN;
}

/** Say a number of things, in the language's own plural. */
export function count(words, forms, n) {
  const form = forms[new Intl.PluralRules(words.language).select(n)] ?? forms.other;
  return form.replace('{n}', new Intl.NumberFormat(words.language).format(n));
}

/** Say a time in full. */
export function moment(words, atMs) {
  return new Intl.DateTimeFormat(words.language, { dateStyle: 'full', timeStyle: 'long' }).format(atMs);
}
