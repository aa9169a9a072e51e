import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * Puts the module beside the CommonJS form, whose names it gives on: the code is there once. And the types beside
 * them, written once as well.
 */
function moduleAndTypes(): Plugin {
  return {
    name: 'module-and-types',
    generateBundle(_options, bundle) {
      const built = bundle['index.cjs'];
      const names = built?.type === 'chunk' ? built.exports.toSorted() : [];
      const gives = names.map((name) => `export const ${name} = helper.${name};\n`).join('');
      this.emitFile({
        type: 'asset',
        fileName: 'index.js',
        source: `import helper from './index.cjs';\n\n${gives}`,
      });
      const own = readFileSync(at('public.d.ts'), 'utf8').replace(/^import type .*\n\n?/, '');
      const source = `${own}\n${readFileSync(at('operations.d.ts'), 'utf8')}`;
      this.emitFile({ type: 'asset', fileName: 'index.d.cts', source });
      // A module may take its types from CommonJS, which may not take them from a module.
      this.emitFile({
        type: 'asset',
        fileName: 'index.d.ts',
        source: "export * from './index.cjs';\n",
      });
    },
  };
}

/** `backstitch/test`: as a module, and as CommonJS for runners that load no modules without a flag. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [moduleAndTypes()],
  // Tables of five Asian charsets are 80 kB of the package, and in it once already: here Node's own decoder will do.
  resolve: { alias: { '@exodus/bytes/encoding-browser.js': 'node:util' } },
  ssr: { noExternal: true },
  build: {
    ssr: at('index.ts'),
    outDir: at('../out/test-helper'),
    emptyOutDir: true,
    target: 'node22.15',
    rollupOptions: {
      checks: { bundlerTimings: false },
      output: [{ format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false, minify: true }],
    },
  },
});
