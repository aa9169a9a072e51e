import { BackstitchError } from '../lib/errors.ts';
import { readRunning, type RunningEngine } from '../lib/running-engine.ts';
import { openBrowser } from './open-browser.ts';
import { print, printJson } from './print.ts';

export interface LoginArguments {
  dataDir: string;
  json: boolean;
  open: boolean;
}

const DEADLINE_MS = 5000;

/**
 * Prints a fresh one-time URL of the engine that runs on a data directory.
 *
 * @throws BackstitchError NOT_RUNNING
 */
export async function runLogin(args: LoginArguments): Promise<void> {
  const running = readRunning(args.dataDir);
  if (running === undefined) throw notRunning(args.dataDir);
  const url = await askForUrl(running, args.dataDir);
  if (args.json) {
    printJson({ url });
    return;
  }
  print(url);
  if (args.open) openBrowser(url);
}

async function askForUrl({ control, token }: RunningEngine, dataDir: string): Promise<string> {
  const reply = await fetch(`${control}/api/v1/login-urls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((cause: unknown) => {
    throw notRunning(dataDir, cause);
  });
  const answer: unknown = await reply.json().catch(() => null);
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : null;
  // Another program may have the port of an engine that was killed.
  if (!reply.ok || typeof url !== 'string' || !url.startsWith(`${control}/`)) {
    throw notRunning(dataDir);
  }
  return url;
}

function notRunning(dataDir: string, cause?: unknown): BackstitchError {
  return new BackstitchError('NOT_RUNNING', `No Backstitch serves ${dataDir} to a browser.`, {
    hint: 'Start one with backstitch serve, or name its folder with --data-dir. The desktop window needs no login.',
    cause,
  });
}
