import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRegistries } from '../../main/functions/modules/install/npmrc.ts';
import { createRegistry } from '../../main/functions/modules/install/registry.ts';
import { type Published, startRegistry } from './registry.ts';
import { startSampleApp } from '../helpers/sample-app.ts';
import { tempDir } from '../helpers/temp-dir.ts';

afterEach(() => vi.unstubAllEnvs());
// Each installation starts a process.
vi.setConfig({ testTimeout: 120_000 });

/** An app, and a registry that it gets its packages from. */
async function start(published: Published[], npmrc?: (url: string) => string) {
  const registry = await startRegistry(published);
  const home = tempDir();
  if (npmrc === undefined) vi.stubEnv('npm_config_registry', registry.url);
  else {
    for (const name of ['npm_config_registry', 'NPM_CONFIG_REGISTRY']) vi.stubEnv(name, '');
    writeFileSync(join(home.path, 'npmrc'), npmrc(registry.url));
  }
  vi.stubEnv('npm_config_userconfig', join(home.path, 'npmrc'));
  const app = await startSampleApp();
  const { engine, appId, dataDir } = app;
  return {
    registry,
    store: join(dataDir, 'packages', appId),
    install: (name: string, range = '') =>
      engine.packages.install({ appId, name, range, save: false }),
    async run(source: string) {
      const { run } = await engine.functions.try({
        appId,
        of: { kind: 'function', name: 'health' },
        source,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
        userId: '',
      });
      return run?.error?.message ?? run?.result;
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      registry[Symbol.dispose]();
      home[Symbol.dispose]();
    },
  };
}

const says = (text: string) => ({ 'index.js': `module.exports = ${text};` });
const needs = (dependencies: Record<string, string>) => ({ dependencies });
const V1 = { name: 'b', version: '1.4.0', files: says("'b1'") };
const V2 = { name: 'b', version: '2.0.0', files: says("'b2'") };
const A: Published = {
  name: 'a',
  version: '1.0.0',
  described: needs({ b: '^1.0.0' }),
  files: says("'a with ' + require('b')"),
};
const asks = (...names: string[]): string =>
  `exports = () => ${names.map((name) => `require('${name}')`).join(" + ', ' + ")};`;

describe('a package that an app needs and does not bring', () => {
  it('is named by the error, installed when asked for, and found by the next run', async () => {
    await using app = await start([{ name: 'p', version: '1.2.3', files: says('7') }]);
    expect(await app.run(asks('p'))).toContain("Cannot find module 'p'");
    expect(await app.install('p')).toEqual({ installed: 'p@1.2.3' });
    expect(await app.run(asks('p'))).toBe('{"$numberLong":"7"}');
  });

  it('comes with what it needs, each in the version that it needs', async () => {
    const C = { ...A, name: '@x/c', described: needs({ b: '2', d: 'npm:b@1' }) };
    C.files = says("'c with ' + require('b') + ' and ' + require('d')");
    await using app = await start([V1, V2, A, C]);
    await app.install('a');
    await app.install('@x/c');
    expect(await app.run(asks('a', '@x/c', 'b'))).toBe('"a with b1, c with b2 and b1, b1"');
  });

  it('may need what needs it', async () => {
    const round = (name: string, other: string): Published => ({
      name,
      version: '1.0.0',
      described: needs({ [other]: '*' }),
      files: says(`'${name}' + typeof require('${other}')`),
    });
    await using app = await start([round('x', 'y'), round('y', 'x')]);
    await app.install('x');
    expect(await app.run(asks('x'))).toBe('"xstring"');
  });

  it('is there in another version at the next run, and others keep the one they need', async () => {
    const old = {
      name: 'b',
      version: '1.4.0',
      described: { main: 'lib/old.js' },
      files: { 'lib/old.js': "module.exports = 'b1'" },
    };
    await using app = await start([old, V2, A]);
    await app.install('a');
    expect(await app.run(asks('a', 'b'))).toBe('"a with b1, b1"');
    expect(await app.install('b@2')).toEqual({ installed: 'b@2.0.0' });
    expect(await app.run(asks('a', 'b'))).toBe('"a with b1, b2"');
    await app.install('b', '1.x');
    expect(await app.run(asks('b'))).toBe('"b1"');
  });

  it('runs no scripts, and leaves only its own folder behind', async () => {
    using dir = tempDir();
    const mark = join(dir.path, 'ran');
    const scripts = { install: `touch ${mark}`, postinstall: `touch ${mark}` };
    await using app = await start([{ ...V1, described: { scripts } }]);
    await app.install('b');
    expect(existsSync(mark)).toBe(false);
    expect(readdirSync(app.store)).toEqual(['node_modules']);
  });
});

