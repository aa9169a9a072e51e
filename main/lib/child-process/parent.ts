import { Worker } from 'node:worker_threads';

/** The program that started this process. */
export interface Parent {
  post(message: unknown): void;
  /** Messages that came earlier are kept until this is called. */
  listen(listener: (message: unknown) => void): void;
}

/** What `utilityProcess` gives its children; Electron's own types come with the whole of Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/**
 * The way back to whoever started this process: over Electron's port, or Node's channel.
 * To be called once, by the entry of a process.
 *
 * @throws Error where this file was started by hand.
 */
export function openParent(): Parent {
  // Ctrl+C reaches the whole group: the engine finishes what it began, and ends this process then.
  process.on('SIGINT', () => {});
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isPort(port)) {
    return {
      post: (message) => port.postMessage(message),
      listen: (listener) => void port.on('message', ({ data }) => listener(data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('This file is started by the engine, not by hand.');
  process.once('disconnect', () => process.exit(0));
  watchForOrphans();
  return {
    post: (message) => void send(message, undefined, undefined, () => {}),
    listen: (listener) => void process.on('message', listener),
  };
}

function isPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

/**
 * Ends this process when its engine was killed while it computes: it would hear of that only
 * afterwards, and hold its locks meanwhile. Electron does so by itself.
 */
function watchForOrphans(): void {
  const watch = new Worker(WATCH, { eval: true, workerData: process.ppid, stdin: false });
  watch.unref();
}

const WATCH = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => {
  try { process.kill(parent, 0); if (process.ppid === parent) return; } catch {}
  process.kill(process.pid, 'SIGKILL');
}, 1000);`;
