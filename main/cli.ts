#!/usr/bin/env node
import { requireNode } from './command-line/node-version.ts';
import { complain } from './command-line/print.ts';

async function main(): Promise<void> {
  requireNode(process.versions.node);
  // Loaded only now: an older Node cannot read it.
  const { runProgram } = await import('./command-line/program.ts');
  await runProgram(process.argv.slice(2));
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
