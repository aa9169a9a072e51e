import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Expectation } from '../../preload/contract/interchange/expectations.ts';
import { readCount, writeCount } from '../../renderer/expectations/checks/count.ts';
import { assertionOf, freshRow, rowOf } from '../../renderer/expectations/checks/rows.ts';
import { SUBJECTS } from '../../renderer/expectations/checks/subjects.ts';
import { readValue, valueText } from '../../renderer/expectations/checks/values.ts';
import { typedNames, withField } from '../../renderer/expectations/draft.ts';
import { runs } from '../helpers/runs.ts';

it.each<[unknown, string, string]>([
  [{ method: 'POST' }, 'equals', 'POST'],
  [{ path: { matches: '^/a' } }, 'matches', '^/a'],
  [{ header: 'X-Id', oneOf: ['a', 'b'] }, 'oneOf', 'a, b'],
  [{ query: 'page', absent: true }, 'absent', ''],
  [{ json: '$.n', equals: 12 }, 'equals', '12'],
  [{ json: '$.n', equals: '12' }, 'equals', '"12"'],
  [{ json: '$.n', equals: null }, 'equals', 'null'],
  [{ json: '$.n', equals: '12345678901234567890' }, 'equals', '12345678901234567890'],
  [{ json: '$.n', gte: 1.5 }, 'gte', '1.5'],
  [{ json: '$.n', length: { min: 2, max: 5 } }, 'length', '2..5'],
  [{ body: { size: 3 } }, 'size', '3'],
  [{ signature: ['ok', 'token'] }, 'oneOf', 'ok, token'],
  [{ reply: { status: '2xx' } }, 'equals', '2xx'],
  [{ reply: { status: 404 } }, 'equals', '404'],
  [{ reply: { header: { name: 'X-Id', exists: true } } }, 'exists', ''],
  [{ reply: { json: { path: '$.ok', equals: true } } }, 'equals', 'true'],
  [{ delivered: 'Shop' }, 'state', 'delivered'],
])('%j is a row, and the row is it', (assertion, operator, typed) => {
  const row = rowOf(assertion);
  expect(row).toMatchObject({ operator, typed });
  expect(row && assertionOf(row)).toEqual(assertion);
  expect(Expectation.safeParse({ each: [assertion] }).success).toBe(true);
});

it.each([
  { json: '$.n', gte: 1, lt: 5 },
  { json: '$.n', deepEquals: { a: 1 } },
  { header: 'X', equals: 'a', any: true },
  { header: 'X', exists: false },
  { header: 'X', oneOf: ['a, b'] },
  { body: { schema: {} } },
  { colour: 'red' },
  'POST',
  null,
])('%j is more than a row can show', (assertion) => {
  expect(rowOf(assertion)).toBeNull();
});

it('whatever is typed into a row stays what was typed, for every comparison', () => {
  const cases = SUBJECTS.flatMap((subject) =>
    Object.entries(subject.operators).map(([operator, kind]) => ({ subject, operator, kind })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.string(), fc.string(), (one, name, typed) => {
      const { subject, operator, kind } = one;
      const its = subject.name === undefined ? '' : name;
      const made = assertionOf({ subject, operator, name: its, typed });
      const row = rowOf(made);
      // What is typed may come to another text of the same value, never to another value.
      expect(row?.operator).toBe(operator);
      expect(row && assertionOf(row)).toEqual(made);
      expect(row?.typed).toBe(valueText(kind, readValue(kind, typed)));
    }),
    { numRuns: runs(500) },
  );
});

it('a new check of every kind is a row of that kind', () => {
  for (const subject of SUBJECTS) {
    expect(rowOf(assertionOf(freshRow(subject)))?.subject.id).toBe(subject.id);
  }
});

it('a count is a choice with its numbers, or is left to the JSON', () => {
  for (const count of [3, { min: 1 }, { max: 4 }, { min: 2, max: 5 }]) {
    const read = readCount(count);
    expect(read && writeCount(read)).toEqual(count);
  }
  expect(readCount(undefined)).toMatchObject({ kind: 'min', min: 1 });
  expect(readCount('many')).toBeNull();
});

it('a field comes where one looks for it, and what is not shown stays', () => {
  const written = { search: 'a', each: [], drift: 1 };
  expect(Object.keys(withField(written, 'count', 2))).toEqual(['search', 'count', 'each', 'drift']);
  expect(withField(written, 'each', undefined)).toEqual({ search: 'a', drift: 1 });
});

it('drafts of expectations are known by their names', () => {
  const drafts = ['expectation:Paid: once', 'expectation:', 'endpoint:ep_1'].map((key) => ({
    key,
  }));
  expect(typedNames(drafts)).toEqual(new Set(['Paid: once', null]));
});
