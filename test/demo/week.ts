import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findEngine } from '../../main/command-line/connection/find-engine.ts';
import { packageRoot } from '../../main/lib/version.ts';
import type { Status } from '../../preload/contract/system.ts';
import { type Finding, playWeek } from './play-week.ts';

// npm run demo -- --data-dir FOLDER: plays a week of a provider against the Backstitch that runs there.

const { values } = parseArgs({ options: { 'data-dir': { type: 'string' } } });
const where = { dataDir: values['data-dir'] };
const engine = await findEngine(where);
const { intakeUrl } = (await engine.ask('GET', '/status')) as Status;

/** The command as it is typed, with quotes where a shell wants them. */
const typed = (argv: readonly string[]): string =>
  ['backstitch', ...argv].map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`)).join(' ');

function show({ day, words, argv, text: output }: Finding): void {
  const lines = output.trimEnd().split('\n');
  process.stdout.write(
    `\n${day}: ${words}\n\n  $ ${typed(argv)}\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}

await playWeek(
  {
    ask: (method, path, input) => engine.ask(method, path, input),
    intake: intakeUrl,
    async run(...argv) {
      const own = where.dataDir === undefined ? [] : ['--data-dir', where.dataDir];
      const child = spawn(process.execPath, [join(packageRoot(), 'main/cli.ts'), ...argv, ...own], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const closed = new Promise<number>((resolve) =>
        child.once('close', (code) => resolve(code ?? 1)),
      );
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await closed, stdout, stderr };
    },
  },
  show,
);
