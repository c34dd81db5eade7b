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
  ['فاز الفريق 3-1 أمس', '3', '1'],
  ['2-1 للأهلي، UNIFIL 3-0', '2', '1', '3', '0'],
  ['بين 10-12 و 2025–2026 و1990—1995', '10', '12', '2025', '2026', '1990', '1995'],
  ['(٣-١) و 50-60% و -5-10', '٣', '١', '50', '60%', '-5', '10'],
  ['نزح 10 000-20 000 بين 12:30-14:00', '10 000', '20 000', '12:30', '14:00'],
]) {
  test(`kept in their own order: ${numbers.join(', ')}`, () => assert.deepEqual(isolated(text), numbers));
}

for (const text of [
  'كوفيد-19 وطائرة F-16',
  'في 2026 15 قتيلا (12 منهم)',
  'نسبة ٥٠٪ و-٥ و١٢',
  'النتيجة 3:2 عند 12:30 يوم 28/11/2026',
  'Call +961 1 234567, up 50%',
  '',
]) {
  test(`left alone: ${JSON.stringify(text)}`, () => assert.deepEqual(isolated(text), []));
}

test('a long row of digits and spaces takes no long time', () => {
  const text = `ع ${'1 '.repeat(20000)}${'+'.repeat(20000)}${'('.repeat(20000)}`;
  assert.equal(numbersApart(text).join(''), text);
});
