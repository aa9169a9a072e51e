import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions } from 'electron';
import type { UtilityChild } from '../../main/desktop/electron-parts.ts';

const INSIDE = fileURLToPath(new URL('./utility-child.ts', import.meta.url));

/** A child as Electron shows it: no id until it runs, and copies of what is said. */
class UtilityChildDouble extends EventEmitter implements UtilityChild {
  private readonly child: ChildProcess;
  private runs = false;
  constructor(modulePath: string, options: ForkOptions) {
    super();
    this.child = fork(modulePath, [], {
      serialization: 'advanced',
      execArgv: ['--import', INSIDE, ...(options.execArgv ?? [])],
      ...(options.env && { env: { ...options.env } }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.once('spawn', () => {
      this.runs = true;
      this.emit('spawn');
    });
    this.child.on('message', (message) => this.emit('message', structuredClone(message)));
    this.child.once('exit', (code) => {
      this.runs = false;
      this.emit('exit', code ?? 1);
    });
  }
  get pid(): number | undefined {
    return this.runs ? this.child.pid : undefined;
  }
  postMessage(message: unknown): void {
    if (this.child.connected) this.child.send(structuredClone(message) as object, () => {});
  }
  kill(): boolean {
    return this.child.kill('SIGTERM');
  }
}

/** Stands in for `utilityProcess`, and notes what was started. */
export function utilityDouble() {
  const started: { modulePath: string; options: ForkOptions }[] = [];
  return {
    started,
    fork(modulePath: string, _args: string[] = [], options: ForkOptions = {}): UtilityChild {
      started.push({ modulePath, options });
      return new UtilityChildDouble(modulePath, options);
    },
  };
}
