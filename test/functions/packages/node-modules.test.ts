import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempDir } from '../../helpers/temp-dir.ts';
import { openPackageRoom } from './package-room.ts';

const dir = tempDir();
const add = (path: string, text: string): void => {
  mkdirSync(dirname(join(dir.path, 'node_modules', path)), { recursive: true });
  writeFileSync(join(dir.path, 'node_modules', path), text);
};
const room = await openPackageRoom(dir.path);
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});
const value = (body: string): Promise<unknown> => room.value(body);

describe('modules that functions cannot have', () => {
  const NAMES =
    'async_hooks child_process cluster dgram dns dns/promises domain fs fs/promises http2 inspector ' +
    'module net readline repl sqlite stream/web tls trace_events undici v8 vm wasi worker_threads';

  it.each(NAMES.split(' '))('%s loads, and says its name when it is used', async (name) => {
    add('loads/index.js', '');
    await expect(
      value(`
        const found = require('${name}');
        const { spawn, ...rest } = found;
        class Extended extends found.Thing {}
        if (require('util').promisify(found.read) === undefined) throw new Error('lost');
        return new Extended();`),
    ).rejects.toThrow(`${name}.Thing is not available to functions`);
    await expect(value(`require('node:${name}').deep.er.still()`)).rejects.toThrow(
      `${name}.deep.er.still is not available to functions`,
    );
  });

  it('survive what compiled imports do to them', async () => {
    expect(
      await value(`
        const star = (found) => (found && found.__esModule ? found : { ...found, default: found });
        const fs = star(require('fs'));
        try { fs.default.readFileSync('/etc/passwd'); } catch (error) { return [error.code, error.message]; }`),
    ).toEqual([
      'ERR_NOT_AVAILABLE',
      'fs.readFileSync is not available to functions; functions cannot use files',
    ]);
  });

  it('refuse what is missing of those that are there, by name', async () => {
    const uses: [string, string][] = [
      ["require('http').createServer()", 'http.createServer is not available to functions'],
      ["require('crypto').createECDH('x')", 'crypto.createECDH is not available to functions'],
      ["require('crypto').webcrypto.subtle.digest()", 'crypto.subtle.digest is not'],
      ["new (require('tls').TLSSocket)()", 'tls.TLSSocket is not available to functions'],
      ["require('buffer'); process.exit(1)", 'process.exit is not available to functions'],
      ["new (require('tty').WriteStream)(1)", 'tty.WriteStream is not available to functions'],
    ];
    for (const [use, words] of uses) await expect(value(use)).rejects.toThrow(words);
  });
});

