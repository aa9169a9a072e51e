#!/usr/bin/env node
import { HELP, readArguments, type ServeArguments } from './command-line/arguments.ts';
import { complain, print } from './command-line/print.ts';
import { requireNode } from './command-line/node-version.ts';
import { readVersion } from './lib/version.ts';

/** Serves until a signal, then stops cleanly. A second signal does not wait. */
async function serveUntilSignal(args: ServeArguments): Promise<void> {
  const { announce, serve } = await import('./command-line/serve.ts');
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

async function openOrServe(args: ServeArguments): Promise<void> {
  const { openDesktop } = await import('./command-line/open-desktop.ts');
  if (!(await openDesktop(args))) await serveUntilSignal(args);
}

// Each command is loaded when it is asked for: most need no engine, and an older Node can read none.
async function main(): Promise<void> {
  requireNode(process.versions.node);
  const args = readArguments(process.argv.slice(2));
  switch (args.command) {
    case 'help':
      return print(...HELP.split('\n'));
    case 'version':
      return print(readVersion());
    case 'login':
      return (await import('./command-line/login-command.ts')).runLogin(args);
    case 'singer':
      return (await import('./command-line/singer-command.ts')).runSinger(args);
    case 'deliver':
      return (await import('./command-line/deliver-command.ts')).runDeliver(args);
    case 'packages':
      return (await import('./command-line/packages-command.ts')).runPackages(args);
    case 'import':
    case 'export':
      return (await import('./command-line/app-commands.ts')).runAppCommand(args);
    case 'serve':
      return serveUntilSignal(args);
    case 'open':
      return openOrServe(args);
  }
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
