// What a playout system says to a template, from whatever form it comes in to a plain object. No DOM, no parser of its
// host: CasparCG's XML is read by its own small grammar, so that nothing in it is ever markup.

const COMPONENT = /<componentData\s+id\s*=\s*("[^"]*"|'[^']*')\s*>([\s\S]*?)<\/componentData>/g;
const DATA = /<data\s+([^>]*?)\/?>/;
const VALUE = /(?:^|\s)value\s*=\s*("[^"]*"|'[^']*')/;
const ENTITY = /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|quot|apos|amp|lt|gt);/g;
const NAMED = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>' };

/** Read an object, JSON or CasparCG's `<templateData>`; what is none of these says nothing. */
export function readTemplateData(given) {
  if (given !== null && typeof given === 'object') return given;
  if (typeof given !== 'string') return {};
  const text = given.trim();
  return text.startsWith('<') ? readXml(text) : readJson(text);
}

/** Give what was typed into SPX, which writes it as HTML; it is known by a field that it adds. Others send what was typed. */
export function asTyped(told) {
  if (told.epochID === undefined) return told;
  const typed = Object.assign({}, told);
  for (const name of Object.keys(typed)) {
    if (typeof typed[name] === 'string') typed[name] = unescaped(typed[name]).replace(/<br>/g, ' ');
  }
  return typed;
}

function readJson(text) {
  try {
    const read = JSON.parse(text);
    return read !== null && typeof read === 'object' && !Array.isArray(read) ? read : {};
  } catch (_) {
    return {};
  }
}

function readXml(text) {
  const read = {};
  text.replace(COMPONENT, (_, id, inner) => {
    const found = DATA.exec(inner);
    const value = found && VALUE.exec(found[1]);
    if (value) read[unescaped(id.slice(1, -1))] = unescaped(value[1].slice(1, -1));
    return '';
  });
  return read;
}

function unescaped(text) {
  return text.replace(ENTITY, (whole, name) => {
    if (!name.startsWith('#')) return NAMED[name];
    const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
