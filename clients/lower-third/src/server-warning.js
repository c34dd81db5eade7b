// Says on the page itself that its policy bars the server it was told of: an empty picture would tell nobody why.

const TEXTS = {
  en: 'This page may not read from {host}. Name it in --client-servers, or open the page from disk.',
  ar: 'لا يُسمح لهذه الصفحة بالقراءة من {host}. أضفه إلى ‎--client-servers‎ أو افتح الصفحة من القرص.',
  es: 'Esta página no puede leer de {host}. Añádalo a --client-servers o abra la página desde el disco.',
};

/** Say so once, as soon as it happens. */
export function warnOfBarredServer() {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective !== 'connect-src' || document.querySelector('.barred')) return;
    const language = navigator.language.slice(0, 2);
    const notice = document.createElement('p');
    notice.className = 'barred';
    notice.setAttribute('role', 'alert');
    notice.dir = 'auto';
    notice.textContent = (TEXTS[language] || TEXTS.en).replace('{host}', blockedURI.replace(/^\w+:\/\/|\/.*$/g, ''));
    document.body.append(notice);
  });
}
