import { BSONRegExp } from 'bson';
import { describe, expect, it } from 'vitest';
import { allBut, NUMBERS, ONE_OF_EACH } from '../bson-types.ts';
import { canonical, evaluated, refusal } from '../language.ts';

describe('texts', () => {
  it.each([
    [{ $substr: ['hello', 0, 100] }, 'hello'],
    [{ $substr: ['abc', 5, 2] }, ''],
    [{ $substr: ['abcde', 2, -1] }, 'cde'],
    [{ $substr: [new Date('2024-03-05'), 0, 10] }, '2024-03-05'],
    [{ $substr: [12345, 0, 2] }, '12'],
    [{ $substr: [null, 0, 2] }, ''],
    [{ $substrBytes: ['käse', 0, 3] }, 'kä'],
    [{ $substrCP: ['k😀se', 1, 2] }, '😀s'],
    [{ $toUpper: null }, ''],
    [{ $toUpper: 'ärger' }, 'äRGER'],
    [{ $toLower: 'ÄRGER' }, 'Ärger'],
    [{ $toUpper: 1.5 }, '1.5'],
    [{ $concat: ['a', 'b', null] }, null],
    [{ $concat: ['a', '$none'] }, null],
    [{ $concat: [] }, ''],
    [{ $indexOfCP: ['cafétéria', 'é'] }, 3],
    [{ $indexOfCP: ['cafétéria', 'é', 4] }, 5],
    [{ $indexOfCP: ['abc', 'c', 0, 2] }, -1],
    [{ $indexOfCP: ['abc', 'a', 5] }, -1],
    [{ $indexOfCP: ['😀a', 'a'] }, 1],
    [{ $indexOfBytes: ['😀a', 'a'] }, 4],
    [{ $indexOfBytes: ['abc', ''] }, 0],
    [{ $indexOfBytes: [null, 'a'] }, null],
    [{ $replaceAll: { input: 'ab', find: '', replacement: '-' } }, '-a-b-'],
    [{ $replaceAll: { input: 'aXbX', find: 'X', replacement: { $literal: '$&' } } }, 'a$&b$&'],
    [{ $replaceOne: { input: 'aXbX', find: 'X', replacement: '-' } }, 'a-bX'],
    [{ $replaceOne: { input: 'ab', find: null, replacement: '-' } }, null],
    [{ $split: ['a b', '$none'] }, null],
    [{ $split: ['a,,b', ','] }, ['a', '', 'b']],
    [{ $trim: { input: ' \t\u00a0a\u2009' } }, 'a'],
    [{ $trim: { input: '\u3000a' } }, '\u3000a'],
    [{ $trim: { input: 'xxaxx', chars: 'x' } }, 'a'],
    [{ $ltrim: { input: ' a ' } }, 'a '],
    [{ $rtrim: { input: ' a ' } }, ' a'],
    [{ $trim: { input: ' a ', chars: null } }, null],
    [{ $trim: { input: '$none' } }, null],
    [{ $strcasecmp: ['Ab', 'aB'] }, 0],
    [{ $strcasecmp: ['a', null] }, 1],
    [{ $strLenCP: '😀' }, 1],
    [{ $strLenBytes: '😀' }, 4],
  ])('%j', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });

  it.each(['$strLenBytes', '$strLenCP', '$indexOfCP', '$indexOfBytes', '$strcasecmp'])(
    '%s gives an int32',
    (name) => {
      const operand = name.startsWith('$strLen') ? 'ab' : ['ab', 'b'];
      expect(canonical({ [name]: operand })).toMatch(/^\{"\$numberInt"/);
    },
  );

  it.each([
    [{ $split: ['ab', ''] }, 40087],
    [{ $substrBytes: ['käse', 2, 1] }, 28656],
    [{ $substrBytes: ['käse', 0, 2] }, 28657],
    [{ $substrBytes: ['a', -1, 1] }, 50752],
    [{ $substrBytes: ['a', 'x', 1] }, 16034],
    [{ $substrBytes: ['a', 0, 'x'] }, 16035],
    [{ $substrCP: ['a', 'x', 1] }, 34450],
    [{ $substrCP: ['a', 1.5, 1] }, 34451],
    [{ $substrCP: ['a', 0, 'x'] }, 34452],
    [{ $substrCP: ['a', 0, 1.5] }, 34453],
    [{ $substrCP: ['a', 0, -1] }, 34454],
    [{ $substrCP: ['a', -1, 1] }, 34455],
    [{ $indexOfCP: ['a', 'a', -1] }, 40097],
    [{ $indexOfCP: ['a', 'a', 1.5] }, 40096],
    [{ $indexOfBytes: ['a', 'a', null] }, 40096],
    [{ $replaceOne: { input: null, find: 1, replacement: '' } }, 10503901],
    [{ $replaceOne: { input: 1, find: 1, replacement: 1 } }, 10503904],
    [{ $replaceAll: { input: 'a', find: 'a', replacement: 1 } }, 10503902],
  ])('refuses %j', (expression, code) => {
    expect(refusal(expression)).toBe(code);
  });

  it.each(allBut('string'))('refuses a %s where a text is needed', (_type, value) => {
    const document = { v: value };
    expect(refusal({ $concat: ['a', '$v'] }, document)).toBe(16702);
    expect(refusal({ $strLenCP: '$v' }, document)).toBe(34471);
    expect(refusal({ $strLenBytes: '$v' }, document)).toBe(34473);
    expect(refusal({ $trim: { input: '$v' } }, document)).toBe(50699);
    expect(refusal({ $trim: { input: 'a', chars: '$v' } }, document)).toBe(50700);
    expect(refusal({ $split: ['$v', 'a'] }, document)).toBe(40085);
    expect(refusal({ $split: ['a', '$v'] }, document)).toBe(10503900);
    expect(refusal({ $indexOfCP: ['$v', 'a'] }, document)).toBe(40093);
    expect(refusal({ $indexOfCP: ['a', '$v'] }, document)).toBe(40094);
    expect(refusal({ $indexOfBytes: ['$v', 'a'] }, document)).toBe(40091);
    expect(refusal({ $indexOfBytes: ['a', '$v'] }, document)).toBe(40092);
  });

  it.each(['$strLenCP', '$strLenBytes'])('%s refuses null', (name) => {
    expect(refusal({ [name]: null })).toBeTypeOf('number');
    expect(refusal({ [name]: '$none' })).toBeTypeOf('number');
  });

  const asText = [...NUMBERS, 'string', 'date', 'timestamp', 'javascript'] as const;
  it.each(asText)('takes a %s for a text', (type) => {
    expect(evaluated({ $toUpper: '$v' }, { v: ONE_OF_EACH[type] })).toBeTypeOf('string');
  });
  it.each(allBut(...asText))('takes no %s for a text', (_type, value) => {
    for (const name of ['$toUpper', '$toLower'])
      expect(refusal({ [name]: '$v' }, { v: value })).toBe(16007);
    expect(refusal({ $substrCP: ['$v', 0, 1] }, { v: value })).toBe(16007);
  });
});

