import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackPackages } from '../../main/functions/modules/unpack-packages.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { openFunctionRoom } from './function-room.ts';

const dir = tempDir();
const modules = join(dir.path, 'node_modules');
const add = (path: string, text: string): void => {
  mkdirSync(dirname(join(modules, path)), { recursive: true });
  writeFileSync(join(modules, path), text);
};
add('plain/index.js', "exports.name = 'plain'; exports.inner = require('./lib/inner');");
add('plain/lib/inner.js', "module.exports = require('../data.json').n;");
add('plain/data.json', '{"n":7}');
add('loop/package.json', '{"main":"a.js"}');
add('loop/a.js', "exports.early = true; exports.b = require('./b').seen;");
add('loop/b.js', "exports.seen = require('./a').early;");
add('modern/package.json', '{"type":"module","exports":"./index.js"}');
add('modern/index.js', 'export default 1;');
add(
  'dual/package.json',
  '{"name":"dual","exports":{".":{"import":"./i.mjs","require":"./r.cjs"}}}',
);
add('dual/r.cjs', "module.exports = 'required';");
add('dual/i.mjs', 'export default 1;');
add('escape/index.js', "module.exports = require('../../../outside.js');");
writeFileSync(join(dir.path, 'secret.js'), "module.exports = 'outside';");
symlinkSync(dir.path, join(modules, 'linked'));
const ms = dirname(createRequire(import.meta.url).resolve('ms/package.json'));
cpSync(ms, join(modules, 'ms'), { recursive: true });

const room = openFunctionRoom({ dependencies: dir.path });
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

describe('require', () => {
  it('loads packages of the app: files, JSON, circles, both kinds of entry, and a real one', async () => {
    expect(
      await room.value(
        "exports = () => [require('plain').name, require('plain').inner, require('loop').b, require('dual'), require('ms')('2 days')]",
      ),
    ).toEqual(['plain', { $numberLong: '7' }, true, 'required', { $numberLong: '172800000' }]);
  });

  it.each([
    ['axios', /Cannot find module 'axios'.*package\.json/],
    ['modern', /ES module/],
    ['escape', /Cannot find module/],
    ['linked/secret.js', /Cannot find module/],
    ['./other', /context\.functions\.execute/],
  ])('refuses %s in words', async (name, words) => {
    await expect(room.value(`exports = () => require('${name}')`)).rejects.toThrow(words);
  });

  it('has the modules of Node that need no system', async () => {
    expect(
      await room.value(`exports = async () => {
        const { Buffer } = require('buffer');
        const zlib = require('zlib');
        const crypto = require('node:crypto');
        const events = new (require('events'))();
        let heard = 0;
        events.on('x', () => { heard += 1; });
        events.emit('x');
        const cipher = crypto.createCipheriv('aes-128-cbc', '0123456789abcdef', '0123456789abcdef');
        const secret = Buffer.concat([cipher.update('text', 'utf8'), cipher.final()]);
        const decipher = crypto.createDecipheriv('aes-128-cbc', '0123456789abcdef', '0123456789abcdef');
        return [
          Buffer.from('68656c6c6f', 'hex').toString(),
          zlib.gunzipSync(zlib.gzipSync('packed')).toString(),
          crypto.createHash('md5').update('a').digest('hex'),
          crypto.createHmac('sha256', 'k').update('a').digest('base64').length,
          Buffer.concat([decipher.update(secret), decipher.final()]).toString(),
          heard,
          require('path').join('a', '..', 'b'),
          require('querystring').parse('a=1&a=2').a[1],
          require('url').parse('http://h:8/p?q=1').port,
          require('util').format('%s %d', 'a', 1),
          require('os').EOL,
          typeof require('stream').Readable,
          crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')),
        ];
      }`),
    ).toEqual([
      'hello',
      'packed',
      '0cc175b9c0f1b6a831c399e269772661',
      { $numberLong: '44' },
      'text',
      { $numberLong: '1' },
      'b',
      '2',
      '8',
      'a 1',
      '\n',
      'function',
      true,
    ]);
  });

  it('has fs and net only to say that they are not there', async () => {
    await expect(
      room.value("exports = () => require('fs').readFileSync('/etc/passwd')"),
    ).rejects.toThrow(/fs\.readFileSync is not available/);
    await expect(room.value("exports = () => require('net').connect(80)")).rejects.toThrow(
      /context\.http/,
    );
    expect(await room.value("exports = () => require('net').isIP('127.0.0.1')")).toEqual({
      $numberLong: '4',
    });
  });

  it('sends https.request out through the recorded client', async () => {
    await using web = openFunctionRoom({
      call: async () => ({
        outcome: {
          ok: true,
          result:
            '{"status":"200 OK","statusCode":{"$numberInt":"200"},"headers":{"Content-Type":["text/plain"]},"cookies":{},"body":{"$binary":{"base64":"aGk=","subType":"00"}}}',
        },
        mode: 'live',
        decision: null,
      }),
    });
    const outcome = await web.run(`exports = () => new Promise((resolve, reject) => {
      const request = require('https').request({ hostname: 'api.test', path: '/x', method: 'POST', headers: { A: 'b' } }, (res) => {
        let text = '';
        res.on('data', (chunk) => { text += chunk; });
        res.on('end', () => resolve([res.statusCode, res.headers['content-type'], text]));
      });
      request.on('error', reject);
      request.end('body');
    })`);
    expect(outcome.error).toBeNull();
    expect(JSON.parse(outcome.result ?? '')).toEqual([{ $numberLong: '200' }, 'text/plain', 'hi']);
    expect(outcome.hostCalls).toMatchObject([{ service: '', action: 'post' }]);
    expect(outcome.hostCalls[0]?.args).toContain('https://api.test/x');
  });
});

describe('archives of packages', () => {
  it('are unpacked into the folder and nowhere else', async () => {
    using target = tempDir();
    const text = (value: string): Uint8Array => new TextEncoder().encode(value);
    const zip = zipSync({
      'node_modules/tiny/index.js': text('module.exports = 1'),
      '../evil.js': text('x'),
    });
    const { files, refused } = await unpackPackages(zip, 'node_modules.zip', target.path);
    expect(files).toBe(1);
    expect(refused).toHaveLength(1);
    await using tiny = openFunctionRoom({ dependencies: target.path });
    expect(await tiny.value("exports = () => require('tiny')")).toEqual({ $numberLong: '1' });
  });
});
