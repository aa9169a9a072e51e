import fc from 'fast-check';
import { parse, parseTree, type ParseError } from 'jsonc-parser';
import { afterAll, expect, it } from 'vitest';
import { hashOf } from '../../main/project/files/read-source.ts';
import type { Source } from '../../main/project/files/source.ts';
import { editTexts } from '../../main/project/files/write-back.ts';
import type { Json } from '../../main/project/canonical.ts';
import { runs } from '../helpers/runs.ts';
import { until } from '../helpers/until.ts';
import { startProject } from './start-project.ts';

function sourceOf(text: string): Source {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) throw new Error(`No JSON: ${text}`);
  const main = { name: 'backstitch.json', path: '/x', text, hash: hashOf(text), tree };
  return { folder: '/', main, files: new Map([[main.name, main]]) };
}

/** The text after the list `a` became another. */
function edited(text: string, to: Json[]): string {
  return editTexts(sourceOf(text), [{ path: ['a'], to }]).get('backstitch.json') ?? text;
}
function read(text: string): Json[] {
  const problems: ParseError[] = [];
  const value = parse(text, problems, { allowTrailingComma: true }) as { a: Json[] };
  expect(problems, text).toEqual([]);
  return value.a;
}

interface Entry {
  name: string;
  v: number;
}
const STYLES = ['above', 'beside', 'inside', 'block', 'none'] as const;
type Style = (typeof STYLES)[number];

/** An entry with a comment of its own, without the comma behind it. */
function spelled({ name, v }: Entry, style: Style, comma: string): string {
  const inside = style === 'inside' ? ` // of ${name}\n     ` : '';
  const plain = `{ "name": "${name}",${inside} "v": ${v} }${comma}`;
  if (style === 'above') return `    // of ${name}\n    ${plain}`;
  if (style === 'block') return `    /* of ${name} */ ${plain}`;
  return style === 'beside' ? `    ${plain} // of ${name}` : `    ${plain}`;
}

const written = fc.record({
  styles: fc.array(fc.constantFrom(...STYLES), { minLength: 1, maxLength: 5 }),
  trailing: fc.boolean(),
  eol: fc.constantFrom('\n', '\r\n'),
});
/** What becomes of the list: old entries by their place, some with another value, and new ones. */
const edit = fc.array(fc.record({ at: fc.nat(6), v: fc.constantFrom(null, 100, 200) }), {
  maxLength: 6,
});

it('entries of a list that stay keep their comments, wherever they go and whatever changes in them', () => {
  fc.assert(
    fc.property(written, edit, ({ styles, trailing, eol }, wanted) => {
      const old = styles.map((style, at) => ({ style, entry: { name: `n${at}`, v: at } }));
      const lines = old.map(({ style, entry }, at) =>
        spelled(entry, style, at < old.length - 1 || trailing ? ',' : ''),
      );
      const text =
        `{\n  // the list\n  "a": [ // beside the bracket\n${lines.join('\n')}\n    // at the end\n  ],\n  "b": 1 // after\n}\n`.replaceAll(
          '\n',
          eol,
        );
      const unique = wanted.filter(
        ({ at }, index) => wanted.findIndex((one) => one.at === at) === index,
      );
      const to = unique.map(({ at, v }) => ({ name: `n${at}`, v: v ?? at }));
      const after = edited(text, to);
      expect(read(after)).toEqual(to);
      expect(read(text)).toEqual(old.map(({ entry }) => entry));
      for (const comment of ['// the list', '// after']) expect(after).toContain(comment);
      for (const { name } of to) {
        const style = old.find(({ entry }) => entry.name === name)?.style ?? 'none';
        const count = after.split(`of ${name}`).length - 1;
        expect(count, `${name} ${style} in\n${after}`).toBe(style === 'none' ? 0 : 1);
      }
      const stays = to.some(({ name }) => old.some(({ entry }) => entry.name === name));
      if (!stays) return;
      for (const comment of ['// beside the bracket', '// at the end']) {
        expect(after).toContain(comment);
      }
      const gone = old.filter(({ entry }) => !to.some(({ name }) => name === entry.name));
      for (const { entry } of gone) expect(after).not.toContain(`of ${entry.name}`);
      expect(after.replaceAll('\r\n', '').includes('\n')).toBe(eol === '\n');
    }),
    { numRuns: runs(600) },
  );
});

it.each<[string, Json[], string]>([
  ['{"a": ["POST", "GET"]}', ['GET', 'POST', 'PUT'], '{"a": ["GET", "POST", "PUT"]}'],
  ['{"a": ["POST", "GET"]}', ['GET'], '{"a": ["GET"]}'],
  ['{"a": [/* x */ 1, 2 /* y */]}', [2, 1], '{"a": [2, /* y */ /* x */ 1]}'],
  ['{"a": [1, 2] // end\n}', [2, 3], '{"a": [2, 3] // end\n}'],
  ['{"a": [1, // one\n 2]}', [1], '{"a": [1 // one\n]}'],
])('%s becomes %j in one line, too', (text, to, wanted) => {
  const after = edited(text, to);
  expect(read(after)).toEqual(to);
  expect(after).toBe(wanted);
});

const t = await startProject();
afterAll(() => t[Symbol.asyncDispose]());

it('an entry that is edited in the page keeps the comments of its file', async () => {
  t.put(`{
  "expectations": {
    "paid": {
      "search": "path:/orders",
      "each": [
        // the id is a number since March
        { "json": "$.id", /* not a text */ "type": "integer" },
        { "header": "X-Old", "equals": "1" }, // goes soon
        { "json": "$.total", "gt": 0 } // in cents
      ]
    }
  }
}
`);
  await t.attach();
  const { expectations } = t.engine;
  await until(() => expectations.list().length === 1);
  await expectations.save({
    name: 'paid',
    expectation: {
      search: 'path:/orders',
      each: [{ json: '$.total', gt: 10 }, { json: '$.id', type: 'integer' }, { method: 'POST' }],
    },
  });
  await until(() => t.text().includes('"gt": 10'));
  expect(t.text()).toContain(`"each": [
        { "json": "$.total", "gt": 10 }, // in cents
        // the id is a number since March
        { "json": "$.id", /* not a text */ "type": "integer" },
        {
          "method": "POST"
        }
      ]`);
  expect(t.text()).not.toContain('goes soon');
  expect(t.state()).toMatchObject({ valid: true, conflicts: [], problems: [] });
});
