#!/usr/bin/env node
import { requireNode } from './command-line/node-version.ts';
import { exitCodeOf } from './command-line/exit-code.ts';
import { complain } from './command-line/print.ts';

async function main(): Promise<void> {
  requireNode(process.versions.node);
  // Loaded only now: an older Node cannot read it.
  const { runProgram } = await import('./command-line/program.ts');
  await runProgram(process.argv.slice(2));
}

// Whoever read the output has enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main().catch((error: unknown) => {
  complain(error);
  process.exit(exitCodeOf(error));
});