describe('globals', () => {
  it('has those of the web that packages expect, and none that leave the sandbox', async () => {
    expect(
      await value(`
        const there = 'URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal DOMException atob btoa queueMicrotask performance Intl Buffer';
        const not = 'fetch Headers Request Response WebSocket Worker XMLHttpRequest WebAssembly SharedArrayBuffer Atomics require_ module exports_ host';
        const has = (name) => typeof globalThis[name] !== 'undefined';
        return [there.split(' ').filter((name) => !has(name)), not.split(' ').filter(has)];`),
    ).toEqual([[], []]);
  });

  it('reads and changes URLs as Node does', async () => {
    expect(
      await value(`
        const a = new URL('../x?q=1&q=%C3%A4#h', 'https://user:p%40ss@Ä.example:8443/a/b/c');
        a.searchParams.append('n', 'a b&');
        a.searchParams.delete('q', '1');
        a.pathname = '/ü';
        a.port = '443';
        const changed = new URL('http://h/');
        changed.search = '?z=1';
        const seen = changed.searchParams.get('z');
        changed.searchParams.set('z', '2');
        const failed = (() => { try { return new URL('nope'); } catch (error) { return [error.name, error.code, error.input]; } })();
        return [
          a.href, a.origin, a.host, a.username, a.hash, seen, changed.href, failed, URL.canParse('x:'), JSON.stringify({ a: new URL('http://h') }),
          require('url').URL === URL, new URL('http://h').toString(), require('url').domainToASCII('ä.example'), require('url').fileURLToPath('file:///a%20b'),
        ];`),
    ).toEqual([
      'https://user:p%40ss@xn--4ca.example/%C3%BC?q=%C3%A4&n=a+b%26#h',
      'https://xn--4ca.example',
      'xn--4ca.example',
      'user',
      '#h',
      '1',
      'http://h/?z=2',
      ['TypeError', 'ERR_INVALID_URL', 'nope'],
      true,
      '{"a":"http://h/"}',
      true,
      'http://h/',
      'xn--4ca.example',
      '/a b',
    ]);
  });

  it('reads queries from texts, pairs and objects', async () => {
    expect(
      await value(`
        const p = new URLSearchParams([['b', '2'], ['a', '1'], ['a', '3']]);
        p.sort();
        return [p.toString(), [...p.keys()], p.getAll('a'), p.has('b', '2'), p.size, new URLSearchParams({ x: 'ü~*', y: 1 }).toString(), [...new URLSearchParams('?a=%zz&b+c=d&&e')], p + '', Object.prototype.toString.call(p)];`),
    ).toEqual([
      'a=1&a=3&b=2',
      ['a', 'a', 'b'],
      ['1', '3'],
      true,
      3,
      'x=%C3%BC%7E*&y=1',
      [
        ['a', '%zz'],
        ['b c', 'd'],
        ['e', ''],
      ],
      'a=1&a=3&b=2',
      '[object URLSearchParams]',
    ]);
  });

  it('reads bytes in any encoding, also in pieces', async () => {
    expect(
      await value(`
        const utf8 = new TextEncoder().encode('aä€𝄞');
        const pieces = new TextDecoder();
        let text = '';
        for (const byte of utf8) text += pieces.decode(Uint8Array.of(byte), { stream: true });
        text += pieces.decode();
        const why = (run) => { try { return run(); } catch (error) { return [error.name, error.code]; } };
        return [
          utf8.length, text, new TextDecoder('latin1').decode(Uint8Array.of(0x80, 0xe4)), new TextDecoder('shift_jis').decode(Uint8Array.of(0x83, 0x65)),
          new TextDecoder().decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), new TextDecoder('utf-16le').decode(Uint8Array.of(0x61, 0)), new TextDecoder().decode(Uint8Array.of(0xff)),
          why(() => new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.of(0xff))), why(() => new TextDecoder('none')), new TextEncoder().encodeInto('aä', new Uint8Array(2)),
          atob(btoa('\\xff\\0')), why(() => btoa('€')),
        ];`),
    ).toEqual([
      10,
      'aä€𝄞',
      '€ä',
      'テ',
      'a',
      'a',
      '�',
      ['TypeError', 'ERR_ENCODING_INVALID_ENCODED_DATA'],
      ['RangeError', 'ERR_ENCODING_NOT_SUPPORTED'],
      { read: 1, written: 1 },
      'ÿ\0',
      ['InvalidCharacterError', 5],
    ]);
  });

  it('aborts, at once, after a time, and with others', async () => {
    expect(
      await value(`
        const one = new AbortController();
        let heard = 0;
        one.signal.addEventListener('abort', () => { heard += 1; });
        const any = AbortSignal.any([one.signal, new AbortController().signal]);
        one.abort('enough');
        const late = await new Promise((resolve) => { const signal = AbortSignal.timeout(5); signal.addEventListener('abort', () => resolve(signal.reason.name)); });
        let thrown; try { one.signal.throwIfAborted(); } catch (error) { thrown = error; }
        return [heard, one.signal.aborted, one.signal.reason, any.aborted, late, thrown];`),
    ).toEqual([1, true, 'enough', true, 'TimeoutError', 'enough']);
  });

  it('writes dates and numbers in any language, and shows nothing of this machine', async () => {
    expect(
      await value(`
        const day = new Date(Date.UTC(2020, 1, 29, 12));
        return [
          day.toLocaleString('en-US', { timeZone: 'America/New_York' }), day.toLocaleDateString('de-DE', { weekday: 'long', day: 'numeric', month: 'long' }),
          day.toLocaleTimeString(), (1234.5).toLocaleString('de'), (5).toLocaleString('en', { style: 'currency', currency: 'EUR' }),
          new Intl.PluralRules('pl').select(3), new Intl.ListFormat('en').format(['a', 'b']), ['ä', 'z', 'a'].sort(new Intl.Collator('de').compare),
          new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'), new Intl.DisplayNames('en', { type: 'region' }).of('DE'), new Intl.Locale('de-CH').region,
          Intl.DateTimeFormat().resolvedOptions().timeZone, new Intl.NumberFormat().resolvedOptions().locale,
          new Intl.DateTimeFormat('en', { dateStyle: 'full' }).formatToParts(day)[0],
        ];`),
    ).toEqual([
      '2/29/2020, 7:00:00 AM',
      'Samstag, 29. Februar',
      '12:00:00 PM',
      '1.234,5',
      '€5.00',
      'few',
      'a and b',
      ['a', 'ä', 'z'],
      'yesterday',
      'Germany',
      'CH',
      'UTC',
      'en-US',
      { type: 'weekday', value: 'Saturday' },
    ]);
    await expect(
      value("new Date().toLocaleString('en', { timeZone: 'No/Where' })"),
    ).rejects.toThrow(/RangeError.*time zone/);
  });
});