describe('the registry', () => {
  it('is the one npm is configured for, also for a scope, with its token and no other', async () => {
    const scoped = { ...V1, name: '@x/b' };
    await using app = await start([V1, scoped], (url) =>
      [
        'registry=http://127.0.0.1:9/',
        `@x:registry=${url}`,
        // Built from a variable, as people keep it out of the file.
        `//${new URL(url).host}/:_authToken=\${REGISTRY_TOKEN}`,
      ].join('\n'),
    );
    vi.stubEnv('REGISTRY_TOKEN', 'npm_secret');
    await app.install('@x/b');
    expect(app.registry.asked).not.toEqual([]);
    for (const { headers } of app.registry.asked) {
      expect(headers.authorization).toBe('Bearer npm_secret');
    }
    await expect(app.install('b')).rejects.toMatchObject({
      hint: expect.stringMatching(/^127\.0\.0\.1:9 cannot be reached/),
    });
  });

  it('is refused in words where it cannot serve, and the store stays as it was', async () => {
    await using app = await start([
      V1,
      { ...V1, name: 'far', described: needs({ x: 'git+https://evil.example/x.git' }) },
      { ...V1, name: 'torn', archive: Buffer.from('something else') },
      { ...V1, name: 'missing', described: needs({ nowhere: '1' }) },
      { ...V1, name: 'out', files: { '../../../../evil.js': '1' } },
    ]);
    await app.install('b');
    const refused: [string, string, RegExp][] = [
      ['no-such-thing', '', /registry does not have no-such-thing/],
      ['b', '^9', /no version \^9 of b/],
      ['--global', '', /require\(\)/],
      ['b', 'https://evil.example/x.tgz', /for example/],
      ['far', '', /only registries are asked/],
      ['torn', '', /not what was published/],
      ['missing', '', /registry does not have nowhere/],
      ['out', '', /points outside the package/],
    ];
    for (const [name, range, hint] of refused) {
      await expect(app.install(name, range)).rejects.toMatchObject({
        code: 'APP_INVALID',
        hint: expect.stringMatching(hint),
      });
    }
    expect(readdirSync(app.store)).toEqual(['node_modules']);
    expect(readdirSync(join(app.store, 'node_modules'))).toEqual(['b']);
    expect(await app.run(asks('b'))).toBe('"b1"');
  });
});

describe('the version', () => {
  it.each([
    ['', '1.5.0'],
    ['latest', '1.5.0'],
    ['^1.0.0', '1.5.0'],
    ['>1.5', '1.9.0'],
    ['1.0', '1.0.0'],
    ['2.0.0-beta.1', '2.0.0-beta.1'],
  ])(
    'for “%s” is %s: the newest release where it fits, else the highest',
    async (range, version) => {
      const versions = ['1.0.0', '1.9.0', '2.0.0-beta.1', '1.5.0'];
      using server = await startRegistry(versions.map((one) => ({ ...V1, version: one })));
      const registry = createRegistry(readRegistries({ npm_config_registry: server.url }));
      expect(await registry.pick('b', range)).toMatchObject({ version });
    },
  );
});
