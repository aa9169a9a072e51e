import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bareEnvironment } from './bare-environment.ts';
import type { OwnProcess, ProcessEvents, ProcessOrder } from './own-process.ts';

/**
 * Starts a process on plain Node, where the executable is Node itself.
 *
 * @throws Error inside Electron, whose executable would open a second window.
 */
export function startNodeProcess(order: ProcessOrder, events: ProcessEvents): OwnProcess {
  if (process.versions['electron'] !== undefined) {
    throw new Error(`Electron is not Node: the process “${order.name}” needs utilityProcess.`);
  }
  const child = fork(fileURLToPath(order.entry), [], {
    // BigInt, bytes and dates go through.
    serialization: 'advanced',
    // Not those of this program: a debugger's port can be had once.
    execArgv: order.heapMb === undefined ? [] : [`--max-old-space-size=${order.heapMb}`],
    env: order.environment === 'same' ? process.env : bareEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let gone = false;
  const end = (): void => {
    if (gone) return;
    gone = true;
    events.exit();
  };
  child.on('message', (message) => events.message(message));
  child.once('exit', end);
  child.on('error', () => {
    // A message that could not be sent is no end; a process that never started has no id.
    if (child.pid === undefined) end();
  });
  return {
    post(message) {
      if (child.connected) child.send(message as object, () => {});
    },
    kill: () => void child.kill('SIGKILL'),
    hold(held) {
      if (held) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
}