describe('regular expressions', () => {
  const find = (input: unknown, regex: unknown, options?: unknown): unknown =>
    evaluated({ $regexFind: options === undefined ? { input, regex } : { input, regex, options } });

  it('tells where, and what its groups caught', () => {
    expect(find('😀 line', '(l)(x)?')).toEqual({ match: 'l', idx: 2, captures: ['l', null] });
    expect(evaluated({ $regexFindAll: { input: 'abab', regex: 'b' } })).toEqual([
      { match: 'b', idx: 1, captures: [] },
      { match: 'b', idx: 3, captures: [] },
    ]);
    expect(evaluated({ $regexFindAll: { input: 'ab', regex: '' } })).toHaveLength(3);
  });

  it('finds nothing in what is not there', () => {
    for (const [input, regex] of [
      [null, 'a'],
      ['$none', 'a'],
      ['a', null],
      ['a', '$none'],
    ]) {
      expect(evaluated({ $regexMatch: { input, regex } })).toBe(false);
      expect(evaluated({ $regexFind: { input, regex } })).toBeNull();
      expect(evaluated({ $regexFindAll: { input, regex } })).toEqual([]);
    }
    expect(evaluated({ $regexMatch: { input: 'a', regex: 'a', options: null } })).toBe(true);
  });

  it.each([
    ['\\Aab', 'abc', 'ab'],
    ['[[:alpha:]]+', '12abc', 'abc'],
    ['[^[:digit:]]', '1a', 'a'],
    ['\\p{Cyrillic}+', 'abc привет', 'привет'],
    ['\\p{Lu}', 'aB', 'B'],
    ['b\\z', 'ab', 'b'],
    ['b$', 'ab\n', 'b'],
    ['(?i)ABC', 'abc', 'abc'],
    ['a(?i)B', 'ab', 'ab'],
    ['\\h+', 'a \tb', ' \t'],
    ['\\Qa.b\\E', 'a.b', 'a.b'],
    ['(?P<x>a)(?P=x)', 'aa', 'aa'],
    ['a{,2}', 'a{,2}', 'a{,2}'],
    ['[]a]', ']', ']'],
    ['\\x{1F600}', '😀', '😀'],
    ['(?<=a)b', 'ab', 'b'],
    ['a(?#note)b', 'ab', 'ab'],
    ['[\\w-]+', 'a-b', 'a-b'],
  ])('reads %s as PCRE does', (regex, input, match) => {
    expect(find(input, regex)).toMatchObject({ match });
  });

  it.each([
    ['HELLO', 'hello', 'i', 'HELLO'],
    ['one\ntwo', '^two', 'm', 'two'],
    ['one\r\ntwo', '^two', 'm', 'two'],
    ['a\nb', 'a.b', 's', 'a\nb'],
    ['hello', 'hel lo # a note', 'x', 'hello'],
    ['HELLO', 'hel lo', 'imsx', 'HELLO'],
    ['hello', 'hello', 'u', 'hello'],
    ['HELLO', new BSONRegExp('hello'), 'i', 'HELLO'],
  ])('finds in %j by %s with %s', (input, regex, options, match) => {
    expect(find(input, regex, options)).toMatchObject({ match });
  });

  it.each([
    [{ input: 1, regex: 'a' }, 51104],
    [{ input: 1, regex: null }, 51104],
    [{ input: null, regex: 1 }, 51105],
    [{ input: null, regex: 'a', options: 1 }, 51106],
    [{ input: null, regex: new BSONRegExp('a', 'i'), options: 'i' }, 51107],
    [{ input: null, regex: 'a', options: 'z' }, 51108],
    [{ input: 'a', regex: 'a\0' }, 51109],
    [{ input: null, regex: '[a' }, 51111],
    [{ input: null, regex: '(a' }, 51111],
  ])('refuses %j', (operand, code) => {
    for (const name of ['$regexMatch', '$regexFind', '$regexFindAll']) {
      expect(refusal({ [name]: operand })).toBe(code);
    }
  });

  it.each(['a++', '(?>a)', '(?R)', 'a\\Kb'])('says that %s is not to be had', (regex) => {
    expect(refusal({ $regexMatch: { input: 'a', regex } })).toContain('not available offline');
  });
});
