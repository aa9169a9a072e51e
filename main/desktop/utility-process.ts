import { fileURLToPath } from 'node:url';
import { bareEnvironment } from '../lib/child-process/bare-environment.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { UtilityPart } from './electron-parts.ts';

/**
 * Starts processes of the engine through Electron. To be used once the app is ready.
 *
 * @see https://www.electronjs.org/docs/latest/api/utility-process
 */
export function startUtilityProcess(utilityProcess: UtilityPart): StartProcess {
  return (order, events) => {
    const child = utilityProcess.fork(fileURLToPath(order.entry), [], {
      serviceName: `Backstitch ${order.name}`,
      execArgv: order.heapMb === undefined ? [] : [`--max-old-space-size=${order.heapMb}`],
      stdio: ['ignore', 'ignore', 'inherit'],
      ...(order.environment === 'none' && { env: bareEnvironment() }),
    });
    let wanted = true;
    child.on('message', (message) => events.message(message));
    child.once('exit', () => events.exit());
    child.once('spawn', () => {
      if (!wanted) end();
    });
    // Its own `kill` asks politely, and what computes does not listen.
    const end = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It ended by itself a moment ago.
      }
    };
    return {
      post: (message) => child.postMessage(message, []),
      kill() {
        wanted = false;
        end();
      },
      // Electron lives as long as the app, whatever its processes do.
      hold: () => {},
    };
  };
}