describe('http', () => {
  const http = (body: string): Promise<unknown> =>
    value(`
      const http = require('http');
      const ask = (options, body) => new Promise((resolve, reject) => {
        const request = http.request(options, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve({ response, text: Buffer.concat(chunks).toString() }));
        });
        request.on('error', reject);
        request.end(body);
      });
      ${body}`);

  it('sends headers, path and body as they are given', async () => {
    await http(`
      const { hostname, port } = new URL(url);
      await ask({ hostname, port, path: '/echo?a=%20b', method: 'patch', auth: 'a:b', headers: { 'X-One': ['1', '2'], 'Content-Type': 'text/x' } }, Buffer.from([0, 255]));`);
    const { method, path, rawHeaders, body } = room.web.last();
    expect([method, path, [...body]]).toEqual(['PATCH', '/echo?a=%20b', [0, 255]]);
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1]]]));
    expect(pairs).toEqual(
      expect.arrayContaining([
        ['X-One', '1'],
        ['X-One', '2'],
        ['Content-Type', 'text/x'],
        ['Authorization', 'Basic YTpi'],
        ['Content-Length', '2'],
      ]),
    );
  });

  it('gives status, headers as Node joins them, and each event once', async () => {
    room.web.on('/many', (_asked, response) => {
      response.setHeader('X-Two', ['a', 'b']);
      response.setHeader('Set-Cookie', ['c=1', 'd=2']);
      response.writeHead(418, 'Short').end('tea');
    });
    expect(
      await http(`
        const events = [];
        const request = http.get(url + '/many');
        for (const name of ['socket', 'finish', 'response', 'close', 'error', 'abort']) request.on(name, () => events.push(name));
        const response = await new Promise((resolve) => request.once('response', resolve));
        let text = '';
        for await (const chunk of response) text += chunk;
        await new Promise((resolve) => setTimeout(resolve, 5));
        const { statusCode, statusMessage, headers, httpVersion, complete } = response;
        return [statusCode, statusMessage, headers['x-two'], headers['set-cookie'], httpVersion, complete, text, events];`),
    ).toEqual([
      418,
      'Short',
      'a, b',
      ['c=1', 'd=2'],
      '1.1',
      true,
      'tea',
      ['socket', 'finish', 'response', 'close'],
    ]);
  });

  it('takes pieces from a stream, and calls back for each', async () => {
    const { body } = (await http(`
      let called = 0;
      const done = new Promise((resolve, reject) => {
        const request = http.request(url + '/echo', { method: 'POST' }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => { text += chunk; });
          response.on('end', () => resolve(JSON.parse(text)));
        });
        request.on('error', reject);
        request.write('one ', () => { called += 1; });
        request.write(Buffer.from('two '), () => { called += 1; });
        request.end('three', 'utf8', () => { called += 1; });
      });
      return { body: (await done).body + ' ' + called };`)) as { body: string };
    expect(body).toBe('one two three 3');
  });

  it('says what went wrong, by the codes of Node', async () => {
    expect(
      await http(`
        const code = (options) => ask(options).then(() => 'answered', (error) => error.code);
        const thrown = (run) => { try { run(); } catch (error) { return error.code; } };
        return [
          await code(closed), await code(url + '/hangup'), await code('http://no-such-host.invalid/'),
          await code({ host: '127.0.0.1', port: 80, socketPath: '/x' }), await code({ method: 'TRACE', host: 'h' }),
          thrown(() => http.request('https://h/')), thrown(() => http.request(url, { headers: { 'a b': '1' } })), thrown(() => http.request(url, { headers: { a: 'x\\ny' } })),
          thrown(() => http.request({ path: '/a b' })), thrown(() => http.get('no url')),
        ];`),
    ).toEqual([
      'ECONNREFUSED',
      'ECONNRESET',
      expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/),
      'ERR_NOT_AVAILABLE',
      'ERR_NOT_AVAILABLE',
      'ERR_INVALID_PROTOCOL',
      'ERR_INVALID_HTTP_TOKEN',
      'ERR_INVALID_CHAR',
      'ERR_UNESCAPED_CHARACTERS',
      'ERR_INVALID_URL',
    ]);
  });

  it('is given up by destroy, abort, a signal or a timeout, and the call with it', async () => {
    let came = 0;
    let dropped = 0;
    room.web.on('/waits', (_asked, response) => {
      came += 1;
      response.on('close', () => (dropped += 1));
    });
    room.web.on('/came', (_asked, response) => response.end(String(came)));
    expect(
      await http(`
        let begun = 0;
        const end = (options, how) => new Promise((resolve, reject) => {
          const events = [];
          const request = http.get(url + '/waits', options);
          for (const name of ['abort', 'timeout', 'response']) request.on(name, () => events.push(name));
          request.on('error', (error) => events.push(error.code));
          request.on('close', () => resolve(events));
          begun += 1;
          const there = async () => { while (Number((await ask(url + '/came')).text) < begun); };
          there().then(() => how(request)).catch(reject);
        });
        const controller = new AbortController();
        return [
          await end({}, (request) => request.destroy(Object.assign(new Error('own'), { code: 'OWN' }))), await end({}, (request) => request.abort()),
          await end({ signal: controller.signal }, () => controller.abort()),
          await end({}, (request) => request.setTimeout(5, () => request.destroy())),
        ];`),
    ).toEqual([['OWN'], ['abort', 'ECONNRESET'], ['ABORT_ERR'], ['timeout', 'ECONNRESET']]);
    await expect.poll(() => dropped).toBe(4);
  });

  it('uses no agent that would make a connection of its own', async () => {
    expect(
      await http(`
        class Proxy extends http.Agent { addRequest() {} }
        return ask({ host: '127.0.0.1', agent: new Proxy() }).catch((error) => error.message);`),
    ).toMatch(/an agent that makes connections of its own.*not available to functions/);
  });

  it('records each call, and lets the guard of the services decide', async () => {
    const outcome = await room.run(
      `exports = () => new Promise((resolve) => require('http').get('http://169.254.169.254/latest', resolve).on('error', (error) => resolve(error.code)));`,
    );
    expect(outcome.result).toBe('"RestrictedHost"');
    expect(outcome.hostCalls).toMatchObject([{ service: '', action: 'get', mode: 'refused' }]);
  });
});

