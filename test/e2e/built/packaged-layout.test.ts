import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { archived } from './archive.ts';
import { BUILT_PACKAGES } from '../../../main/functions/modules/built-ins.ts';
import { openCaller } from '../../../main/lib/child-process/caller.ts';
import { quickjsModule } from '../../../main/functions/sandbox/quickjs-module.ts';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';

// What the desktop app is packed from, as far as plain Node can look at it: see docs/running/desktop.md.

const ROOT = join(import.meta.dirname, '../../..');
const OUT = join(ROOT, 'out/main');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const walk = (folder: string): string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        name.replaceAll('\\', '/'),
      )
    : [];

/** Threads and processes as the source names them: path of the source, name of the built file. */
const entries = walk('main')
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...read(`main/${name}`).matchAll(/workerFile\(\s*'([^']+)',\s*'([^']+)',?\s*\)/g),
  ])
  .map(([, source = '', built = '']) => ({ source, built }))
  .filter((one, at, all) => all.findIndex(({ built }) => built === one.built) === at);
const processes = entries.filter(({ source }) => source.endsWith('-process'));
const threads = entries.filter((entry) => !processes.includes(entry) && entry.built !== 'cli');

interface LockFile {
  packages: Record<string, { dev?: boolean; devOptional?: boolean; link?: boolean }>;
}
const production = Object.entries((JSON.parse(read('package-lock.json')) as LockFile).packages)
  .filter(([path, { dev, devOptional, link }]) => path !== '' && !dev && !devOptional && !link)
  .map(([path]) => path);

