import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findElectron, locateElectron } from '../../main/command-line/serving/fetch-electron.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** Puts the program where the real installer puts it. */
const WORKS = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(__dirname + '/dist');
  writeFileSync(__dirname + '/dist/electron', '');
  writeFileSync(__dirname + '/path.txt', 'electron');`;
const COUNTS = `require('node:fs').appendFileSync(__dirname + '/runs', 'x');`;
const FAILS = `${COUNTS}
  console.error('TypeError: fetch failed\\n    at x\\n  [cause]: Error: getaddrinfo ENOTFOUND cdn.example');
  process.exit(1);`;

/** A package like the one from npm, whose installer does what the test says, and a host to reach. */
async function npmPackage(installer: string) {
  const dir = tempDir();
  const packageDir = join(dir.path, 'electron');
  mkdirSync(packageDir);
  writeFileSync(join(packageDir, 'package.json'), '{"version":"45.0.0"}');
  writeFileSync(join(packageDir, 'install.js'), installer);
  const mirror = createServer();
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  const address = mirror.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const env: NodeJS.ProcessEnv = {
    DISPLAY: ':1',
    PATH: process.env['PATH'],
    ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
  };
  const options = {
    env,
    packageDir,
    platform: 'linux' as const,
    uid: 1000,
    dataDir: join(dir.path, 'data'),
  };
  const runs = join(packageDir, 'runs');
  return {
    options,
    mirror,
    runs: (): number => (existsSync(runs) ? readFileSync(runs, 'utf8').length : 0),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => mirror.close(resolve));
      dir[Symbol.dispose]();
    },
  };
}

describe('looking for Electron', () => {
  it('finds a program that is there', async () => {
    await using npm = await npmPackage(FAILS);
    const { packageDir } = npm.options;
    mkdirSync(join(packageDir, 'dist'));
    writeFileSync(join(packageDir, 'dist', 'electron'), '');
    const path = join(packageDir, 'dist', 'electron');
    expect(await findElectron(npm.options)).toEqual({ ok: true, path });
    expect(npm.runs()).toBe(0);
  });

  it('knows before any download that there is no display', async () => {
    await using npm = await npmPackage(FAILS);
    const env = { ...npm.options.env, DISPLAY: undefined };
    expect(await findElectron({ ...npm.options, env })).toEqual({ ok: false, why: 'no display' });
    const wayland = { ...env, WAYLAND_DISPLAY: 'wayland-0' };
    expect(locateElectron({ ...npm.options, env: wayland })).not.toMatchObject({
      why: 'no display',
    });
    expect(locateElectron({ ...npm.options, env, platform: 'darwin' })).not.toMatchObject({
      why: 'no display',
    });
    expect(npm.runs()).toBe(0);
  });

  it('knows before any download that it would not run as root, or is not installed', async () => {
    await using npm = await npmPackage(FAILS);
    expect(await findElectron({ ...npm.options, uid: 0 })).toEqual({
      ok: false,
      why: 'Electron does not run as root',
    });
    expect(await findElectron({ ...npm.options, packageDir: undefined })).toEqual({
      ok: false,
      why: 'the npm package electron is not installed here',
    });
    expect(npm.runs()).toBe(0);
  });

  it('takes the folder the user names, and fetches nothing when it is empty', async () => {
    await using npm = await npmPackage(FAILS);
    const own = tempDir();
    const env = { ...npm.options.env, ELECTRON_OVERRIDE_DIST_PATH: own.path };
    const empty = await findElectron({ ...npm.options, env });
    expect(empty).toMatchObject({ ok: false, why: expect.stringContaining(own.path) });
    writeFileSync(join(own.path, 'electron'), '');
    const path = join(own.path, 'electron');
    expect(await findElectron({ ...npm.options, env })).toEqual({ ok: true, path });
    expect(npm.runs()).toBe(0);
    own[Symbol.dispose]();
  });
});

describe('fetching Electron', () => {
  it('runs the package’s own installer and then has the program', async () => {
    await using npm = await npmPackage(WORKS);
    let announced = 0;
    const found = await findElectron({ ...npm.options, onDownload: () => (announced += 1) });
    const path = join(npm.options.packageDir, 'dist', 'electron');
    expect(found).toEqual({ ok: true, path });
    expect(announced).toBe(1);
  });

  it('says in one line why it failed, and does not try again that day', async () => {
    await using npm = await npmPackage(FAILS);
    const first = await findElectron({ ...npm.options, nowMs: 1_000 });
    const why = 'Electron could not be fetched: getaddrinfo ENOTFOUND cdn.example';
    expect(first).toEqual({ ok: false, why });
    const again = await findElectron({ ...npm.options, nowMs: 1_000 + 86_399_000 });
    expect(again).toEqual({ ok: false, why: `${why} (not tried again yet)` });
    expect(npm.runs()).toBe(1);
    await findElectron({ ...npm.options, nowMs: 1_000 + 86_400_000 });
    expect(npm.runs()).toBe(2);
  });

  it('tries a new version at once, and when the note is damaged', async () => {
    await using npm = await npmPackage(FAILS);
    await findElectron(npm.options);
    writeFileSync(join(npm.options.packageDir, 'package.json'), '{"version":"46.0.0"}');
    await findElectron(npm.options);
    expect(npm.runs()).toBe(2);
    writeFileSync(join(npm.options.dataDir, 'electron-fetch.json'), '{"until":');
    await findElectron(npm.options);
    expect(npm.runs()).toBe(3);
  });

  it('ends an installer that takes too long', async () => {
    await using npm = await npmPackage(`${COUNTS} setInterval(() => {}, 1000);`);
    const found = await findElectron({ ...npm.options, deadlineMs: 1_000 });
    expect(found).toMatchObject({ ok: false, why: expect.stringContaining('longer than 1 s') });
  });

  it('does not believe an installer that reports success and leaves nothing', async () => {
    await using npm = await npmPackage('');
    expect(await findElectron(npm.options)).toMatchObject({
      ok: false,
      why: expect.stringContaining('without a program'),
    });
  });

  it('gives up at once when nothing can be reached, and tries again within the hour', async () => {
    await using npm = await npmPackage(FAILS);
    await new Promise((resolve) => npm.mirror.close(resolve));
    const offline = await findElectron({ ...npm.options, nowMs: 0 });
    expect(offline).toEqual({
      ok: false,
      why: 'Electron could not be fetched: 127.0.0.1 cannot be reached',
    });
    expect(npm.runs()).toBe(0);
    const soon = await findElectron({ ...npm.options, nowMs: 3_599_000 });
    expect(soon).toMatchObject({ why: expect.stringContaining('not tried again yet') });
    const later = await findElectron({ ...npm.options, nowMs: 3_600_000 });
    expect(later).not.toMatchObject({ why: expect.stringContaining('not tried again yet') });
  });

  it('is not done where the environment forbids it', async () => {
    await using npm = await npmPackage(FAILS);
    const env = { ...npm.options.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
    expect(await findElectron({ ...npm.options, env })).toMatchObject({
      ok: false,
      why: expect.stringContaining('ELECTRON_SKIP_BINARY_DOWNLOAD'),
    });
    expect(npm.runs()).toBe(0);
  });
});