describe('zlib', () => {
  it('packs and unpacks, at once, by callback and as a stream', async () => {
    expect(
      await value(`
        const zlib = require('zlib');
        const { promisify } = require('util');
        const { Readable } = require('stream');
        const text = 'text '.repeat(50);
        const read = async (stream) => { let all = ''; for await (const chunk of stream) all += chunk; return all; };
        const out = [];
        for (const [pack, unpack] of [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['brotliCompress', 'brotliDecompress'], ['gzip', 'unzip']]) {
          const packed = await promisify(zlib[pack])(text);
          const name = 'create' + unpack[0].toUpperCase() + unpack.slice(1);
          out.push(zlib[unpack + 'Sync'](packed).toString() === text, (await read(Readable.from([packed.subarray(0, 9), packed.subarray(9)]).pipe(zlib[name]()))) === text);
        }
        const why = (run) => { try { run(); } catch (error) { return [error.code, error.errno, error.message]; } };
        const cut = zlib.gzipSync(text).subarray(0, 20);
        return [
          out.every(Boolean), why(() => zlib.gunzipSync('no')), why(() => zlib.gunzipSync(cut))[0],
          text.startsWith(zlib.gunzipSync(cut, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString()), zlib.constants.Z_BEST_COMPRESSION,
          await read(zlib.createGunzip().on('error', () => {}).end('no')).catch((error) => error.code),
        ];`),
    ).toEqual([
      true,
      ['Z_DATA_ERROR', -3, 'incorrect header check'],
      'Z_BUF_ERROR',
      true,
      9,
      'Z_DATA_ERROR',
    ]);
  });
});