describe('the built app', () => {
  it('has every entry that the source names, and no other', () => {
    const built = entries.map((entry) => `${entry.built}.js`);
    for (const { source } of entries)
      expect(existsSync(join(ROOT, `main/${source}.ts`))).toBe(true);
    const found = readdirSync(OUT).filter((name) => name.endsWith('.js'));
    // `run` starts the program itself.
    const all = new Set([...built, 'cli.js', 'index.js']);
    expect(found.toSorted()).toEqual([...all].toSorted());
    expect(processes.map(({ built: name }) => name).toSorted()).toEqual([
      'compute-process',
      'copy-process',
      'documents-process',
      'install-process',
      'loader-process',
      'reader-process',
      'search-process',
      'study-process',
    ]);
    expect(threads.map(({ built: name }) => name).toSorted()).toEqual([
      'archive-worker',
      'checkpoint-worker',
      'compare-worker',
      'expectations-worker',
      'function-worker',
      'redaction-worker',
      'trial-worker',
      'tunnel-session',
      'tunnel-ssh',
    ]);
  });

  it.each(processes)('starts $built, which says that it is ready', async ({ built }) => {
    const entry = pathToFileURL(join(OUT, `${built}.js`));
    const order = { name: built, entry, environment: 'none' } as const;
    const messages: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const started = startNodeProcess(order, {
      message(message) {
        messages.push(message);
        resolve();
      },
      exit: resolve,
    });
    await promise;
    started.kill();
    expect(messages).toEqual(['ready']);
  });

  it('starts the sandbox of functions in a thread, with its WebAssembly and its scripts', async () => {
    const worker = new Worker(join(OUT, 'function-worker.js'), {
      workerData: { flag: new SharedArrayBuffer(4), quickjs: quickjsModule() },
    });
    const [message] = await Promise.race([
      new Promise<unknown[]>((resolve) => void worker.once('message', (one) => resolve([one]))),
      new Promise<never>((_, reject) => void worker.once('error', reject)),
    ]);
    expect(message).toEqual({ kind: 'ready' });
    await worker.terminate();
  });

  it('has every module of Node that stands in for one, beside the worker', () => {
    const own = walk('main/functions/modules/shims').toSorted();
    expect(own.length).toBeGreaterThan(20);
    const packages = BUILT_PACKAGES.map(({ file }) => `packages/${file}.js`);
    const all = [...own, 'packages', ...packages];
    expect(walk('out/main/shims').toSorted()).toEqual(all.toSorted());
  });

  it('computes in a process', async () => {
    const entry = pathToFileURL(join(OUT, 'compute-process.js'));
    const order = { name: 'compute', entry, environment: 'none' } as const;
    const caller = openCaller<object, unknown>(startNodeProcess, order, 'lost');
    const asked = caller.call({ operation: 'hash', args: ['md5', new ArrayBuffer(0)] });
    const bytes = (await asked) as ArrayBuffer;
    expect(Buffer.from(bytes).toString('hex')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    caller.kill('');
    await caller.ended;
  });

  it('imports only what is installed with it', () => {
    const { dependencies } = JSON.parse(read('package.json')) as {
      dependencies: Record<string, string>;
    };
    const known = new Set([...Object.keys(dependencies), ...builtinModules, 'electron']);
    const imported = walk('out/main')
      .filter((name) => /^(?:chunks\/)?[^/]+\.js$/.test(name))
      .flatMap((name) => [
        ...read(`out/main/${name}`).matchAll(
          /(?:^|[;}])import(?:[\s{*][^'"`;]*?\bfrom)?\s*["']([^."'][^"']*)["']/gm,
        ),
      ])
      .map(([, name = '']) => name.replace(/^node:/, ''))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect(imported).toContain('better-sqlite3');
    expect([...new Set(imported)].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the archive of the installers', () => {
  const systems = ['linux', 'darwin', 'win32'].flatMap((platform) =>
    ['x64', 'arm64'].map((arch) => ({ platform, arch })),
  );

  it.each(systems)(
    'for $platform on $arch holds the app and one library',
    async ({ platform, arch }) => {
      const files = await archived(platform, arch, production);
      const paths = files.map(({ path }) => path);
      const needed = ['out/main/index.js', 'out/main/quickjs.wasm', 'out/preload/index.cjs'];
      const page = ['out/renderer/index.html', 'resources/icon.png', 'package.json'];
      const sample = [
        'resources/sample-app/realm_config.json',
        'node_modules/better-sqlite3/package.json',
      ];
      expect(paths).toEqual(expect.arrayContaining([...needed, ...page, ...sample]));
      // The system's loader opens it, and knows nothing of archives.
      expect(read('electron-builder.yml')).toContain("- '**/*.node'");
      expect(paths.filter((path) => /\.(?:node|so|dylib|dll)(?:\.\d+)*$/.test(path))).toEqual([
        `node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`,
      ]);
      // A program could not be started from there.
      expect(paths.filter((path) => /\.exe$|\/(?:vendor|bin)\/[^./]+$/.test(path))).toEqual([]);
      // It is read through fs.
      expect(paths.filter((path) => path.endsWith('.wasm'))).toEqual(['out/main/quickjs.wasm']);
      // No sources, no tests, nothing for other faces.
      const known =
        /^(?:out\/(?:main|preload|renderer)|resources|node_modules\/better-sqlite3\/(?:lib|prebuilds))\//;
      const single =
        /^package\.json$|^node_modules\/better-sqlite3\/(?:package\.json|LICENSE|README\.md|binding\.gyp)$/;
      expect(paths.filter((path) => !known.test(path) && !single.test(path))).toEqual([]);
      expect(paths.filter((path) => /\.(?:tsx?|map|br|c|h)$/.test(path))).toEqual([]);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      expect(bytes).toBeLessThan(14_000_000);
    },
  );
});

describe('docs/running/desktop.md', () => {
  const rows = read('docs/running/desktop.md')
    .split('\n')
    .filter((line) => /^\| (?!what differs|-)/.test(line));

  it('names files and tests that are there, and a document of Electron in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    const paths = rows.flatMap((row) => [
      ...row.matchAll(/`((?:main|test|docs)\/[^`*]+|electron[^`]*\.(?:yml|ts))`/g),
    ]);
    const missing = paths
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
    for (const row of rows) {
      expect(row).toMatch(/https:\/\/www\.electronjs\.org\/docs\/latest\/|\| the same +\|/);
      expect(row).toMatch(/`(?:main|test)\/|`electron/);
    }
  });
});
