import { readVersion } from '../../lib/version.ts';
import { newerLine } from '../newer-line.ts';
import { print, printError, printJson } from '../print.ts';
import type { ServeArguments } from '../serve-arguments.ts';
import { openBrowser } from './open-browser.ts';
import type { Served } from './served.ts';

/** Says on stdout that the engine is ready: one line of JSON, or lines for a person. */
export function announce(served: Served, args: Pick<ServeArguments, 'json' | 'open'>): void {
  const { intake, tls, newer, control, token, publicUrl, dataDir, loginUrl } = served;
  if (newer !== null) printError(newerLine(newer));
  if (args.json) {
    const ready = {
      event: 'ready',
      intake,
      ...(tls !== null && { tls }),
      control,
      token,
      publicUrl,
      dataDir,
    };
    printJson(ready);
    return;
  }
  print(
    `Backstitch ${readVersion()}`,
    `  Send webhooks to  ${intake}`,
    ...(tls === null ? [] : [`  or to             ${tls}`]),
    ...(publicUrl ? [`  Public URL        ${publicUrl}`] : []),
    `  Open the window   ${loginUrl}`,
    `  Captures are in   ${dataDir}`,
  );
  if (args.open) openBrowser(loginUrl);
}
