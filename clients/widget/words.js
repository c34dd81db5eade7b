// What the strip says itself, in the languages it speaks; news is never translated.
// Another language is another line of words here, in the same order. What has none falls back to English.

const NAMES =
  'latest|pause|resume|all|hide|empty|flash|alert|urgent|routine|live|connecting|degraded|stale|refused|corrected|changed|before|withheld|canceled|new|less|barred';

/** Hosts may add to it: `customElements.get('breaking-ticker').words.fa = '…'`. */
export const WORDS = {
  en: 'Latest news|Pause|Resume|Show all|Hide|No news right now|Flash|Alert|Urgent|News|Live|Connecting…|News may be late|Stale since {at}|No such feed|Correction|Changed|It said|Being checked by the newsroom|Withdrawn by the newsroom|New|Show less|This page may not read from {host}',
  ar: 'آخر الأخبار|إيقاف مؤقت|استئناف|عرض الكل|إخفاء|لا أخبار الآن|عاجل جدًا|عاجل|عاجل|خبر|مباشر|جارٍ الاتصال…|قد تتأخر الأخبار|بلا تحديث منذ {at}|لا توجد طبعة بهذا الاسم|تصحيح|تغيير|كان النص|تتحقق منه غرفة الأخبار|سحبته غرفة الأخبار|جديد|عرض أقل|لا يُسمح لهذه الصفحة بالقراءة من {host}',
  es: 'Última hora|Pausar|Reanudar|Ver todas|Ocultar|No hay noticias ahora|Flash|Alerta|Urgente|Noticia|En directo|Conectando…|Puede haber retrasos|Sin actualizar desde las {at}|No existe esta edición|Corrección|Cambio|Decía|En comprobación por la redacción|Retirada por la redacción|Nuevo|Ver menos|Esta página no puede leer de {host}',
};

/** Give the words for a language (BCP 47) by name, and the language that they are in. */
export function wordsFor(language) {
  const known = [String(language).toLowerCase().split('-', 1)[0], 'en'].find((code) => WORDS[code]);
  const said = WORDS[known].split('|');
  const english = WORDS.en.split('|'); // a host's own line may be older than a word
  const words = { language: known };
  NAMES.split('|').forEach((name, at) => (words[name] = said[at] || english[at]));
  return words;
}
