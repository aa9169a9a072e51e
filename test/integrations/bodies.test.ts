import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeIn } from '../helpers/encode-in.ts';
import { startIntegrations } from './room.ts';

const shared = await startIntegrations();
afterAll(() => shared[Symbol.asyncDispose]());

const FORM = 'application/x-www-form-urlencoded';

describe('JSON is loaded as the page shows it', () => {
  it.each([
    [
      'a charset in the header',
      'application/json; charset=ISO-8859-1',
      encodeIn('windows-1252', '{"a":"é"}'),
      'é',
    ],
    [
      'GBK in the header',
      'application/json; charset=GBK',
      encodeIn('gb18030', '{"a":"测试"}'),
      '测试',
    ],
    [
      'UTF-16 in the header',
      'application/json; charset=utf-16',
      Buffer.from('{"a":"ü"}', 'utf16le'),
      'ü',
    ],
    ['UTF-16 by its zeros', 'application/json', Buffer.from('{"a":"ü"}', 'utf16le').swap16(), 'ü'],
    ['UTF-16 with a mark', null, Buffer.from('\ufeff{"a":"ü"}', 'utf16le'), 'ü'],
    ['gzip that no header names', 'application/json', gzipSync('{"a":"ü"}'), 'ü'],
  ])('%s', async (_, type, body, text) => {
    const room = await shared.open();
    expect(await room.post(body, type)).toMatchObject({ status: 200 });
    expect((await room.rows()).values).toEqual([[text]]);
    expect((await room.rejects()).items).toEqual([]);
  });

  it('refuses bytes that fit no charset it was told of, and names it', async () => {
    const room = await shared.open();
    const gbk = encodeIn('gb18030', '{"a":"测试"}');
    const answer = await room.post(gbk);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('The body is not UTF-8.');
  });

  it('takes the charset that was chosen for the integration', async () => {
    const room = await shared.open();
    const { endpointId } = room.integration;
    await room.engine.reading.setCharset({ endpointId, charset: 'gbk' });
    expect((await room.post(encodeIn('gb18030', '{"a":"测试"}'))).status).toBe(200);
    expect((await room.rows()).values).toEqual([['测试']]);
  });
});

describe('newline-delimited JSON', () => {
  it('is a record on each line', async () => {
    const room = await shared.open();
    for (const type of ['application/x-ndjson', 'application/json', null]) {
      expect((await room.post('{"a":1}\n\n{"a":2}\r\n{"a":3}', type)).status).toBe(200);
    }
    expect((await room.rows()).values.map(([a]) => a)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('is refused with the number of the line that is no JSON', async () => {
    const room = await shared.open();
    for (const body of ['{"a":1}\n{"a":2}\n{"a":', '{"a":1}\n{"a":2}\n{"b":3},{"c":4}']) {
      const answer = await room.post(body);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('line 3');
    }
    expect((await room.rows()).total).toBe(0);
  });

  it('counts as many records as it has lines', async () => {
    const room = await shared.open();
    expect((await room.post('{"a":1}\n'.repeat(20_000))).status).toBe(200);
    const answer = await room.post('{"a":1}\n'.repeat(20_001));
    expect(answer.text).toContain('more than 20,000 records');
  });
});

describe('JSON in a field of a form', () => {
  const events = '[{"event":"send","ts":1},{"event":"open","ts":2}]';
  const form = `mandrill_events=${encodeURIComponent(events)}`;

  it('is refused unless the integration is told to take it', async () => {
    const room = await shared.open();
    expect((await room.post(form, FORM)).status).toBe(415);
    const { id } = room.integration;
    await room.engine.integrations.update({ id, rules: { jsonInForms: true } });
    expect(room.get().jsonInForms).toBe(true);
    expect((await room.post(form, FORM)).status).toBe(200);
    const rows = await room.rows();
    expect(rows.names).toEqual(['event', 'ts']);
    expect(rows.values).toEqual([
      ['send', 1],
      ['open', 2],
    ]);
  });

  it('may be a part, the field called payload, or the body itself', async () => {
    const room = await shared.open({ jsonInForms: true });
    const parts =
      '--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"a":1}\r\n' +
      '--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--x--';
    expect((await room.post(parts, 'multipart/form-data; boundary=x')).status).toBe(200);
    expect((await room.post('other={"b":1}&payload={"a":2}', FORM)).status).toBe(200);
    expect((await room.post('{"a":3}', FORM)).status).toBe(200);
    expect((await room.rows()).values).toEqual([[1], [2], [3]]);
  });

  it('is refused where no field holds it, or nobody can say which', async () => {
    const room = await shared.open({ jsonInForms: true });
    for (const body of ['a=1&b=2', 'a={"x":1}&b={"x":2}', '']) {
      expect((await room.post(body, FORM)).status).toBe(400);
    }
  });
});
