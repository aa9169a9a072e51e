import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build, type Plugin, type Rolldown } from 'vite';
import {
  ABSENT,
  BUILT_PACKAGES,
  OWN_SHIMS,
  PACKAGE_SHIMS,
  PARTS,
} from '../main/functions/modules/built-ins.ts';

const fromHere = createRequire(import.meta.url);
const BUILT_INS = new Set([ABSENT, PACKAGE_SHIMS, PARTS].flatMap((each) => Object.keys(each)));
for (const name of OWN_SHIMS) BUILT_INS.add(name);

/** Resolves as Node does for CommonJS. What a function gets of Node's own stays a `require`: each module is there once. */
const asNodeDoes: Plugin = {
  name: 'as-node-does',
  enforce: 'pre',
  resolveId(name, importer) {
    if (importer === undefined || name.startsWith('\0')) return undefined;
    // A package under its name with a slash is the same module as without, but for the one that is not of ours.
    const bare = name.replace(/^node:/, '').replace(/(?<!^process)\/$/, '');
    if (BUILT_INS.has(bare)) return { id: bare, external: true };
    // Its entry asks `util` for what `util` takes from it: each would find the other half loaded.
    const target = name === 'inherits' ? 'inherits/inherits_browser.js' : name;
    return createRequire(importer).resolve(target);
  },
};

/** One package and all it needs as one CommonJS file, and the files that are in it. */
export async function shimPackage(name: string): Promise<{ source: string; modules: string[] }> {
  const output = (await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [asNodeDoes],
    ssr: { noExternal: true },
    build: {
      ssr: fromHere.resolve(name),
      write: false,
      target: 'es2020',
      rollupOptions: {
        checks: { bundlerTimings: false },
        output: {
          format: 'cjs',
          codeSplitting: false,
          minify: { compress: true, mangle: { keepNames: true } },
        },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk] = output.output;
  return { source: chunk.code, modules: Object.keys(chunk.modules) };
}

/**
 * Puts what functions run of npm's beside our own shims: one file for each package. Nobody who
 * installs Backstitch has the packages themselves.
 */
export function shimPackages(seen: (modules: readonly string[]) => void): Plugin {
  return {
    name: 'shim-packages',
    async generateBundle() {
      const built = BUILT_PACKAGES.map(async ({ name, file }) => ({
        file,
        ...(await shimPackage(name)),
      }));
      for (const { file, source, modules } of await Promise.all(built)) {
        this.emitFile({ type: 'asset', fileName: `shims/packages/${file}.js`, source });
        seen(modules);
      }
      const wasm = fromHere.resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
      // Read through fs by `main/functions/sandbox/quickjs-module.ts`: no bundler sees that.
      this.emitFile({ type: 'asset', fileName: 'quickjs.wasm', source: readFileSync(wasm) });
    },
  };
}
