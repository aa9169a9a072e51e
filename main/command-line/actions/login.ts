import { BackstitchError } from '../../lib/errors.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { print, printJson } from '../print.ts';
import { openBrowser } from '../serving/open-browser.ts';

export interface LoginArguments extends Where {
  json: boolean;
  open: boolean;
}

/**
 * Prints a fresh one-time URL of the engine that runs on a data directory.
 *
 * @throws BackstitchError NOT_RUNNING, FORBIDDEN for an engine that serves no browser
 */
export async function runLogin(args: LoginArguments): Promise<void> {
  const engine = await findEngine(args);
  const { face } = (await engine.ask('GET', '/status')) as { face: 'desktop' | 'browser' };
  if (face === 'desktop') {
    throw new BackstitchError('FORBIDDEN', 'The desktop window needs no login.', {
      hint: 'It serves no browser. Close it and run backstitch serve, to use one.',
    });
  }
  const { url } = (await engine.ask('POST', '/login-urls', {})) as { url: string };
  if (args.json) printJson({ url });
  else print(url);
  if (args.open && !args.json) openBrowser(url);
}
