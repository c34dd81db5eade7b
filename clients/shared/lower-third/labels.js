// What a lower third says itself. Another language is another line here; what has none falls back to English.

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

/** Give the label of a level, or of a correction, in a language (BCP 47), with the language that it is in. */
export function labelIn(language, name) {
  const code = String(language || 'en').toLowerCase().split('-', 1)[0];
  const known = Object.keys(LABELS).includes(code) ? code : 'en';
  return { text: LABELS[known][name], language: known, dir: RIGHT_TO_LEFT.includes(known) ? 'rtl' : 'ltr' };
}
