// How large the words of a line can be, and on how many pages they stand: measured, never guessed.

import { pagesFor } from './pages.js';
import { graphicOf, wordsOf } from './graphic.js';

/** Sizes of the words from the one that is wanted to the smallest that can be read on a set, with how many rows each. */
const STEPS = {
  landscape: [[56, 2], [48, 2], [42, 3], [38, 3]],
  portrait: [[56, 5], [50, 6], [44, 7], [40, 7]],
};
/** Nothing is smaller in a picture of 1080 rows: who says it must be read as well. */
const SMALLEST = 26;
const SOURCE_ROWS = { landscape: 2, portrait: 4 };

/**
 * Give the size and the pages of an entry's words.
 *
 * @param {Element} stage where the plates stand, its unit set
 * @returns {{size: number, pages: string[]}}
 */
export function fitted(stage, entry, { label, form, shape }) {
  const words = wordsOf(entry, form);
  const plate = graphicOf(entry, { words, label });
  plate.classList.add('measure');
  stage.append(plate);
  try {
    for (const [size, rows] of STEPS[shape]) {
      if (fits(plate, words, { size, rows, sourceRows: SOURCE_ROWS[shape] })) return { size, pages: [words] };
    }
    const [size, rows] = STEPS[shape][STEPS[shape].length - 1];
    return { size, pages: pagesFor(words, (part) => fits(plate, part, { size, rows, sourceRows: Infinity })) };
  } finally {
    plate.remove();
  }
}

/** Set how large the words of a plate are, and what stands beside them. */
export function sized(plate, size) {
  const sizes = { '--size': size, '--label-size': Math.max(SMALLEST, size * 0.6), '--source-size': Math.max(SMALLEST, size * 0.68) };
  for (const name of Object.keys(sizes)) plate.style.setProperty(name, `calc(var(--u) * ${sizes[name]})`);
  return plate;
}

function fits(plate, words, { size, rows, sourceRows }) {
  sized(plate, size);
  const said = plate.querySelector('.words');
  const source = plate.querySelector('.source');
  said.textContent = words;
  return rowsOf(said) <= rows && isWide(said) && (!source || (rowsOf(source) <= sourceRows && isWide(source)));
}

function rowsOf(box) {
  const style = getComputedStyle(box);
  return Math.round(box.getBoundingClientRect().height / parseFloat(style.lineHeight));
}

function isWide(box) {
  return box.scrollWidth <= box.clientWidth + 1;
}
