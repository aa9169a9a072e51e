import { Binary } from 'bson';
import { describe, expect, it } from 'vitest';
import { closedPort, rawServer } from '../../helpers/peers/raw-server.ts';
import { httpDouble, type Seen } from './http-double.ts';
import { openRoom, resultOf, textIn } from './service-room.ts';

/** A room whose HTTP service and `context.http` may call 127.0.0.1. */
const room = () => openRoom({ web: { type: 'http', allowedHosts: ['127.0.0.1'] } });

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

describe('HTTP actions', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'head'])('send a %s', async (action) => {
    await using server = await httpDouble();
    await using services = room();
    const answer = await services.call('web', action, { url: `${server.url}/a?b=c` });
    expect(resultOf(answer)).toMatchObject({ status: '200 OK', statusCode: 200 });
    expect(server.seen).toMatchObject([{ method: action.toUpperCase(), url: '/a?b=c', body: '' }]);
    expect(answer).toMatchObject({ mode: 'live', decision: { allowed: true, why: 'system' } });
  });

  it('give status, length, headers, cookies and the body as bytes', async () => {
    await using server = await httpDouble((_seen, response) => {
      response.statusCode = 404;
      response.setHeader('x-request-ID', ['1', '2']);
      response.setHeader('Set-Cookie', ['sid=abc; Path=/; HttpOnly', 'theme=dark']);
      response.end('héllo');
    });
    await using services = room();
    const answer = await services.call('web', 'get', { url: server.url });
    if (!answer.outcome.ok) throw new Error(answer.outcome.message);
    expect(JSON.parse(answer.outcome.result)).toMatchObject({
      statusCode: { $numberInt: '404' },
      contentLength: { $numberLong: '6' },
      body: { $binary: { base64: Buffer.from('héllo').toString('base64'), subType: '00' } },
    });
    const result = resultOf(answer);
    expect(result).toMatchObject({
      status: '404 Not Found',
      headers: { 'X-Request-Id': ['1', '2'] },
      cookies: { sid: 'abc', theme: 'dark' },
    });
    expect(textIn(result.body)).toBe('héllo');
  });

  it('give a body also where there is none', async () => {
    await using server = await httpDouble((_seen, response) => response.writeHead(204).end());
    await using services = room();
    const result = resultOf(await services.call('web', 'delete', { url: server.url }));
    expect(textIn(result.body)).toBe('');
    expect(result).toMatchObject({ contentLength: 0, cookies: {} });
  });

  it('take the parts of a URL one by one', async () => {
    await using server = await httpDouble();
    await using services = room();
    const parts = {
      scheme: 'http',
      path: 'orders/list all',
      query: { tag: ['a b', 'c&d'], page: 2 },
      fragment: 'top',
    };
    await services.call('web', 'get', { ...parts, host: server.host });
    await services.call('web', 'get', { ...parts, domain: server.host });
    expect(server.seen.map((seen) => seen.url)).toEqual(
      Array(2).fill('/orders/list%20all?tag=a+b&tag=c%26d&page=2'),
    );
  });

  it('send headers, one or many a name, and cookies in one header', async () => {
    await using server = await httpDouble();
    await using services = room();
    await services.call('web', 'get', {
      url: server.url,
      headers: { 'X-One': 'bare', 'X-Many': ['a', 'b'], Cookie: ['first=1'] },
      cookies: { sid: 'abc', theme: 'dark' },
    });
    expect(server.seen[0]?.headers).toMatchObject({
      'x-one': 'bare',
      'x-many': 'a, b',
      cookie: 'first=1; sid=abc; theme=dark',
    });
  });

  it('keep headers that frame the request, and the host, to themselves', async () => {
    await using server = await httpDouble();
    await using services = room();
    await services.call('web', 'post', {
      url: server.url,
      body: 'four',
      headers: {
        Host: ['elsewhere.test'],
        'Content-Length': ['1'],
        'Transfer-Encoding': ['chunked'],
        Expect: ['100-continue'],
      },
    });
    expect(server.seen).toMatchObject([
      { body: 'four', headers: { host: server.host, 'content-length': '4' } },
    ]);
    expect(server.seen[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    ['a header', { headers: { 'X-A': 'b\r\nX-Evil: 1' } }],
    ['the name of a header', { headers: { 'X-A: b\r\nX-Evil': '1' } }],
    ['a cookie', { cookies: { a: 'b\r\nX-Evil: 1' } }],
    ['a user name', { username: 'a\r\nX-Evil: 1', password: 'b', digestAuth: true }],
  ])('refuse a line break in %s', async (_where, args) => {
    await using server = await httpDouble();
    await using services = room();
    const answer = await services.call('web', 'get', { url: server.url, ...args });
    expect(answer.outcome).toMatchObject({ ok: false, code: 'InvalidParameter' });
    expect(server.seen).toEqual([]);
  });

  it('send text and bytes as they are', async () => {
    await using server = await httpDouble();
    await using services = room();
    await services.call('web', 'post', { url: server.url, body: 'naïve' });
    const body = new Binary(Buffer.from('bytes'));
    await services.call('web', 'put', { url: server.url, body });
    expect(server.seen.map((seen) => seen.body)).toEqual(['naïve', 'bytes']);
    expect(server.seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('encode an object as the EJSON that the function would write, if told to', async () => {
    await using server = await httpDouble();
    await using services = room();
    const call = services.runOf();
    const body = { n: 1, big: 9_007_199_254_740_000, half: 0.5, text: 'a' };
    await call('web', 'post', { url: server.url, body, encodeBodyAsJSON: true }, true);
    await call(
      'web',
      'post',
      {
        url: server.url,
        body,
        encodeBodyAsJSON: true,
        headers: { 'content-type': ['application/vnd.api+json'] },
      },
      true,
    );
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      n: { $numberInt: '1' },
      big: { $numberLong: '9007199254740000' },
      half: { $numberDouble: '0.5' },
      text: 'a',
    });
    expect(server.seen.map((seen) => seen.headers['content-type'])).toEqual([
      'application/json',
      'application/vnd.api+json',
    ]);
  });

  it('send a form in parts, or encoded where the content type says so', async () => {
    await using server = await httpDouble();
    await using services = room();
    const form = { name: 'Ada & Co', 'od"d': 'é' };
    await services.call('web', 'post', { url: server.url, form });
    await services.call('web', 'post', {
      url: server.url,
      form,
      headers: { 'Content-Type': ['application/x-www-form-urlencoded'] },
    });
    const [parts, encoded] = server.seen;
    const data = await new Response(parts?.body, {
      headers: { 'content-type': parts?.headers['content-type'] ?? '' },
    }).formData();
    expect([...data]).toEqual([
      ['name', 'Ada & Co'],
      ['od"d', 'é'],
    ]);
    expect([...new URLSearchParams(encoded?.body)]).toEqual(Object.entries(form));
  });

  it.each([
    ['no URL and no host', {}],
    ['a URL of another kind', { url: 'file:///etc/passwd' }],
    ['a host with more in it', { host: 'example.test/path' }],
    ['a scheme with a host in it', { scheme: 'http://evil.test/', host: 'example.test' }],
    ['an object as the body', { url: 'http://example.test', body: { a: 1 } }],
    ['a form beside a body', { url: 'http://example.test', body: 'a', form: { a: '1' } }],
    ['digest without a name', { url: 'http://example.test', digestAuth: true }],
    ['an authUrl of another kind', { url: 'http://example.test', authUrl: 'ftp://a.test' }],
  ])('refuse %s before anything is asked or sent', async (_what, args) => {
    await using services = room();
    const answer = await services.call('web', 'get', args);
    expect(answer).toMatchObject({
      outcome: { ok: false, code: 'InvalidParameter' },
      mode: 'refused',
      decision: null,
    });
  });

  it('say so where there is no such service or action', async () => {
    await using services = room();
    const missing = await services.call('nowhere', 'get', { url: 'http://example.test' });
    expect(missing.outcome).toMatchObject({ code: 'ServiceNotFound' });
    const odd = await services.call('web', 'trace', { url: 'http://example.test' });
    expect(odd.outcome).toMatchObject({ code: 'ServiceCommandNotFound' });
  });
});

describe('an HTTP action that gets no whole answer', () => {
  it('fails where nothing listens', async () => {
    await using services = room();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const answer = await services.call('web', 'get', { url });
    expect(answer).toMatchObject({
      outcome: { ok: false, code: 'HTTPError', message: expect.stringMatching(/nothing listens/i) },
      mode: 'live',
    });
  });

  it('fails where the body breaks off', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
    await using services = room();
    const answer = await services.call('web', 'get', { url: server.url });
    expect(answer.outcome).toMatchObject({ ok: false, code: 'HTTPError' });
  });

  it('fails at an answer of more than 16 MB', async () => {
    await using server = await httpDouble((_seen, response) => response.end(Buffer.alloc(17e6)));
    await using services = room();
    const answer = await services.call('web', 'get', { url: server.url });
    expect(answer.outcome).toMatchObject({
      code: 'HTTPError',
      message: expect.stringContaining('16 MB'),
    });
  });
});

