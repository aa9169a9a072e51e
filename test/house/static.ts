import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

// `npm run static`: what can be said of the sources without running them, as many steps at a time as
// there are processors. Most steps use one of them only, so that one after the other they take half as
// long again. The longest come first. What a step writes is shown when it has ended, unless it is content.

const STEPS = ['lint', 'types', 'unused', 'spelling', 'format:check'];

const left = STEPS.slice();
const failed: string[] = [];

async function run(step: string): Promise<void> {
  const child = spawn('npm', ['run', '--silent', step], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script on Windows, which only a shell starts. Every name is one of ours.
    shell: process.platform === 'win32',
  });
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => written.push(chunk));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  failed.push(step);
  process.stderr.write(`npm run ${step}:\n${Buffer.concat(written).toString()}\n`);
}

async function work(): Promise<void> {
  for (let step = left.shift(); step !== undefined; step = left.shift()) await run(step);
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.join(', ')}.\n`);
  process.exitCode = 1;
}
