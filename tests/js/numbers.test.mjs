// Numbers that right-to-left text would take apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numbersApart } from '../../clients/shared/numbers.js';

/** Give the numbers of a text that are isolated. */
function isolated(text) {
  const parts = numbersApart(text);
  assert.equal(parts.join(''), text, 'not a sign is lost');
  return parts.filter((_, n) => n % 2 > 0);
}

for (const [text, ...numbers] of [
  ['للاستفسار: +961 1 234567 أو (+961) 3-123456.', '+961 1 234567', '(+961) 3-123456'],
  ['هاتف 03-123456 و 00961 1 234567', '03-123456', '00961 1 234567'],
  ['+٩٦١ ١ ٢٣٤٥٦٧ للاتصال', '+٩٦١ ١ ٢٣٤٥٦٧'],
  ['الحرارة -5 و−12.5 و(+3)', '-5', '+3'],
  ['انخفض 3.5% وبنسبة 50%، ثم «7%»', '3.5%', '50%', '7%'],
  ['بلغ $100 و 1,500€', '$100', '1,500€'],
  ['نزح 10 000 شخص و 1 250 000 آخرون', '10 000', '1 250 000'],
  ['טלפון +972 3 1234567', '+972 3 1234567'],
]) {
  test(`kept in their own order: ${numbers.join(', ')}`, () => assert.deepEqual(isolated(text), numbers));
}

for (const text of [
  'فاز الفريق 3-1 أمس',
  'بين 10-12 و 2025-2026',
  'كوفيد-19 وطائرة F-16',
  'في 2026 15 قتيلا (12 منهم)',
  'نسبة ٥٠٪ و-٥ و١٢-١٥',
  'عند 12:30 يوم 28/11/2026',
  'Call +961 1 234567, up 50%',
  '',
]) {
  test(`left alone: ${JSON.stringify(text)}`, () => assert.deepEqual(isolated(text), []));
}

test('a long row of digits and spaces takes no long time', () => {
  const text = `ع ${'1 '.repeat(20000)}${'+'.repeat(20000)}${'('.repeat(20000)}`;
  assert.equal(numbersApart(text).join(''), text);
});
