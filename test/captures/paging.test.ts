import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdSource, decodeId, encodeId, firstIdAt } from '../../main/captures/capture-id.ts';
import type { CaptureEvent } from '../../preload/contract/captures.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

it('pages newest first without a gap or a double while new ones arrive', async () => {
  await using t = await startTestEngine();
  for (let i = 0; i < 25; i += 1) await fetch(`${t.url}/${i}`);
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await t.engine.captures.list({ search: '', limit: 10, before });
    seen.push(...page.items.map((item) => item.target));
    before = page.next ?? undefined;
    await fetch(`${t.url}/new`);
  } while (before);
  expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `/${24 - i}`));
});

it('tells a reader of each arrival, with its outcome', async () => {
  await using t = await startTestEngine();
  const stop = new AbortController();
  const events = t.engine.captures.live(undefined, stop.signal);
  await fetch(`${t.url}/seen`);
  const seen: CaptureEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    const items = event.kind === 'added' || event.kind === 'changed' ? event.items : [];
    if (items.some((item) => item.status === 200)) break;
  }
  expect(seen[0]).toMatchObject({ kind: 'added', items: [{ target: '/seen' }] });
  stop.abort();
});

it('gives ids that sort as text like their numbers, and read back', () => {
  const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(decodeId(encodeId(a))).toBe(a);
      expect(encodeId(a) < encodeId(b)).toBe(a < b);
    }),
  );
});

it('gives growing ids also when the clock steps back', () => {
  const next = createIdSource(0);
  const now = Date.UTC(2026, 10, 20);
  const ids = [next(now), next(now), next(now - 60_000), next(now + 1)];
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(new Set(ids).size).toBe(4);
  expect(ids[0]).toBe(firstIdAt(now));
});

it('takes no foreign text for an id', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const id = decodeId(text);
      expect(id === undefined || encodeId(id) === text.toLowerCase()).toBe(true);
    }),
  );
});
