import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const value = (body: string): Promise<unknown> => room.value(body);
const HELLO = { hello: 'wörld', n: 1 };

describe('node-fetch 2', () => {
  const fetching = (body: string): Promise<unknown> =>
    value(`const fetch = require('node-fetch'); ${body}`);

  it('gets and posts, and follows redirects', async () => {
    expect(
      await fetching(`
        const answer = await fetch(url + '/json');
        const headers = { 'Content-Type': 'application/json' };
        const sent = await (await fetch(url + '/echo', { method: 'POST', body: JSON.stringify({ a: 1 }), headers })).json();
        const moved = await fetch(url + '/moved');
        return [answer.ok, answer.headers.get('content-type'), await answer.json(), sent.method, sent.body, await moved.json(), moved.redirected];`),
    ).toEqual([true, 'application/json', HELLO, 'POST', '{"a":1}', HELLO, true]);
  });

  it('unpacks gzip, deflate and Brotli, and keeps bytes', async () => {
    expect(
      await fetching(`
        const out = [];
        for (const name of ['gzip', 'deflate', 'br']) out.push(await (await fetch(url + '/' + name)).json());
        const bytes = await (await fetch(url + '/binary')).buffer();
        return [out, bytes.length, bytes[767], (await (await fetch(url + '/cookies')).headers.raw())['set-cookie']];`),
    ).toEqual([
      [{ packed: true }, { packed: true }, { packed: true }],
      768,
      255,
      ['a=1; Path=/', 'b=2; Path=/'],
    ]);
  });

  it('fails with a code, or when it is aborted or takes too long', async () => {
    expect(
      await fetching(`
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 50);
        const refused = await fetch(closed).catch((error) => error.code);
        const aborted = await fetch(url + '/silent', { signal: controller.signal }).catch((error) => error.name);
        const late = await fetch(url + '/silent', { timeout: 50 }).catch((error) => error.type);
        return [refused, aborted, late];`),
    ).toEqual(['ECONNREFUSED', 'AbortError', 'request-timeout']);
  });
});

describe('got 11', () => {
  it('gets and posts JSON, unpacks, and follows redirects', async () => {
    expect(
      await value(`
        const got = require('got');
        const sent = await got.post(url + '/echo', { json: { a: 1 }, searchParams: { q: 'x' } }).json();
        const form = await got.post(url + '/echo', { form: { b: 'x y' } }).json();
        return [
          await got(url + '/json').json(), sent.path, sent.body, form.body,
          await got(url + '/gzip').json(), await got(url + '/moved').json(),
          (await got(url + '/binary').buffer()).length,
        ];`),
    ).toEqual([HELLO, '/echo?q=x', '{"a":1}', 'b=x+y', { packed: true }, HELLO, 768]);
  });

  it('fails with the answer, a code, or after its time', async () => {
    expect(
      await value(`
        const got = require('got');
        const how = { retry: 0 };
        const missing = await got(url + '/missing', how).catch((error) => [error.name, error.response.statusCode]);
        const refused = await got(closed, how).catch((error) => error.code);
        const late = await got(url + '/silent', { ...how, timeout: 100 }).catch((error) => [error.name, error.code]);
        return [missing, refused, late];`),
    ).toEqual([['HTTPError', 404], 'ECONNREFUSED', ['TimeoutError', 'ETIMEDOUT']]);
  });

  it('tries again what may be tried again', async () => {
    let times = 0;
    room.web.on('/moody', (_asked, response) => {
      times += 1;
      room.web.json(response, { times }, times < 2 ? 503 : 200);
    });
    expect(
      await value(`
        const again = { limit: 2, calculateDelay: ({ attemptCount }) => (attemptCount > 2 ? 0 : 1) };
        return require('got')(url + '/moody', { retry: again }).json();`),
    ).toEqual({ times: 2 });
  });
});

