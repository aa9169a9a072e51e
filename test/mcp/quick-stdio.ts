import { runMcp } from '../../main/command-line/actions/mcp.ts';

// `backstitch mcp` whose calls tell of their progress sooner than a person would want.
await runMcp({
  dataDir: process.argv[2],
  allowWrite: false,
  redact: true,
  start: false,
  progressMs: 20,
});
