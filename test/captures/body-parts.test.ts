import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';

const bytes = (blob: Blob): Promise<Uint8Array> => blob.bytes();

describe('a part of a body', () => {
  // The second is beyond what is kept in the database: it lies in a file.
  it.each([1000, 3_000_001])('is what it says, of one of %i bytes', async (size) => {
    await using started = await startTestEngine();
    const { engine } = started;
    const sent = Uint8Array.from({ length: size }, (_, n) => (n * 7 + (n >> 9)) % 256);
    await fetch(`${engine.intakeUrl}/parts`, { method: 'POST', body: sent });
    const { items } = await engine.captures.list({ search: '', limit: 1 });
    const id = items[0]?.id;
    if (id === undefined) throw new Error('Nothing was captured.');
    const part = async (from?: number, to?: number): Promise<Uint8Array> =>
      bytes(await engine.captures.body({ id, of: 'request', from, to }));
    expect(await part(10, 20)).toEqual(sent.slice(10, 20));
    expect(await part(size - 5)).toEqual(sent.slice(-5));
    expect(await part(size - 5, size + 5)).toEqual(sent.slice(-5));
    expect(await part(size)).toHaveLength(0);
    const pieces = [await part(0, 300), await part(300, 700), await part(700)];
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
  });
});
