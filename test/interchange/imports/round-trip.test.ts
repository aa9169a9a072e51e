import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeId, firstIdAt } from '../../../main/captures/capture-id.ts';
import { harEntry, HAR_END, harStart } from '../../../main/interchange/formats/har.ts';
import { ndjsonLine, ndjsonMeta } from '../../../main/interchange/formats/ndjson.ts';
import { writeShare } from '../../../main/interchange/formats/share.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { runs } from '../../helpers/runs.ts';
import { anyPortable } from '../any-portable.ts';
import { exportOf, imported } from './importing.ts';

const t = await startTestEngine();
afterAll(() => t[Symbol.asyncDispose]());

/** Captures as an engine keeps them: each with an id of its time, and what follows from its headers. */
const kept = fc.array(anyPortable, { minLength: 1, maxLength: 4 }).map((captures) =>
  captures
    .map((capture, nth): Portable => {
      const of = (name: string): string | null =>
        capture.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
      const receivedAt = Date.UTC(2024, 3, 1) + (capture.receivedAt % 1e9);
      return {
        ...capture,
        id: encodeId(firstIdAt(receivedAt) + nth),
        receivedAt,
        durationMs: capture.durationMs === null ? null : Math.round(capture.durationMs * 1e3) / 1e3,
        contentType: of('content-type'),
        contentEncoding: of('content-encoding'),
        hasNote: capture.note !== '',
        bodySha256: capture.body.length === 0 ? null : capture.bodySha256,
        status: capture.reply?.status ?? null,
      };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
);

const WRITERS = {
  ndjson: async (captures: readonly Portable[]) =>
    Buffer.from(
      ndjsonMeta({ app: 'Backstitch', createdAt: 1, redaction: 'none' }) +
        captures.map(ndjsonLine).join(''),
    ),
  har: async (captures: readonly Portable[]) =>
    Buffer.from(
      harStart({ version: '1', redaction: 'none' }) + captures.map(harEntry).join(',\n') + HAR_END,
    ),
  backstitch: async (captures: readonly Portable[]) => {
    const lines: string[] = [];
    const spool = {
      append: async (line: string) => void lines.push(line),
      async *read() {
        yield Buffer.from(lines.join(''));
      },
    };
    const meta = { app: 'Backstitch', createdAt: 1, redaction: 'none' };
    const from = (async function* each() {
      yield* captures;
    })();
    return Buffer.concat(await Array.fromAsync(writeShare(from, meta, spool)));
  },
};

/** Without the first line, which is about the file. */
const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString().split('\n').slice(1);

describe.each(Object.entries(WRITERS))('%s', (name, write) => {
  it('comes in and leaves byte for byte as it came, and undoing takes exactly that away', async () => {
    await fc.assert(
      fc.asyncProperty(kept, async (captures) => {
        const { engine } = t;
        for (const { id } of engine.imports.list()) {
          await engine.imports.undo({ id }).catch(() => {});
          await engine.imports.remove({ id });
        }
        const done = await imported(engine, await write(captures), `a.${name}`);
        expect(done).toMatchObject({ imported: captures.length, skipped: 0, problems: 0 });
        expect(linesOf(await exportOf(engine, 'ndjson'))).toEqual(
          linesOf(await WRITERS.ndjson(captures)),
        );
        const again = await imported(engine, await exportOf(engine, 'backstitch'));
        expect(again).toMatchObject({ imported: 0, skipped: captures.length });
        expect(await engine.imports.undo({ id: done.id })).toEqual({ removed: captures.length });
        expect((await engine.captures.list({ search: '', limit: 10 })).items).toEqual([]);
      }),
      { numRuns: runs(25) },
    );
  });
});
