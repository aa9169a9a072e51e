import { fileURLToPath } from 'node:url';
import { readEngineFile } from '../main/control/local/runtime-file.ts';
import { startPrivateEngine } from '../main/lib/child-process/private-engine.ts';
import { defaultDataDir } from '../main/lib/data-dir.ts';
import { backstitchAt } from './backstitch.ts';
import type { Backstitch, ConnectOptions, StartOptions } from './public.d.ts';
import { restOf } from './rest.ts';

const HERE = import.meta.url;
const PATIENCE_MS = 15_000;

/** As `public.d.ts` says. */
export async function startBackstitch(options: StartOptions = {}): Promise<Backstitch> {
  const { dataDir, port, env, startupTimeoutMs = PATIENCE_MS, log = () => {} } = options;
  const engine = await startPrivateEngine({
    entry: entry(),
    flags: [
      ...(dataDir === undefined ? [] : ['--data-dir', dataDir]),
      ...(port === undefined ? [] : ['--port', String(port)]),
    ],
    ...(env !== undefined && { env }),
    timeoutMs: startupTimeoutMs,
    log,
  });
  return backstitchAt({ ...engine.ready, socket: null, stop: engine.end });
}

/** As `public.d.ts` says. */
export async function connectBackstitch({ dataDir }: ConnectOptions = {}): Promise<Backstitch> {
  const stop = (): Promise<void> => Promise.resolve();
  const variables = process.env;
  const { BACKSTITCH_API: control, BACKSTITCH_TOKEN: token, BACKSTITCH_URL: intake } = variables;
  const named = variables['BACKSTITCH_DATA_DIR'];
  if (dataDir === undefined && control && token && intake) {
    return backstitchAt({ control, token, intake, socket: null, dataDir: named ?? '', stop });
  }
  const folder = dataDir ?? (named || defaultDataDir());
  const file = readEngineFile(folder);
  if (file === undefined) {
    throw new Error(
      `No Backstitch runs on ${folder}. Start one, or run the tests with backstitch run.`,
    );
  }
  // Somebody else may have taken the port of one that was killed.
  const health = await restOf(file)
    .ask<{ instance?: string }>('GET', '/health')
    .catch((cause: unknown) => {
      throw new Error(`The Backstitch on ${folder} does not answer.`, { cause });
    });
  if (health.instance !== file.instance) {
    throw new Error(`Another program answers in place of the Backstitch on ${folder}.`);
  }
  return backstitchAt({ ...file, dataDir: folder, stop });
}

/** The program that is started: beside this file in the package, its source in a checkout. */
function entry(): string {
  const path = HERE.endsWith('.ts') ? '../main/cli.ts' : '../main/cli.js';
  return fileURLToPath(new URL(path, HERE));
}