describe('redirects', () => {
  const redirectTo = (where: string, status = 302) =>
    httpDouble((_seen, response) => {
      response.writeHead(status, { Location: where, 'Set-Cookie': 'hop=1' }).end();
    });

  it('are shown unless they are to be followed', async () => {
    await using end = await httpDouble();
    await using start = await redirectTo(end.url);
    await using services = room();
    const shown = resultOf(await services.call('web', 'get', { url: start.url }));
    expect(shown).toMatchObject({ statusCode: 302, headers: { Location: [end.url] } });
    expect(end.seen).toEqual([]);
    const args = { url: start.url, followRedirects: true };
    expect(resultOf(await services.call('web', 'get', args))).toMatchObject({ statusCode: 200 });
  });

  it.each([
    [303, 'GET', ''],
    [302, 'GET', ''],
    [307, 'POST', 'data'],
    [308, 'POST', 'data'],
  ])('of status %i turn a POST into a %s', async (status, method, body) => {
    await using end = await httpDouble();
    await using start = await redirectTo(end.url, status);
    await using services = room();
    const args = { url: start.url, body: 'data', followRedirects: true };
    await services.call('web', 'post', args);
    expect(end.seen).toMatchObject([{ method, body }]);
  });

  it('carry names, passwords and cookies to no other host', async () => {
    await using end = await httpDouble();
    await using start = await redirectTo(end.url);
    await using services = room();
    await services.call('web', 'get', {
      url: start.url,
      username: 'ada',
      password: 'pw',
      cookies: { sid: 'abc' },
      headers: { 'X-Plain': 'stays' },
      followRedirects: true,
    });
    expect(start.seen[0]?.headers).toMatchObject({
      authorization: basic('ada', 'pw'),
      cookie: 'sid=abc',
    });
    expect(end.seen[0]?.headers).toMatchObject({ 'x-plain': 'stays' });
    expect(end.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(end.seen[0]?.headers).not.toHaveProperty('cookie');
  });

  it('carry the cookies that a hop sets on the same host', async () => {
    await using server = await httpDouble((seen, response) => {
      if (seen.url === '/end') response.end();
      else response.writeHead(302, { Location: '/end', 'Set-Cookie': 'hop=1; Path=/' }).end();
    });
    await using services = room();
    await services.call('web', 'get', { url: server.url, followRedirects: true });
    expect(server.seen[1]?.headers.cookie).toBe('hop=1');
  });

  it('end after ten', async () => {
    await using server = await redirectTo('/again');
    await using services = room();
    const args = { url: server.url, followRedirects: true };
    const answer = await services.call('web', 'get', args);
    expect(answer.outcome).toMatchObject({ code: 'HTTPError' });
    expect(server.seen).toHaveLength(11);
  });
});

describe('signing in', () => {
  it('takes name and password from arguments or from the URL, for Basic', async () => {
    await using server = await httpDouble();
    await using services = room();
    await services.call('web', 'get', { url: server.url, username: 'ada', password: 'pw' });
    await services.call('web', 'get', { url: `http://a%40b:p%25w@${server.host}/` });
    await services.call('web', 'get', { url: `http://ada:100%@${server.host}/` });
    expect(server.seen.map((seen) => seen.headers.authorization)).toEqual([
      basic('ada', 'pw'),
      basic('a@b', 'p%w'),
      basic('ada', '100%'),
    ]);
  });

  it('asks authUrl first and brings its cookies along', async () => {
    const setCookie = (_seen: Seen, response: { setHeader: Function; end: Function }) => {
      response.setHeader('Set-Cookie', ['session=xyz; HttpOnly']);
      response.end();
    };
    await using login = await httpDouble(setCookie);
    await using server = await httpDouble();
    await using services = room();
    await services.call('web', 'post', {
      url: server.url,
      authUrl: `http://ada:pw@${login.host}/login`,
      cookies: { theme: 'dark' },
    });
    expect(login.seen).toMatchObject([
      { method: 'GET', url: '/login', headers: { authorization: basic('ada', 'pw') } },
    ]);
    expect(server.seen[0]?.headers.cookie).toBe('theme=dark; session=xyz');
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('answers a digest challenge, the stronger where there are two', async () => {
    await using server = await httpDouble((seen, response) => {
      if (seen.headers.authorization !== undefined) {
        response.end('in');
        return;
      }
      response.setHeader('WWW-Authenticate', [
        'Basic realm="plain", Digest realm="r", nonce="n1", qop="auth,auth-int", algorithm=MD5',
        'Digest realm="r", nonce="n2", qop="auth", algorithm=SHA-256, opaque="o"',
      ]);
      response.writeHead(401).end();
    });
    await using services = room();
    const args = { url: `${server.url}/a?b=c`, username: 'ada', password: 'pw', digestAuth: true };
    expect(resultOf(await services.call('web', 'put', { ...args, body: 'x' }))).toMatchObject({
      statusCode: 200,
    });
    expect(server.seen.map((seen) => seen.body)).toEqual(['x', 'x']);
    expect(server.seen[1]?.headers.authorization).toMatch(
      /^Digest username="ada", realm="r", nonce="n2", uri="\/a\?b=c", response="[0-9a-f]{64}", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="[0-9a-f]+", opaque="o"$/,
    );
  });

  it('shows a refusal that no digest can answer', async () => {
    await using server = await httpDouble((_seen, response) => {
      response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n", algorithm=X' });
      response.end();
    });
    await using services = room();
    const args = { url: server.url, username: 'ada', password: 'pw', digestAuth: true };
    expect(resultOf(await services.call('web', 'get', args))).toMatchObject({ statusCode: 401 });
    expect(server.seen).toHaveLength(1);
  });
});
