import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEAST_PACKED_BYTES } from '../../main/store/packed.ts';
import { packedBodies } from '../../main/store/migrations/0032-packed-bodies.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Who reads the column of bodies, and whom all others ask. A new reader asks one of them. */
const DOORS = [
  // `body(id)`, which all that gives bodies out goes through.
  'main/captures/capture-store.ts',
  // Puts what came into its packed form.
  'main/captures/packing/packing-store.ts',
  // The search index.
  'main/captures/search/indexing/read-content.ts',
  // Databases from before anything was packed.
  'main/captures/url-secrets/mask-old-rows.ts',
  // Bodies in SQL.
  'main/warehouse/engine-views.ts',
];

/** Words of SQL that stand for the body of a capture's contents. */
const BODY = /\b(?:body|\w\.body)\b(?!_)/;

/** Pieces of a source that are quoted and speak of SQL; not what only writes. */
const sqlIn = (source: string): string[] =>
  [...source.matchAll(/`[^`]*`|'[^'\n]*'/g)]
    .map(([text]) => text)
    .filter((text) => !/^.\s*INSERT (?:(?!SELECT)[^])*$/.test(text));

it('a body is read from its column in five places, each of which knows that it may be packed', () => {
  const files = globSync('main/**/*.ts', { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('main/store/migrations/'));
  const readers = files.filter((file) => {
    const sql = sqlIn(readFileSync(join(ROOT, file), 'utf8'));
    return (
      sql.some((text) => /capture_contents/.test(text)) &&
      sql.some((text) => /capture_contents|'\w\.body'|unpack/.test(text) && BODY.test(text))
    );
  });
  expect(readers.toSorted()).toEqual(DOORS);
  for (const file of DOORS) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text, file).toMatch(/unpack\(|PENDING|function maskOldRows/);
  }
});

it('the index of what is not packed yet begins where packing does', () => {
  expect(packedBodies.sql).toContain(`length(body) >= ${LEAST_PACKED_BYTES};`);
});
