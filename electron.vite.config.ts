import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { shimPackages } from './packaging/shim-packages.ts';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Puts the sandbox's scripts beside the worker as they are: they run inside QuickJS, not in Node. */
function guestScripts(): Plugin {
  const folders = {
    guest: 'main/functions/guest',
    shims: 'main/functions/modules/shims',
    'shims/parts': 'main/functions/modules/shims/parts',
  };
  return {
    name: 'guest-scripts',
    generateBundle() {
      for (const [folder, from] of Object.entries(folders)) {
        for (const file of readdirSync(at(from)).filter((name) => name.endsWith('.js'))) {
          const source = readFileSync(at(`${from}/${file}`));
          this.emitFile({ type: 'asset', fileName: `${folder}/${file}`, source });
        }
      }
    },
  };
}

/** Compiled code that ssh2 would rather have: it asks in a `try`, and does without. */
function withoutCompiled(): Plugin {
  const ABSENT = '\0absent.cjs';
  return {
    name: 'without-compiled',
    enforce: 'pre',
    resolveId: (id) =>
      id === 'cpu-features' || id.endsWith('sshcrypto.node') ? ABSENT : undefined,
    load: (id) => (id === ABSENT ? `module.exports = {}; throw new Error('left out');` : undefined),
  };
}

interface Manifest {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The folder of a package as Node finds it from another one; undefined where it is not installed. */
function packageFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = resolve(folder, '..')) {
    const found = `${folder}/node_modules/${name}`;
    if (existsSync(`${found}/package.json`)) return found;
    if (folder === resolve(folder, '..')) return undefined;
  }
}

/** Folders of the packages that are bundled into the engine: filled while it is built, before the page is. */
const bundled = new Set<string>();

/** Notes the package of each module, by the nearest `package.json` that has a name. */
function noteModules(modules: readonly string[]): void {
  for (const id of modules) {
    if (!id.includes('/node_modules/')) continue;
    let folder = resolve(id, '..');
    while (manifestIn(folder)?.name === undefined) folder = resolve(folder, '..');
    bundled.add(folder);
  }
}

function manifestIn(folder: string): Manifest | undefined {
  const file = `${folder}/package.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}

/** Remembers what the engine is made of. */
function notePackages(): Plugin {
  return {
    name: 'note-packages',
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type === 'chunk') noteModules(Object.keys(part.modules));
      }
    },
  };
}

/** Every package that comes with the engine, by its folder: bundled, or installed beside it. */
function enginePackages(): Map<string, Manifest> {
  const found = new Map<string, Manifest>();
  const add = (folder: string): void => {
    const manifest = manifestIn(folder);
    if (manifest === undefined || found.has(folder)) return;
    if (folder !== at('.')) found.set(folder, manifest);
    for (const name of Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
    })) {
      const its = packageFolder(name, folder);
      if (its !== undefined) add(its);
    }
  };
  add(at('.'));
  for (const folder of bundled) {
    const manifest = manifestIn(folder);
    if (manifest !== undefined) found.set(folder, manifest);
  }
  return found;
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying)(?:\.|-|$)/i.test(name));
  return file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim();
}

/** Lists the engine's packages under the terms that they share, beside the list of the page's. */
function engineLicences(): Plugin {
  return {
    name: 'engine-licences',
    generateBundle() {
      const byText = new Map<string, string[]>();
      for (const [folder, { name, version, license }] of enginePackages()) {
        const text = licenceText(folder) || `Licence: ${license ?? 'none is named'}`;
        byText.set(text, [...(byText.get(text) ?? []), `- ${name} ${version} (${license ?? '?'})`]);
      }
      const parts = [...byText].map(
        ([text, names]) => `${[...new Set(names)].toSorted().join('\n')}\n\n${text}\n`,
      );
      const source = `# Packages of the engine\n\n${parts.toSorted().join('\n---\n\n')}`;
      this.emitFile({ type: 'asset', fileName: 'licences-engine.md', source });
    },
  };
}

const compress = promisify(brotliCompress);

/** Files of the page worth compressing: texts, beyond what one packet holds. */
const COMPRESSED = /\.(?:js|css|svg|html)$/;
const LEAST_BYTES = 1200;

