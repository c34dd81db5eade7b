// What the operator's page says, beside what it shares with the composer.

import { wordsFor } from '../../composer/words.js';

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
    composer: 'الشرائط السفلية',
    door: 'سجّل الدخول كمحرر',
    notEditor: 'مفتاح المحرر وحده يرى ما على الشاشات.',
    onAir: 'على الهواء الآن',
    noScreens: 'لم تُبلغ أي شاشة لهذه الطبعة في آخر ٢٤ ساعة.',
    nothing: 'لا شيء على الهواء',
    gone: 'سطر لم يعد قائمًا',
    upToDate: 'غير متأخرة',
    unknown: 'مقدار التأخر غير معروف',
    delay: 'مهلة {s} ث',
    states: { live: 'مباشر', connecting: 'جارٍ الاتصال', degraded: 'خدمة متعثرة', stale: 'رُفع: بلا تحديث', refused: 'لا طبعة', hidden: 'مخفية' },
    modes: { auto: 'يدور', taken: 'مأخوذ', held: 'مثبّت', cleared: 'مُخلى' },
    steer: 'التحكم',
    nobody: 'لا شريط سفليًا لهذه الطبعة مفتوح في هذا المتصفح. تتحكم هذه الصفحة بمصادر OBS حين تكون لوحة فيه.',
    here: { zero: 'لا شرائط هنا', one: 'شريط واحد هنا', two: 'شريطان هنا', few: '{n} شرائط هنا', many: '{n} شريطًا هنا', other: '{n} شريط هنا' },
    whom: 'أيها',
    everyone: 'كل ما هنا',
    commands: { next: 'التالي', hold: 'تثبيت', auto: 'تلقائي', clear: 'إخلاء' },
    heard: { zero: '{command}: لم يسمعه أحد', one: '{command}: سمعه واحد', two: '{command}: سمعه اثنان', few: '{command}: سمعه {n}', many: '{command}: سمعه {n}', other: '{command}: سمعه {n}' },
    unheard: '{command}: لم يسمعه أحد',
    lines: 'السطور',
    noLines: 'لا سطر قائمًا.',
    take: 'خذ',
    receipts: 'ما سُحب وإيصالاته',
    noReceipts: 'لم يُسحب شيء في آخر ٢٤ ساعة.',
    killed: 'سُحب {at}',
  },
};

/** Give the words for a language (BCP 47): the composer's, with `operator` for this page's own. */
export function operatorWords(language) {
  const shared = wordsFor(language);
  const own = OWN[shared.language];
  return { ...shared, composer: own.composer, operator: own, signIn: { ...shared.signIn, title: own.door } };
}
