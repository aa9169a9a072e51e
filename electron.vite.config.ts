import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        // Workers are entries of their own: `main/lib/worker-file.ts` finds them beside cli.js.
        input: {
          index: at('main/index.ts'),
          cli: at('main/cli.ts'),
          'tunnel-session': at('main/tunnel/session-worker.ts'),
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script must be CommonJS.
      rollupOptions: {
        input: at('preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      minify: true,
      // The page comes from this machine: one chunk of a megabyte loads faster than ten requests.
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: at('renderer/index.html') },
    },
  },
});
