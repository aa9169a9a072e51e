import { readFileSync } from 'node:fs';
import { workerFile } from '../lib/child-process/worker-file.ts';

/** The scripts of the sandbox in their order: each may use the parts of those before it. */
const SCRIPTS = [
  'bson',
  'ejson',
  'console',
  'utils',
  'clients',
  'webhook',
  'stack-trace',
  'require',
  'scope',
  'entry',
] as const;

export interface GuestScript {
  name: string;
  source: string;
}

/** Reads them from `main/functions/guest`, or from where the build puts them beside the worker. */
export function readGuestScripts(): GuestScript[] {
  const source = import.meta.url.endsWith('.ts');
  const folder = source
    ? new URL('./guest/', import.meta.url)
    : new URL('./guest/', workerFile('functions/function-worker', 'function-worker'));
  return SCRIPTS.map((name) => ({
    name,
    source: readFileSync(new URL(`${name}.js`, folder), 'utf8'),
  }));
}
