import { expect, it } from 'vitest';
import { jsonProblem } from '../../../renderer/wire/json/json-problem.ts';

it('JSON of the wanted kind, and none at all, has no problem', () => {
  expect(jsonProblem('', 'object')).toBeNull();
  expect(jsonProblem(' \n', 'array')).toBeNull();
  expect(jsonProblem('{"a":1}', 'object')).toBeNull();
  expect(jsonProblem('[1]', 'array')).toBeNull();
  for (const text of ['1', '"a"', 'null', '[]', '{}']) expect(jsonProblem(text, 'any')).toBeNull();
});

it('JSON of another kind is told which kind it has to be', () => {
  for (const text of ['[1]', 'null', '7']) {
    expect(jsonProblem(text, 'object'), text).toBe('This must be an object: { … }.');
  }
  for (const text of ['{}', 'null', '"a"']) {
    expect(jsonProblem(text, 'array'), text).toBe('This must be an array: [ … ].');
  }
});

it('what is no JSON is told its mistake, whatever kind is wanted', () => {
  const mistake = jsonProblem('{"a":1,}', 'any');
  expect(mistake).not.toBeNull();
  expect(jsonProblem('{"a":1,}', 'array')).toBe(mistake);
});
