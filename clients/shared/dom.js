// Making elements. Text goes in as text nodes only: nothing is ever parsed as markup.

/** Make an element with attributes and children; null children and attributes are left out. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const attribute of Object.keys(attributes || {})) {
    const value = attributes[attribute];
    if (value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Give the language and direction of an entry's words as attributes. */
export function tongue({ language, dir }) {
  return { lang: language || null, dir: dir === 'rtl' || dir === 'ltr' ? dir : 'auto' };
}

/** Change an element's text only if it differs, so that nothing is drawn or read out twice. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Make `wanted` the children of `parent`, moving as little as can be. */
export function place(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] || null);
  });
}