describe('request', () => {
  const calling = (body: string): Promise<unknown> =>
    value(`
      const request = require('request');
      const ask = (options) => new Promise((resolve, reject) =>
        request(options, (error, response, body) => (error ? reject(error) : resolve([response.statusCode, body]))));
      ${body}`);

  it('gets, posts JSON and forms, unpacks, and follows redirects', async () => {
    const parts = (await calling(`return [
        await ask({ url: url + '/json', json: true }),
        await ask({ url: url + '/gzip', gzip: true, json: true }),
        await ask({ url: url + '/moved', json: true }),
        (await ask({ method: 'POST', url: url + '/echo', json: { a: 1 } }))[1].body,
        JSON.parse((await ask({ method: 'POST', url: url + '/echo', form: { a: 1, b: 'x y' } }))[1]).body,
        JSON.parse((await ask({ method: 'POST', url: url + '/echo', formData: { file: { value: Buffer.from('hi'), options: { filename: 'a.txt' } } } }))[1]).body,
        (await ask({ url: url + '/binary', encoding: null }))[1].length,
      ];`)) as unknown[];
    expect(parts).toEqual([
      [200, HELLO],
      [200, { packed: true }],
      [200, HELLO],
      '{"a":1}',
      'a=1&b=x%20y',
      expect.stringMatching(/filename="a\.txt"[\s\S]*\r\n\r\nhi\r\n/),
      768,
    ]);
  });

  it('signs with Basic and keeps cookies in its jar', async () => {
    expect(
      await calling(`
        const jar = request.jar();
        await ask({ url: url + '/cookies', jar });
        const [, { headers }] = await ask({ url: url + '/echo', jar, json: true, auth: { user: 'a', pass: 'b' } });
        return [headers.cookie, headers.authorization];`),
    ).toEqual(['a=1; b=2', 'Basic YTpi']);
  });

  it('fails with a code', async () => {
    expect(
      await calling(`return [
        await ask(closed).catch((error) => error.code),
        await ask({ url: url + '/silent', timeout: 100 }).catch((error) => error.code),
        await ask(url + '/hangup').catch((error) => error.code),
      ];`),
    ).toEqual(['ECONNREFUSED', expect.stringMatching(/^E(?:SOCKET)?TIMEDOUT$/), 'ECONNRESET']);
  });
});

describe('superagent', () => {
  it('gets, posts, attaches, follows redirects, and fails', async () => {
    expect(
      await value(`
        const agent = require('superagent');
        const sent = await agent.post(url + '/echo').set('X-A', 'b').query({ q: 1 }).send({ a: 1 });
        const file = await agent.post(url + '/echo').field('n', '1').attach('f', Buffer.from('hi'), 'a.txt');
        const missing = await agent.get(url + '/missing').catch((error) => [error.status, error.response.body]);
        const late = await agent.get(url + '/silent').timeout(100).catch((error) => [error.timeout, error.code]);
        const refused = await agent.get(closed).catch((error) => error.code);
        return [
          (await agent.get(url + '/moved')).body, (await agent.get(url + '/gzip')).body,
          [sent.body.path, sent.body.body, sent.body.headers['x-a']],
          file.body.body.includes('filename="a.txt"'), missing, late, refused,
        ];`),
    ).toEqual([
      HELLO,
      { packed: true },
      ['/echo?q=1', '{"a":1}', 'b'],
      true,
      [404, { why: 'none here' }],
      [100, 'ECONNABORTED'],
      'ECONNREFUSED',
    ]);
  });
});

describe('form-data', () => {
  it('is sent by submit and by pipe, with streams and bytes in it', async () => {
    const [submitted, piped, length] = (await value(`
      const FormData = require('form-data');
      const { Readable } = require('stream');
      const read = (response, done) => { let text = ''; response.on('data', (chunk) => { text += chunk; }); response.on('end', () => done(JSON.parse(text))); };
      const form = new FormData();
      form.append('name', 'ada');
      form.append('file', Buffer.from([0, 255]), { filename: 'x.bin', contentType: 'application/x-test' });
      const length = form.getLengthSync();
      const submitted = await new Promise((resolve, reject) => form.submit(url + '/echo', (error, response) => (error ? reject(error) : read(response, resolve))));
      const other = new FormData();
      other.append('s', Readable.from([Buffer.from('from a '), Buffer.from('stream')]), { filename: 's' });
      const piped = await new Promise((resolve, reject) => {
        const request = require('http').request(url + '/echo', { method: 'POST', headers: other.getHeaders() }, (response) => read(response, resolve));
        request.on('error', reject);
        other.pipe(request);
      });
      return [submitted, piped, length];`)) as [
      { headers: Record<string, string>; body: string },
      { body: string },
      number,
    ];
    expect(submitted.headers['content-type']).toMatch(/^multipart\/form-data; boundary=-+/);
    expect(submitted.body).toContain('name="name"\r\n\r\nada\r\n');
    expect(submitted.body).toContain('application/x-test\r\n\r\n\0\xff\r\n');
    expect(submitted.body).toHaveLength(length);
    expect(piped.body).toContain('\r\n\r\nfrom a stream\r\n');
  });
});

describe('qs', () => {
  it('reads and writes nested queries', async () => {
    expect(
      await value(`
        const qs = require('qs');
        return [qs.parse('a[b]=1&c[]=2&c[]=3&d=x%20y'), qs.stringify({ a: { b: [1, 2] }, d: new Date(0) }, { encode: false })];`),
    ).toEqual([
      { a: { b: '1' }, c: ['2', '3'], d: 'x y' },
      'a[b][0]=1&a[b][1]=2&d=1970-01-01T00:00:00.000Z',
    ]);
  });
});
