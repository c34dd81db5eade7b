// Languages by their tags (BCP 47).

/** Give the primary language of a tag: `es` of `es-419`. */
export function primary(language) {
  return String(language).toLowerCase().split('-', 1)[0];
}
