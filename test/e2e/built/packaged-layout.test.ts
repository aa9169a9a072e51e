import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openCaller } from '../../../main/lib/child-process/caller.ts';
import { quickjsModule } from '../../../main/functions/sandbox/quickjs-module.ts';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';

// What the desktop app is packed from, as far as plain Node can look at it: see docs/desktop.md.

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
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}
const production = Object.entries((JSON.parse(read('package-lock.json')) as LockFile).packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
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
    expect(walk('out/main/shims').toSorted()).toEqual(own);
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
  /** Folders that electron-builder.yml leaves out by name. */
  const leftOut = [
    ...read('electron-builder.yml').matchAll(/- '!(node_modules\/[^*']+)\*\*'/g),
  ].map(([, folder = '']) => folder);
  const files = production.flatMap((path) =>
    walk(path)
      .filter((name) => !name.includes('node_modules/'))
      .map((name) => `${path}/${name}`)
      .filter((name) => !leftOut.some((folder) => name.startsWith(folder))),
  );

  it('leaves out the libraries that the system opens, all of which end in .node', () => {
    expect(read('electron-builder.yml')).toContain("- '**/*.node'");
    expect(files.some((name) => name.endsWith('.node'))).toBe(true);
    expect(files.filter((name) => /\.(?:so|dylib|dll)(?:\.\d+)*$/.test(name))).toEqual([]);
  });

  it('has no program in it, which could not be started', () => {
    expect(files.filter((name) => /\.exe$|\/(?:vendor|bin)\/[^./]+$/.test(name))).toEqual([]);
  });

  it('has one WebAssembly file, which is read through fs', () => {
    expect(files.filter((name) => name.endsWith('.wasm'))).toEqual([
      'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
    ]);
  });
});

describe('docs/desktop.md', () => {
  const rows = read('docs/desktop.md')
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
