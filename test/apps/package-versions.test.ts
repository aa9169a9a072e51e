import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineEntry, serveCli } from '../helpers/run-cli.ts';
import { SAMPLE, startSampleApp } from '../helpers/sample-app.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { type Published, startRegistry } from './registry.ts';

afterEach(() => vi.unstubAllEnvs());
// Each change starts a process.
vi.setConfig({ testTimeout: 120_000 });

const lib = (version: string, described: object = {}): Published => ({
  name: 'lib',
  version,
  described: { main: `lib-${version}.js`, ...described },
  files: { [`lib-${version}.js`]: `module.exports = '${version}';` },
});
const user = (name: string): Published => ({
  name,
  version: '1.0.0',
  described: { dependencies: { lib: '^1.0.0' } },
  files: { 'index.js': `module.exports = '${name} with ' + require('lib');` },
});
const ALL = [lib('1.0.0'), lib('1.1.0'), lib('2.0.0'), lib('2.1.0'), user('one'), user('two')];

async function start(packageJson?: object, published = ALL) {
  const registry = await startRegistry(published);
  vi.stubEnv('npm_config_registry', registry.url);
  const app = await startSampleApp();
  const { engine, appId } = app;
  if (packageJson !== undefined) {
    // As an import brings it.
    const out = tempDir();
    await engine.apps.export({
      appId,
      directory: join(out.path, 'app'),
      replace: false,
      redactSecrets: false,
    });
    writeFileSync(
      join(out.path, 'app/functions/package.json'),
      JSON.stringify(packageJson, null, 2),
    );
    await engine.apps.import({ directory: join(out.path, 'app'), watch: false });
    out[Symbol.dispose]();
  }
  return {
    ...app,
    packages: engine.packages,
    list: async () => engine.packages.list({ appId }),
    install: (name: string, range = '', save = true) =>
      engine.packages.install({ appId, name, range, save }),
    remove: (name: string, save = true) => engine.packages.remove({ appId, name, save }),
    async run(...names: string[]) {
      const { run } = await engine.functions.try({
        appId,
        of: { kind: 'function', name: 'health' },
        source: `exports = () => [${names.map((name) => `require('${name}')`).join()}].join(', ')`,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
        userId: '',
      });
      return run?.error?.message ?? run?.result;
    },
    /** `functions/package.json` as an export has it. */
    async exported() {
      using out = tempDir();
      const directory = join(out.path, 'app');
      await engine.apps.export({ appId, directory, replace: false, redactSecrets: false });
      const file = join(directory, 'functions/package.json');
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      registry[Symbol.dispose]();
    },
  };
}

describe('the version of a package', () => {
  it('is the chosen one, runs at once, and is written where the app says what it needs', async () => {
    await using app = await start();
    expect(await app.install('lib', '1.0.0')).toEqual({ installed: 'lib@1.0.0' });
    expect(await app.run('lib')).toBe('"1.0.0"');
    expect(await app.exported()).toBe(
      '{\n    "dependencies": {\n        "lib": "1.0.0"\n    }\n}\n',
    );
    await app.install('lib@^2.0.0');
    expect(await app.run('lib')).toBe('"2.1.0"');
    await app.install('lib', '1.1.0');
    expect(await app.run('lib')).toBe('"1.1.0"');
    expect(await app.list()).toEqual([
      { name: 'lib', wanted: '1.1.0', installed: '1.1.0', place: 'store', fits: true },
    ]);
  });

  it('is what the package.json of the app asks for, where none is chosen', async () => {
    await using app = await start({
      private: true,
      dependencies: { lib: '^1.0.0', other: 'npm:lib@2.0.0' },
    });
    expect(await app.list()).toEqual([
      { name: 'lib', wanted: '^1.0.0', installed: null, place: null, fits: false },
      { name: 'other', wanted: 'npm:lib@2.0.0', installed: null, place: null, fits: false },
    ]);
    expect(await app.install('lib')).toEqual({ installed: 'lib@1.1.0' });
    expect(await app.install('other')).toEqual({ installed: 'other@2.0.0' });
    expect(await app.run('lib', 'other')).toBe('"1.1.0, 2.0.0"');
    expect((await app.list()).map(({ fits }) => fits)).toEqual([true, true]);
    expect(await app.exported()).toBe(
      JSON.stringify(
        { private: true, dependencies: { lib: '^1.0.0', other: 'npm:lib@2.0.0' } },
        null,
        2,
      ),
    );
  });

  it('is shown as unfit where another was put beside what the app asks for', async () => {
    await using app = await start({ dependencies: { lib: '^1.0.0' } });
    await app.install('lib', '2.0.0', false);
    expect(await app.list()).toEqual([
      { name: 'lib', wanted: '^1.0.0', installed: '2.0.0', place: 'store', fits: false },
    ]);
  });

  it('may be any that the registry has', async () => {
    await using app = await start();
    const { appId } = app;
    expect(await app.packages.versions({ appId, name: 'lib' })).toEqual({
      latest: '2.1.0',
      versions: ['2.1.0', '2.0.0', '1.1.0', '1.0.0'],
    });
    await expect(app.install('lib', '3')).rejects.toMatchObject({
      message: 'lib@3 could not be installed.',
      hint: 'There is no version 3 of lib.',
    });
  });

  it('is npm’s where it lies in the folder of the app, and is found there without a restart', async () => {
    using folder = tempDir();
    const registry = await startRegistry(ALL);
    vi.stubEnv('npm_config_registry', registry.url);
    const { cpSync } = await import('node:fs');
    cpSync(SAMPLE, folder.path, { recursive: true });
    const put = (version: string): void => {
      const at = join(folder.path, 'functions/node_modules/lib');
      mkdirSync(at, { recursive: true });
      writeFileSync(
        join(at, 'package.json'),
        JSON.stringify({ name: 'lib', version, main: `${version}.js` }),
      );
      writeFileSync(join(at, `${version}.js`), `module.exports = '${version}'`);
      // npm writes it at each change.
      writeFileSync(join(folder.path, 'functions/node_modules/.package-lock.json'), version);
    };
    put('1.0.0');
    await using app = await startSampleApp(folder.path);
    const { engine, appId } = app;
    const run = async () => {
      const of = { kind: 'function', name: 'health' } as const;
      const source = "exports = () => require('lib')";
      const asked = {
        appId,
        of,
        source,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
        userId: '',
      } as const;
      return (await engine.functions.try(asked)).run?.result;
    };
    expect(await run()).toBe('"1.0.0"');
    put('1.1.0');
    expect(await run()).toBe('"1.1.0"');
    await expect(
      engine.packages.install({ appId, name: 'lib', range: '2.0.0', save: true }),
    ).rejects.toMatchObject({ hint: expect.stringContaining('with npm') });
    registry[Symbol.dispose]();
  });
});