/**
 * Puts a `.br` beside the files of the page. The browser face sends it to those who take it; the
 * desktop reads the files themselves.
 */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    async writeBundle({ dir = '' }) {
      const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
      await Promise.all(
        names.filter((name) => COMPRESSED.test(name)).map((name) => compressFile(`${dir}/${name}`)),
      );
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const text = readFileSync(path);
  if (text.length < LEAST_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  writeFileSync(`${path}.br`, await compress(text, { params }));
}

/** How long each plugin took is of no use to somebody who starts the app. */
const QUIET = { bundlerTimings: false };

/** Names stay: the log says where something failed. */
const NAMED = { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } };

const FIRST = { name: 'first', tags: ['$initial' as const] };

/** The pictures of the parts fetched later: as a file each they were half of all requests. */
const ICONS = { name: 'icons', test: /lucide-react/ };

/** Small things that the capture, its parts and its menus share. */
const SMALL = {
  name: 'small',
  minShareCount: 3,
  test: /renderer\/(?:captures|wire|keys|navigation|compare|ui\/(?:copy|parts|moments))|preload\/rules/,
  maxModuleSize: 1_600,
};

export default defineConfig({
  main: {
    resolve: {
      alias: {
        // The other build has workers, and a `require` of its own that collides with the one of electron-vite.
        fflate: 'fflate/browser',
        // It reads its WebAssembly from beside its own file, which a bundle has not: this one holds it in itself.
        '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
      },
    },
    plugins: [guestScripts(), withoutCompiled(), shimPackages(noteModules), notePackages()],
    build: {
      // The oldest Node that runs it: `using` is written out.
      target: 'node22.15',
      rollupOptions: {
        checks: QUIET,
        // What is not used of it does nothing by being read.
        treeshake: { moduleSideEffects: (id) => !/@platformatic\/kafka|\/avsc\//.test(id) },
        // Workers are entries of their own: `main/lib/child-process/worker-file.ts` finds them beside cli.js.
        input: {
          index: at('main/index.ts'),
          cli: at('main/cli.ts'),
          'tunnel-session': at('main/tunnel/sessions/localtunnel/localtunnel-worker.ts'),
          'tunnel-ssh': at('main/tunnel/sessions/ssh/ssh-worker.ts'),
          'trial-worker': at('main/senders/trials/worker.ts'),
          'checkpoint-worker': at('main/store/checkpoints/worker.ts'),
          'compare-worker': at('main/compare/worker.ts'),
          'search-process': at('main/captures/search/away/search-process.ts'),
          'study-process': at('main/catalogue/study/study-process.ts'),
          'expectations-worker': at('main/expectations/worker.ts'),
          'redaction-worker': at('main/interchange/redaction/own/worker.ts'),
          'archive-worker': at('main/apps/config/archives/worker.ts'),
          'documents-process': at('main/apps/documents/processes/documents-process.ts'),
          'loader-process': at('main/warehouse/loader-process.ts'),
          'copy-process': at('main/warehouse/postgres/copy-process.ts'),
          'reader-process': at('main/warehouse/reader-process.ts'),
          'compute-process': at('main/functions/compute-process.ts'),
          'install-process': at('main/functions/modules/install/install-process.ts'),
          'function-worker': at('main/functions/function-worker.ts'),
        },
        output: { format: 'es', minify: NAMED },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script must be CommonJS.
      rollupOptions: {
        checks: QUIET,
        input: at('preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss(), engineLicences(), precompressed()],
    build: {
      minify: true,
      // What belongs to what: `test/e2e/built/page-weight.test.ts` adds it up.
      manifest: true,
      // Who wrote what is bundled, and under which terms: Settings → About shows it.
      license: { fileName: 'licences.md' },
      chunkSizeWarningLimit: 800,
      rollupOptions: {
        checks: QUIET,
        input: at('renderer/index.html'),
        // What is needed before the first row is one file: cut along what other parts share, it would
        // be twenty, and weigh a tenth more packed.
        output: { codeSplitting: { groups: [FIRST, ICONS, SMALL] } },
      },
    },
  },
});
