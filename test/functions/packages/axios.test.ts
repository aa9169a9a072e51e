import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());

const NAMES = ['axios-0.19', 'axios-0.21', 'axios-0.27', 'axios-1.6', 'axios'];

describe.each(NAMES)('%s', (name) => {
  const value = (body: string): Promise<unknown> =>
    room.value(`const axios = require('${name}'); ${body}`);

  it('gets JSON, with a query, headers of its own and Basic authentication', async () => {
    expect(
      await value(`
        const auth = { username: 'ada', password: 'pass word' };
        const headers = { 'X-Trace': 'one' };
        const { status, statusText, data } = await axios.get(url + '/echo?a=1', { params: { q: 'ä b' }, auth, headers });
        return [status, statusText, data.method, data.path, data.headers.authorization, data.headers['x-trace']];`),
    ).toEqual([
      200,
      'OK',
      'GET',
      '/echo?a=1&q=%C3%A4+b',
      `Basic ${Buffer.from('ada:pass word').toString('base64')}`,
      'one',
    ]);
  });

  it('posts an object as JSON, a form, and bytes as they are', async () => {
    const [json, form, binary] = (await value(`
      const json = await axios.post(url + '/echo', { x: 'ö' });
      const form = await axios.post(url + '/echo', new URLSearchParams({ a: '1', b: 'x y' }));
      const binary = await axios.put(url + '/echo', Buffer.from([0, 255, 128]));
      return [json, form, binary].map(({ data }) => [data.method, data.headers['content-type'], data.body]);`)) as string[][];
    expect(json?.[1]).toMatch(/^application\/json/);
    expect(Buffer.from(json?.[2] ?? '', 'latin1').toString()).toBe('{"x":"ö"}');
    expect(form).toEqual(['POST', expect.stringMatching(/x-www-form-urlencoded/), 'a=1&b=x+y']);
    expect(binary).toEqual(['PUT', expect.anything(), '\0\xff\x80']);
  });

  it('follows redirects, and tells where it ended', async () => {
    expect(
      await value(`
        const got = await axios.get(url + '/moved');
        const kept = await axios.post(url + '/moved-307', { a: 1 });
        const shown = await axios.get(url + '/moved', { maxRedirects: 0 }).catch((error) => error.response.status);
        return [got.data, got.request.res.responseUrl === url + '/json', kept.data.method, kept.data.body, shown];`),
    ).toEqual([{ hello: 'wörld', n: 1 }, true, 'POST', '{"a":1}', 302]);
  });

  it('reads answers that are packed, in chunks, binary, or a stream', async () => {
    expect(
      await value(`
        const packed = await axios.get(url + '/gzip');
        const chunks = await axios.get(url + '/chunked');
        const binary = await axios.get(url + '/binary', { responseType: 'arraybuffer' });
        const stream = await axios.get(url + '/chunked', { responseType: 'stream' });
        let text = '';
        for await (const chunk of stream.data) text += chunk;
        const bytes = Buffer.from(binary.data);
        return [packed.data, chunks.data, bytes.length, bytes[255], text];`),
    ).toEqual([{ packed: true }, 'one two three', 768, 255, 'one two three']);
  });

  it('throws for an error of the server with the answer in hand', async () => {
    expect(
      await value(`
        const { isAxiosError, message, response } = await axios.get(url + '/missing').catch((error) => error);
        const allowed = await axios.get(url + '/broken', { validateStatus: () => true });
        return [isAxiosError, message, response.status, response.data, allowed.status];`),
    ).toEqual([true, 'Request failed with status code 404', 404, { why: 'none here' }, 500]);
  });

  it('throws for what the network does, with the codes of Node', async () => {
    expect(
      await value(`
        const refused = await axios.get(closed).catch((error) => [error.code, error.message]);
        const late = await axios.get(url + '/silent', { timeout: 200 }).catch((error) => [error.code, error.message]);
        const dropped = await axios.get(url + '/hangup').catch((error) => error.code);
        const guarded = await axios.get('http://127.0.0.1:1/').catch((error) => error.message);
        return [refused, late, dropped, guarded];`),
    ).toEqual([
      ['ECONNREFUSED', expect.stringMatching(/^ECONNREFUSED: Nothing listens on/)],
      ['ECONNABORTED', 'timeout of 200ms exceeded'],
      'ECONNRESET',
      expect.stringMatching(/private network.*Allow 127\.0\.0\.1:1/),
    ]);
  });

  it('gives a request up when it is cancelled', async () => {
    const stop =
      name === 'axios-0.19' || name === 'axios-0.21'
        ? 'const source = axios.CancelToken.source(); const how = { cancelToken: source.token }; const stop = () => source.cancel("enough");'
        : 'const source = new AbortController(); const how = { signal: source.signal }; const stop = () => source.abort();';
    expect(
      await value(`
        ${stop}
        setTimeout(stop, 50);
        const error = await axios.get(url + '/silent', how).catch((e) => e);
        return axios.isCancel(error);`),
    ).toBe(true);
  });
});