describe('removing a package', () => {
  it('takes with it what nothing else needs, and its line in package.json', async () => {
    await using app = await start();
    await app.install('one');
    await app.install('two');
    expect(await app.run('one', 'two')).toBe('"one with 1.1.0, two with 1.1.0"');
    expect(await app.remove('one')).toEqual({ removed: ['one@1.0.0'], neededBy: [] });
    expect(await app.run('two')).toBe('"two with 1.1.0"');
    expect(await app.run('one')).toContain("Cannot find module 'one'");
    expect(await app.remove('two')).toEqual({
      removed: expect.arrayContaining(['two@1.0.0', 'lib@1.1.0']),
      neededBy: [],
    });
    expect(await app.list()).toEqual([]);
    expect(JSON.parse((await app.exported()) ?? '')).toEqual({ dependencies: {} });
  });

  it('is done by itself for what only another version needed', async () => {
    const alone = {
      ...user('one'),
      version: '2.0.0',
      described: {},
      files: { 'index.js': 'module.exports = 2' },
    };
    await using app = await start(undefined, [...ALL, alone]);
    await app.install('one', '1.0.0');
    expect(existsSync(join(app.dataDir, 'packages', app.appId, 'node_modules/lib'))).toBe(true);
    await app.install('one', '2.0.0');
    expect(existsSync(join(app.dataDir, 'packages', app.appId, 'node_modules/lib'))).toBe(false);
    expect(await app.list()).toMatchObject([{ name: 'one', installed: '2.0.0' }]);
  });

  it('leaves what another needs, and says who', async () => {
    await using app = await start();
    await app.install('lib', '1.0.0');
    await app.install('one');
    expect(await app.remove('lib')).toEqual({ removed: [], neededBy: ['one'] });
    expect(await app.run('one')).toBe('"one with 1.0.0"');
    await expect(app.remove('nothing')).rejects.toMatchObject({
      message: 'The app has no package nothing.',
    });
  });
});

describe('backstitch packages', () => {
  const run = promisify(execFile);

  it('installs, lists and removes, here and in a Backstitch that runs', async () => {
    using dir = tempDir();
    using registry = await startRegistry(ALL);
    const cli = engineEntry();
    const env = { ...process.env, npm_config_registry: registry.url };
    const backstitch = async (args: string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
      const options = { env: { ...env, ...more } };
      return (await run(process.execPath, [cli, ...args], options)).stdout;
    };
    const here = ['--data-dir', dir.path];
    await backstitch(['import', SAMPLE, ...here]);
    expect(await backstitch(['packages', 'install', 'lib@1.0.0', 'one', ...here])).toBe(
      '+ lib@1.0.0\n+ one@1.0.0\n',
    );
    expect(await backstitch(['packages', 'list', ...here])).toBe(
      '  lib 1.0.0, package.json asks for 1.0.0\n  one 1.0.0, package.json asks for ^1.0.0\n',
    );

    vi.stubEnv('npm_config_registry', registry.url);
    await using serving = await serveCli(dir.path);
    const { control, token } = serving.ready;
    await backstitch(['packages', 'install', 'lib@2.0.0', ...here]);
    const withToken = { BACKSTITCH_TOKEN: token };
    await backstitch(['packages', 'remove', 'one', '--url', control], withToken);
    const rest = await fetch(new URL('/api/v1/apps', control), {
      headers: { authorization: `Bearer ${token}` },
    });
    const [app] = (await rest.json()) as { id: string }[];
    const listed = await fetch(new URL(`/api/v1/packages?appId=${app?.id}`, control), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await listed.json()).toEqual([
      { name: 'lib', wanted: '2.0.0', installed: '2.0.0', place: 'store', fits: true },
    ]);
    await expect(backstitch(['packages', 'remove', 'gone', ...here])).rejects.toMatchObject({
      stderr: expect.stringContaining('The app has no package gone.'),
    });
  });
});
