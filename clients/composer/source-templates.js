// Attributions to begin with: templates in each language, and the sources used last in each feed.

import { primary } from '../desk/languages.js';

const RECENT = 8;

/** What an attribution often is; the name is the desk's to write where it is empty. */
const TEMPLATES = {
  en: [
    { label: 'Our correspondent', name: 'Correspondent', role: '', kind: 'correspondent' },
    { label: 'Spokesperson', name: '', role: 'Spokesperson', kind: 'spokesperson' },
    { label: 'Official', name: '', role: '', kind: 'official' },
    { label: 'Agency', name: '', role: '', kind: 'agency' },
    { label: 'Not named', name: 'Official who asked not to be named', role: '', kind: 'unnamed' },
  ],
  ar: [
    { label: 'مراسلنا', name: 'مراسلنا', role: '', kind: 'correspondent' },
    { label: 'متحدث', name: '', role: 'المتحدث باسم', kind: 'spokesperson' },
    { label: 'مسؤول', name: '', role: '', kind: 'official' },
    { label: 'وكالة', name: '', role: '', kind: 'agency' },
    { label: 'مصدر لم يُسمَّ', name: 'مصدر مسؤول', role: '', kind: 'unnamed' },
  ],
  es: [
    { label: 'Nuestro corresponsal', name: 'Corresponsal', role: '', kind: 'correspondent' },
    { label: 'Portavoz', name: '', role: 'Portavoz', kind: 'spokesperson' },
    { label: 'Autoridad', name: '', role: '', kind: 'official' },
    { label: 'Agencia', name: '', role: '', kind: 'agency' },
    { label: 'Sin identificar', name: 'Fuente oficial', role: '', kind: 'unnamed' },
  ],
};

/** Give the templates of an edition's language; English where there are none. */
export function templatesFor(language) {
  return TEMPLATES[primary(language)] || TEMPLATES.en;
}

export class SourceTemplates {
  #storage;

  constructor(storage) {
    this.#storage = storage;
  }

  /** Give the sources used last in a feed, the last first. */
  recent(feed) {
    const known = this.#storage.get(`sources ${feed}`);
    return Array.isArray(known) ? known : [];
  }

  /** Remember a source that was used. */
  use(feed, { name, role = '', kind = '' }) {
    const others = this.recent(feed).filter((one) => one.name !== name || one.role !== role);
    this.#storage.set(`sources ${feed}`, [{ name, role, kind }, ...others].slice(0, RECENT));
  }

  /** Forget every source: somebody else may sign in. */
  forget() {
    for (const name of this.#storage.names('sources ')) this.#storage.remove(name);
  }
}
