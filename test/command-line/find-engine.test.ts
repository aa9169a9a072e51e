import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distrust,
  publishEngine,
  readEngineFile,
  type RuntimeFile,
  withdrawEngine,
} from '../../main/control/local/runtime-file.ts';
import { engineOf, findEngine } from '../../main/command-line/connection/find-engine.ts';
import { lockDataDir } from '../../main/store/lock.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const FACTS: Omit<RuntimeFile, 'format'> = {
  version: '0.1.0',
  pid: 1,
  startedAt: 0,
  instance: 'of-this-run',
  socket: null,
  control: null,
  intake: 'http://127.0.0.1:1',
  publicUrl: null,
  face: 'browser',
  token: 'needle',
};
const fileIn = (dataDir: string): string => join(dataDir, 'engine.json');

/** A server that answers everything with one JSON value, and notes what it was asked. */
async function stranger(answer: unknown, status = 200) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('engine.json', () => {
  it('is for this user only, whole, and gone with the run that wrote it', () => {
    using dir = tempDir();
    const withdraw = publishEngine(dir.path, FACTS);
    expect(statSync(fileIn(dir.path)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir.path)).toEqual(['engine.json']);
    expect(readEngineFile(dir.path)).toEqual({ format: 1, ...FACTS });
    withdraw();
    expect(readEngineFile(dir.path)).toBeUndefined();
  });

  it('of another run stays', () => {
    using dir = tempDir();
    const withdraw = publishEngine(dir.path, FACTS);
    publishEngine(dir.path, { ...FACTS, instance: 'of-the-next' });
    withdraw();
    expect(readEngineFile(dir.path)?.instance).toBe('of-the-next');
  });

  it('replaces a link, and does not write to where it leads', () => {
    using dir = tempDir();
    const elsewhere = join(dir.path, 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    const data = join(dir.path, 'data');
    mkdirSync(data);
    symlinkSync(elsewhere, fileIn(data));
    symlinkSync(elsewhere, `${fileIn(data)}.${process.pid}`);
    publishEngine(data, FACTS);
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(readEngineFile(data)?.token).toBe('needle');
  });

  it.each([0o640, 0o604, 0o620, 0o666])('with the mode %o is refused', (mode) => {
    using dir = tempDir();
    publishEngine(dir.path, FACTS);
    chmodSync(fileIn(dir.path), mode);
    expect(() => readEngineFile(dir.path)).toThrow('can be read or written by others');
    // Nor is it taken for a file of ours at the end.
    withdrawEngine(dir.path, FACTS.instance);
    expect(existsSync(fileIn(dir.path))).toBe(true);
  });

  it('that is a link, or no file, is refused', () => {
    using dir = tempDir();
    const [linked, folder] = ['linked', 'folder'].map((name) => join(dir.path, name)) as [
      string,
      string,
    ];
    for (const path of [linked, folder]) mkdirSync(path);
    publishEngine(dir.path, FACTS);
    symlinkSync(fileIn(dir.path), fileIn(linked));
    mkdirSync(fileIn(folder));
    expect(() => readEngineFile(linked)).toThrow('is a link');
    expect(() => readEngineFile(folder)).toThrow('is no file');
  });

  it('of another user is refused', () => {
    const file = { uid: 1000, mode: 0o100600, isFile: true };
    expect(distrust(file, 1000)).toBeUndefined();
    expect(distrust(file, 1001)).toBe('belongs to another user');
    expect(distrust(file, 0)).toBe('belongs to another user');
    // Where the system knows no owners, the folder's own list guards it.
    expect(distrust({ ...file, mode: 0o100666 }, undefined)).toBeUndefined();
  });

  it.skipIf(process.getuid?.() !== 0)('that root is shown by another user is refused', () => {
    using dir = tempDir();
    publishEngine(dir.path, FACTS);
    chownSync(fileIn(dir.path), 1000, 1000);
    expect(() => readEngineFile(dir.path)).toThrow('belongs to another user');
  });

  it('of a later format says that this Backstitch is too old', () => {
    using dir = tempDir();
    writeFileSync(fileIn(dir.path), '{"format":2}', { mode: 0o600 });
    expect(() => readEngineFile(dir.path)).toThrow('A newer Backstitch');
  });

  it('is nothing where it holds anything else', () => {
    using dir = tempDir();
    const file = fileIn(dir.path);
    const broken = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(Object.fromEntries(Object.keys(FACTS).map((name) => [name, fc.jsonValue()])))
        .map((value) => Buffer.from(JSON.stringify({ format: 1, ...value }))),
      fc.nat(200).map((cut) => Buffer.from(JSON.stringify({ format: 1, ...FACTS }).slice(0, cut))),
    );
    fc.assert(
      fc.property(broken, (bytes) => {
        writeFileSync(file, bytes, { mode: 0o600 });
        const read = readEngineFile(dir.path);
        expect(read === undefined || typeof read.token === 'string').toBe(true);
      }),
      { numRuns: 200 },
    );
    writeFileSync(file, `{"format":1,"token":"${'x'.repeat(100_000)}"}`);
    expect(readEngineFile(dir.path)).toBeUndefined();
  });
});