describe('crypto', () => {
  it('hashes, seals and derives, also as streams', async () => {
    expect(
      await value(`
        const crypto = require('crypto');
        const { Readable } = require('stream');
        const hash = crypto.createHash('sha256');
        const half = hash.update('a').copy();
        const piped = await new Promise((resolve) => Readable.from(['a', 'b']).pipe(crypto.createHash('md5')).on('finish', function () { resolve(this.read().toString('hex')); }));
        const key = Buffer.alloc(32, 1), iv = Buffer.alloc(12, 2);
        const seal = crypto.createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from('aad'));
        const sealed = seal.update('text', 'utf8', 'hex') + seal.final('hex');
        const open = (tag) => { const o = crypto.createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from('aad')).setAuthTag(tag); return o.update(sealed, 'hex', 'utf8') + o.final('utf8'); };
        let forged; try { open(Buffer.alloc(16)); } catch (error) { forged = 'refused'; }
        const filled = crypto.randomFillSync(new Uint8Array(8), 4);
        return [
          half.update('b').digest('hex') === crypto.createHash('sha256').update('ab').digest('hex'), piped, open(seal.getAuthTag()), forged,
          crypto.scryptSync('pw', 'salt', 16).toString('hex'), await new Promise((resolve) => crypto.pbkdf2('pw', 'salt', 10, 8, 'sha1', (error, made) => resolve(made.toString('hex')))),
          [...filled.subarray(0, 4)], filled.subarray(4).some(Boolean), crypto.randomInt(5) < 5, crypto.getHashes().includes('sha512'),
        ];`),
    ).toEqual([
      true,
      '187ef4436122d1cc2f40dc2b92f0eba0',
      'text',
      'refused',
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
      [0, 0, 0, 0],
      true,
      true,
      true,
    ]);
  });
});

describe('the finding of modules', () => {
  it('follows exports, imports, conditions and nesting as Node does', async () => {
    add(
      'shaped/package.json',
      JSON.stringify({
        name: 'shaped',
        imports: { '#in': './inner.js' },
        exports: {
          '.': { 'module-sync': './no.mjs', import: './no.mjs', node: { require: './yes.js' } },
          './sub/*': './files/*.js',
          './only': { import: './no.mjs' },
        },
      }),
    );
    add('shaped/yes.js', "module.exports = ['yes', require('#in'), require('shaped/sub/x')];");
    add('shaped/inner.js', "module.exports = require('nested');");
    add('shaped/files/x.js', "module.exports = 'x';");
    add('shaped/node_modules/nested/index.json', '"nested"');
    add('nested/lib/index.js', "module.exports = 'outer';");
    add('nested/package.json', '{"main":"./lib"}');
    expect(await value("return [...require('shaped'), require('nested')]")).toEqual([
      'yes',
      'nested',
      'x',
      'outer',
    ]);
    await expect(value("require('shaped/files/x.js')")).rejects.toThrow(/does not export/);
    await expect(value("require('shaped/only')")).rejects.toThrow(/ES module/);
    await expect(value("require('shaped/none')")).rejects.toThrow(/does not export/);
  });

  it('leaves a module that failed while it loaded as if it had never been asked for', async () => {
    add(
      'fails/index.js',
      "global.times = (global.times || 0) + 1; if (global.times < 2) throw new Error('once'); exports.times = global.times;",
    );
    expect(await value("try { require('fails'); } catch { return require('fails').times; }")).toBe(
      2,
    );
  });

  it('gives packages process and global, which functions themselves have not', async () => {
    add(
      'asks/index.js',
      'module.exports = [typeof process.env, process.version, String(process), typeof global.setTimeout];',
    );
    expect(await value("return [typeof process, ...require('asks')]")).toEqual([
      'undefined',
      'object',
      'v10.18.1',
      '[object process]',
      'function',
    ]);
  });
});
