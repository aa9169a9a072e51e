import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ENTRY = join(import.meta.dirname, '../../preload/index.ts');

const Built = z.array(
  z.object({ output: z.array(z.object({ type: z.literal('chunk'), code: z.string() })).length(1) }),
);

/** The preload script as the build makes it: one CommonJS file that may require electron only. */
async function buildPreload(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: ENTRY, formats: ['cjs'] },
      rollupOptions: { external: ['electron'] },
    },
  });
  const [result] = Built.parse(built);
  return result?.output[0]?.code ?? '';
}

/** Runs the script between a page and an ipc channel that note what passes. */
async function runPreload() {
  const heard: Record<string, (event: { data: unknown; source: unknown }) => void> = {};
  const toPage: unknown[][] = [];
  const toMain: unknown[][] = [];
  const required: string[] = [];
  const ipcRenderer = Object.assign(new EventEmitter(), {
    send: (...message: unknown[]) => void toMain.push(message),
  });
  const page = {
    addEventListener: (name: string, listener: (typeof heard)[string]) => (heard[name] = listener),
    postMessage: (...message: unknown[]) => void toPage.push(message),
  };
  const code = await buildPreload();
  const run = compileFunction(code, ['require', 'module', 'exports', 'window']);
  const electron = (name: string): object => {
    required.push(name);
    return { ipcRenderer };
  };
  Reflect.apply(run, undefined, [electron, { exports: {} }, {}, page]);
  const message = (data: unknown, source: unknown = page): void =>
    heard['message']?.({ data, source });
  return { ipcRenderer, message, toPage, toMain, required };
}

describe('the preload script', () => {
  it('asks for the port when the page does, not when a frame inside it does', async () => {
    const preload = await runPreload();
    preload.message('backstitch:ready', {});
    preload.message('backstitch:port');
    preload.message({ channel: 'backstitch:ready' });
    expect(preload.toMain).toEqual([]);
    preload.message('backstitch:ready');
    expect(preload.toMain).toEqual([['backstitch:ready']]);
  });

  it('passes on the port and the commands of the menu', async () => {
    const preload = await runPreload();
    const { port1, port2 } = new MessageChannel();
    preload.ipcRenderer.emit('backstitch:port', { ports: [port2] });
    preload.ipcRenderer.emit('backstitch:command', {}, 'replay');
    expect(preload.toPage).toEqual([
      ['backstitch:port', '*', [port2]],
      [{ backstitchCommand: 'replay' }, '*'],
    ]);
    port1.close();
  });

  it('needs nothing but electron and listens to nothing else', async () => {
    const preload = await runPreload();
    expect(preload.required).toEqual(['electron']);
    expect(preload.ipcRenderer.eventNames()).toEqual(['backstitch:port', 'backstitch:command']);
    expect(readFileSync(ENTRY, 'utf8').split('\n').length).toBeLessThan(40);
  });
});
