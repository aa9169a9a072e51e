import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const value = (body: string): Promise<unknown> => room.value(body);

describe('packages that write and read texts', () => {
  it('ulid makes ids that sort by their time', async () => {
    expect(
      await value(`const { ulid, decodeTime } = require('ulid');
        return [ulid().length, decodeTime(ulid(5)), ulid(1) < ulid(2), ulid() === ulid()];`),
    ).toEqual([26, 5, true, false]);
  });

  it('slugify knows letters of several languages', async () => {
    expect(
      await value(`const slugify = require('slugify');
        return [slugify('Größe & Maß: 12', { lower: true, strict: true, locale: 'de' }), slugify('a b')];`),
    ).toEqual(['groesse-und-mass-12', 'a-b']);
  });

  it('sanitize-html leaves what is allowed', async () => {
    expect(
      await value(`const clean = require('sanitize-html');
        return [clean('<p onclick="x()">a<script>1</script><b>b</b></p>'),
          clean('<a href="javascript:1" class="x">l</a>', { allowedAttributes: { a: ['class'] } })];`),
    ).toEqual(['<p>a<b>b</b></p>', '<a class="x">l</a>']);
  });

  it('marked writes HTML', async () => {
    expect(await value("return require('marked').parse('# a\\n\\n* *b*\\n\\n`<c>`');")).toBe(
      '<h1>a</h1>\n<ul>\n<li><em>b</em></li>\n</ul>\n<p><code>&lt;c&gt;</code></p>\n',
    );
  });

  it('iconv-lite reads and writes other charsets, also as a stream', async () => {
    expect(
      await value(`const iconv = require('iconv-lite');
        const stream = iconv.decodeStream('windows-1252');
        const streamed = new Promise((done) => stream.collect((error, text) => done(text)));
        stream.write(Buffer.from('4772f6', 'hex')); stream.end(Buffer.from('df65', 'hex'));
        return [iconv.encode('Größe', 'win1252').toString('hex'),
          iconv.decode(Buffer.from('93fa967b', 'hex'), 'Shift_JIS'), iconv.encodingExists('none'), await streamed];`),
    ).toEqual(['4772f6df65', '日本', false, 'Größe']);
  });

  it('pako packs and unpacks what zlib does', async () => {
    expect(
      await value(`const pako = require('pako'), zlib = require('zlib');
        return [pako.inflate(pako.deflate('hällo'), { to: 'string' }),
          pako.ungzip(zlib.gzipSync('one'), { to: 'string' }),
          zlib.inflateRawSync(Buffer.from(pako.deflateRaw('two'))).toString()];`),
    ).toEqual(['hällo', 'one', 'two']);
  });

  it('libphonenumber-js reads, checks and writes numbers', async () => {
    expect(
      await value(`const { parsePhoneNumber, isValidPhoneNumber } = require('libphonenumber-js');
        const number = parsePhoneNumber('030 123456', 'DE');
        return [number.number, number.formatInternational(), number.country, isValidPhoneNumber('12', 'DE')];`),
    ).toEqual(['+4930123456', '+49 30 123456', 'DE', false]);
  });

  it('mime-types knows types and endings', async () => {
    expect(
      await value(`const mime = require('mime-types');
        return [mime.lookup('a.json'), mime.contentType('x.html'), mime.extension('image/png'), mime.lookup('x.none')];`),
    ).toEqual(['application/json', 'text/html; charset=utf-8', 'png', false]);
  });

  it('ical-generator writes a calendar, with ids from the global crypto', async () => {
    const text = await value(`const { default: ical } = require('ical-generator');
      const calendar = ical({ name: 'orders' });
      calendar.createEvent({ start: new Date(0), end: new Date(3600000), summary: 'shipped' });
      return calendar.toString();`);
    expect(text).toContain('\r\nDTSTART:19700101T000000Z\r\nDTEND:19700101T010000Z\r\n');
    expect(text).toMatch(/\r\nUID:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  });
});

describe('what packages ask of the engine', () => {
  it('is a global crypto, which functions that load none do not have', async () => {
    expect(await value('return typeof crypto;')).toBe('undefined');
    expect(
      await value(`require('util'); const { subtle } = crypto;
        const refused = (run) => { try { run(); } catch (error) { return error.message; } };
        return [crypto.getRandomValues(new Uint8Array(4)).length, crypto.randomUUID().length,
          require('crypto').webcrypto === crypto, refused(() => subtle.digest('SHA-256', new Uint8Array()))];`),
    ).toEqual([4, 36, true, 'crypto.subtle.digest is not available to functions']);
  });

  it('are call sites, without frames of ours', async () => {
    expect(
      await value(`Error.prepareStackTrace = (_error, sites) => sites;
        function inner() { const held = {}; Error.captureStackTrace(held); return held.stack; }
        function outer() { return inner(); }
        const [first, second] = outer();
        return [first.getFunctionName(), first.getFileName(), first.getLineNumber() > 0, first.getThis(),
          first.isEval(), second.getFunctionName(), outer().some((site) => String(site).includes('backstitch:'))];`),
    ).toEqual(['inner', 'test', true, null, false, 'outer', false]);
  });

  it('is a stack as text from the caller of a function on', async () => {
    const stack = await value(`
      function make() { const held = {}; Error.captureStackTrace(held, make); return held.stack; }
      function caller() { return make(); }
      return caller();`);
    expect(stack).toMatch(/^\s+at caller \(user:test:/);
  });
});
