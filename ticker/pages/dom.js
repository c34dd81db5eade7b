// Making elements. Text goes in as text nodes only: nothing on this page is ever parsed as markup.

/** Make an element with attributes and children; null children and attributes are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Give the language and direction of an entry's words as attributes. */
export function tongue({ language, dir }) {
  return { lang: language ?? null, dir: dir === 'rtl' || dir === 'ltr' ? dir : 'auto' };
}

/** Change an element's text only if it differs, so that nothing is drawn or read out twice. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