describe('an engine that is looked for', () => {
  it('is none where there is no file', async () => {
    using dir = tempDir();
    expect(await engineOf(dir.path)).toBeUndefined();
    await expect(findEngine({ dataDir: dir.path }, {})).rejects.toMatchObject({
      code: 'NOT_RUNNING',
      message: `No Backstitch runs on ${dir.path}.`,
    });
  });

  it('is none where the file was left behind, which is cleared away', async () => {
    using dir = tempDir();
    lockDataDir(dir.path)();
    publishEngine(dir.path, {
      ...FACTS,
      control: 'http://127.0.0.1:1',
      socket: join(dir.path, 'no'),
    });
    expect(await engineOf(dir.path)).toBeUndefined();
    expect(existsSync(fileIn(dir.path))).toBe(false);
  });

  it.each([
    ['another instance', { instance: 'of-another-run' }, 200],
    ['no instance', { status: 'ok' }, 200],
    ['no JSON object', null, 200],
    ['an error', { code: 'UNAUTHORIZED' }, 401],
  ])('is not who took its port and answers %s', async (_, said, status) => {
    using dir = tempDir();
    await using other = await stranger(said, status);
    publishEngine(dir.path, { ...FACTS, control: other.url });
    expect(await engineOf(dir.path)).toBeUndefined();
    expect(other.asked).toEqual(['GET /api/v1/health']);
  });

  it('that holds its folder and does not answer is said to hang, and keeps its file', async () => {
    using dir = tempDir();
    const unlock = lockDataDir(dir.path);
    publishEngine(dir.path, { ...FACTS, control: 'http://127.0.0.1:1' });
    await expect(engineOf(dir.path)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    unlock();
    expect(readEngineFile(dir.path)?.instance).toBe(FACTS.instance);
  });

  it('is taken where it answers with the instance of the file', async () => {
    using dir = tempDir();
    await using other = await stranger({ instance: FACTS.instance });
    publishEngine(dir.path, { ...FACTS, control: other.url });
    expect((await engineOf(dir.path))?.name).toBe(other.url);
  });

  it('is the one of --url, else of --data-dir, else of the variables', async () => {
    using dir = tempDir();
    using usual = tempDir();
    await using one = await stranger({ instance: 'one' });
    await using two = await stranger({ instance: 'two' });
    publishEngine(dir.path, { ...FACTS, instance: 'two', control: two.url });
    const tokenFile = join(dir.path, 'token');
    writeFileSync(tokenFile, 'needle\n');
    const variables = { BACKSTITCH_API: one.url, BACKSTITCH_TOKEN: 'needle' };
    const nameOf = async (...args: Parameters<typeof findEngine>) =>
      (await findEngine(...args)).name;
    expect(await nameOf({ url: `${one.url}/`, tokenFile, dataDir: dir.path }, {})).toBe(one.url);
    expect(await nameOf({ dataDir: dir.path }, variables)).toBe(two.url);
    expect(await nameOf({}, variables)).toBe(one.url);
    expect(await nameOf({}, { BACKSTITCH_DATA_DIR: dir.path })).toBe(two.url);
    await expect(findEngine({}, { BACKSTITCH_DATA_DIR: usual.path })).rejects.toThrow(usual.path);
  });

  it.each([
    ['http://example.com', 'unencrypted'],
    ['http://127.0.0.1.example.com', 'unencrypted'],
    ['ftp://127.0.0.1', 'is no URL'],
    ['127.0.0.1:8977', 'is no URL'],
  ])('is not asked at %s', async (url, why) => {
    const asked = findEngine({ url }, { BACKSTITCH_TOKEN: 'needle' });
    await expect(asked).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining(why),
    });
  });

  it('needs a token with a URL', async () => {
    await expect(findEngine({ url: 'http://127.0.0.1:1' }, {})).rejects.toThrow('token');
    const asked = findEngine({ url: 'http://127.0.0.1:1', tokenFile: '/nowhere' }, {});
    await expect(asked).rejects.toThrow('/nowhere cannot be read');
  });
});

it('an engine that starts waits for a command that looks for one', async () => {
  using dir = tempDir();
  const looks = `
    const { lockDataDir } = await import(process.argv[1]);
    const unlock = lockDataDir(process.argv[2], 0);
    console.log('held');
    setTimeout(unlock, 100);
  `;
  const lock = join(import.meta.dirname, '../../main/store/lock.ts');
  const child = spawn(process.execPath, ['--input-type=module', '-e', looks, lock, dir.path]);
  const gone = once(child, 'close');
  await once(child.stdout, 'data');
  // Trying stops everything else here: the other has to be a process.
  expect(() => lockDataDir(dir.path, 20_000)()).not.toThrow();
  await gone;
});
