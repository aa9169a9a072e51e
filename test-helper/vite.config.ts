import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Puts the types beside both forms: one text, which imports nothing. */
function types(): Plugin {
  return {
    name: 'types',
    generateBundle(_options, bundle) {
      const own = readFileSync(at('public.d.ts'), 'utf8').replace(/^import type .*\n\n?/, '');
      const source = `${own}\n${readFileSync(at('operations.d.ts'), 'utf8')}`;
      const isCommonJs = Object.keys(bundle).some((name) => name.endsWith('.cjs'));
      this.emitFile({
        type: 'asset',
        fileName: isCommonJs ? 'index.d.cts' : 'index.d.ts',
        source,
      });
    },
  };
}

/** `backstitch/test`: as a module, and as CommonJS for runners that load no modules without a flag. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [types()],
  ssr: { noExternal: true },
  build: {
    ssr: at('index.ts'),
    outDir: at('../out/test-helper'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rollupOptions: {
      checks: { bundlerTimings: false },
      output: [
        { format: 'es', entryFileNames: 'index.js', codeSplitting: false },
        { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
      ],
    },
  },
});
