import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { encodeIn } from '../helpers/encode-in.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const INBOX = 'inbox' as EndpointId;
const FORM = 'application/x-www-form-urlencoded';

const post = (t: TestEngine, body: string | Buffer, type: string | null = FORM) =>
  fetch(`${t.url}/x`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: type === null ? {} : { 'content-type': type },
  });

/** Asks until a search finds so many: the index follows a choice in the background. */
function found(t: TestEngine, search: string) {
  return expect.poll(
    async () => (await t.engine.captures.list({ search, limit: 50 })).items.length,
  );
}

describe('the charset chosen for an endpoint', () => {
  it('is followed by what is searched, back and forth, of captures before and after', async () => {
    await using t = await startTestEngine();
    await post(t, 's=%B2%E2%CA%D4');
    await post(t, encodeIn('gb18030', '{"s":"测试"}'), 'application/json');
    await t.captures(2);
    await found(t, 'body.s:测试').toBe(0);

    const saved = await t.engine.reading.setCharset({ endpointId: INBOX, charset: 'GB2312' });
    expect(saved).toEqual({ endpointId: INBOX, charset: 'gb18030' });
    expect(t.engine.reading.charsets()).toEqual([saved]);
    await found(t, 'body.s:测试').toBe(2);
    await post(t, encodeIn('gb18030', '<s>测试</s>'), null);
    await t.captures(3);
    await found(t, '测试').toBe(3);
    await fetch(`${t.url}/x?q=%B2%E2%CA%D4`);
    await found(t, 'query.q:测试').toBe(1);

    await t.engine.reading.setCharset({ endpointId: INBOX, charset: null });
    expect(t.engine.reading.charsets()).toEqual([]);
    await found(t, '测试').toBe(0);
  });

  it('is told to whoever looks at a list, once the search has followed', async () => {
    await using t = await startTestEngine();
    await post(t, 's=%B2%E2%CA%D4');
    await t.captures(1);
    const stop = new AbortController();
    const told = t.engine.captures.live(undefined, stop.signal);
    await t.engine.reading.setCharset({ endpointId: INBOX, charset: 'gbk' });
    for await (const event of told) {
      if (event.kind !== 'refresh') continue;
      const { items } = await t.engine.captures.list({ search: 'body.s:测试', limit: 50 });
      expect(items).toHaveLength(1);
      stop.abort();
    }
    expect.assertions(1);
  });

  it('loses no field of captures that are indexed again together', async () => {
    await using t = await startTestEngine();
    for (const value of ['%B2%E2%CA%D4', '%B2%E2%CA%D4', '%D6%D0%CE%C4'])
      await post(t, `s=${value}`);
    await t.captures(3);
    await found(t, 'body.s:*').toBe(3);
    await t.engine.reading.setCharset({ endpointId: INBOX, charset: 'gbk' });
    await found(t, 'body.s:中文').toBe(1);
    await found(t, 'body.s:测试').toBe(2);
    const { items } = await t.engine.captures.list({ search: 'header.content-type:*', limit: 50 });
    expect(items).toHaveLength(3);
  });

  it('does not touch captures of other endpoints', async () => {
    await using t = await startTestEngine();
    await t.engine.reading.setCharset({ endpointId: 'another' as EndpointId, charset: 'gbk' });
    await post(t, 's=%B2%E2%CA%D4');
    await t.captures(1);
    const { items } = await t.engine.captures.list({ search: 'body.s:测试', limit: 50 });
    expect(items).toEqual([]);
  });

  it('outlasts a stop, which may come before all is indexed again', async () => {
    using dir = tempDir();
    const first = await startTestEngine({ dataDir: dir.path });
    for (let i = 0; i < 20; i++) await post(first, `n=${i}&s=%B2%E2%CA%D4`);
    await first.captures(20);
    await first.engine.reading.setCharset({ endpointId: INBOX, charset: 'gbk' });
    await first.stop();
    await using t = await startTestEngine({ dataDir: dir.path });
    expect(t.engine.reading.charsets()).toEqual([{ endpointId: INBOX, charset: 'gb18030' }]);
    await found(t, 'body.s:测试').toBe(20);
  });

  it('is one that is known', async () => {
    await using t = await startTestEngine();
    await expect(
      t.engine.reading.setCharset({ endpointId: INBOX, charset: 'klingon' }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('klingon') });
  });
});

describe('gzip that no header names', () => {
  it('is inflated for whoever asks, and only then', async () => {
    await using t = await startTestEngine();
    await post(t, gzipSync('{"a":1}'), 'application/json');
    const [capture] = await t.captures(1);
    const read = async (unpack: boolean) => {
      const { body, ...rest } = await t.engine.captures.decodedBody({
        id: capture!.id,
        of: 'request',
        unpack,
      });
      return { ...rest, bytes: Buffer.from(await body.arrayBuffer()) };
    };
    expect(await read(false)).toMatchObject({ encodings: [], bytes: gzipSync('{"a":1}') });
    expect(await read(true)).toMatchObject({ encodings: ['gzip'], bytes: Buffer.from('{"a":1}') });
  });

  it('is shown as it came where it breaks off', async () => {
    await using t = await startTestEngine();
    const cut = gzipSync('{"a":1}').subarray(0, 12);
    await post(t, cut, 'application/json');
    const [capture] = await t.captures(1);
    const found = await t.engine.captures.decodedBody({
      id: capture!.id,
      of: 'request',
      unpack: true,
    });
    expect(found.problem).toContain('not valid gzip');
    expect(Buffer.from(await found.body.arrayBuffer())).toEqual(Buffer.from(cut));
  });
});
