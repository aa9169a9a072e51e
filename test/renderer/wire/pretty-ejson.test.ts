import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prettyEjson } from '../../../renderer/wire/json/pretty-ejson.ts';

it('indents what a function returned', () => {
  expect(prettyEjson('{"a":{"$oid":"1"}}')).toBe('{\n  "a": {\n    "$oid": "1"\n  }\n}');
});

it('shows a text that was cut off as it is', () => {
  expect(prettyEjson('{"a":[1,2')).toBe('{"a":[1,2');
});

it('changes no digit of a number', () => {
  const text = '{"big":12345678901234567890,"small":1.10,"same":"12345678901234567890"}';
  expect(prettyEjson(text).replaceAll(/\s/g, '')).toBe(text);
});

it('loses nothing of any JSON but its blanks', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(prettyEjson(text))).toEqual(JSON.parse(text));
    }),
  );
});
