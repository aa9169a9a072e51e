#!/usr/bin/env node
import { HELP, readArguments, type ServeArguments } from './command-line/arguments.ts';
import { runAppCommand } from './command-line/app-commands.ts';
import { runDeliver } from './command-line/deliver-command.ts';
import { print } from './command-line/print.ts';
import { openDesktop } from './command-line/open-desktop.ts';
import { runSinger } from './command-line/singer-command.ts';
import { announce, complain, serve } from './command-line/serve.ts';
import { readVersion } from './lib/version.ts';

/** Serves until a signal, then stops cleanly. A second signal does not wait. */
async function serveUntilSignal(args: ServeArguments): Promise<void> {
  const served = await serve(args);
  const stop = (): void => {
    process.once('SIGINT', () => process.exit(130));
    served[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  announce(served, args);
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.command === 'help') print(...HELP.split('\n'));
  else if (args.command === 'version') print(readVersion());
  else if (args.command === 'singer') await runSinger(args);
  else if (args.command === 'deliver') await runDeliver(args);
  else if ('directory' in args) await runAppCommand(args);
  else if (args.command === 'serve') await serveUntilSignal(args);
  else if (!(await openDesktop(args))) await serveUntilSignal(args);
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
