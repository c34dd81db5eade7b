// The languages that the pages speak, and what the sign-in form says in each. It comes before everything else, so that
// it is small: what a page says besides is in `words-en.js`, `words-ar.js` and `words-es.js`.

const WORDS = {
  en: {
    language: 'en',
    dir: 'ltr',
    called: 'English',
    languageOf: 'Language',
    signIn: {
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
    noFeeds: 'This key is for no edition that is served here.',
    notEditor: 'Only the key of an editor sees what screens have on air.',
    pages: {
      composer: { name: 'Composer', signIn: 'Sign in to file' },
      operator: { name: 'Lower thirds', signIn: 'Sign in as an editor' },
    },
  },
  ar: {
    language: 'ar',
    dir: 'rtl',
    called: 'العربية',
    languageOf: 'اللغة',
    signIn: {
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
    noFeeds: 'هذا المفتاح ليس لأي طبعة تُقدَّم هنا.',
    notEditor: 'مفتاح المحرر وحده يرى ما على الشاشات.',
    pages: {
      composer: { name: 'تحرير الأخبار', signIn: 'سجّل الدخول لترسل' },
      operator: { name: 'الثلث السفلي', signIn: 'سجّل الدخول بمفتاح محرر' },
    },
  },
  es: {
    language: 'es',
    dir: 'ltr',
    called: 'Español',
    languageOf: 'Idioma',
    signIn: {
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
    noFeeds: 'Esta clave no es de ninguna edición que se sirva aquí.',
    notEditor: 'Solo la clave de un editor ve qué tienen las pantallas en emisión.',
    pages: {
      composer: { name: 'Redacción', signIn: 'Entrar para enviar' },
      operator: { name: 'Rótulos', signIn: 'Entrar con clave de editor' },
    },
  },
};

export const LANGUAGES = Object.values(WORDS).map(({ language, called }) => ({ language, called }));

/** Give the primary language of a tag (BCP 47): `es` of `es-419`. */
export function primary(language) {
  return String(language).toLowerCase().split('-', 1)[0];
}

/** Give the first of these languages that the pages speak; English where they speak none of them. */
export function spokenOf(...languages) {
  return languages.map(primary).find((language) => Object.hasOwn(WORDS, language)) || 'en';
}

/** Give what a page (`composer`, `operator`) says while nobody is signed in. */
export function signInWords(page, language) {
  const { pages, ...words } = WORDS[language];
  return { ...words, page: pages[page].name, signIn: { ...words.signIn, title: pages[page].signIn } };
}
