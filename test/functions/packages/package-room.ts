import { EJSON } from 'bson';
import { packageRoot } from '../../../main/lib/version.ts';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';
import { LIMITS, openFunctionRoom } from '../function-room.ts';
import { openRoom } from '../../services/service-room.ts';
import { openWeb } from './web.ts';

/** Deadline and memory that functions have by default. */
const DEFAULTS = { ...LIMITS, timeMs: 90_000, memoryBytes: 256_000_000 };

/**
 * A pool whose functions may require the packages of this repository and call a server of the
 * test, through the services and their guard.
 */
export async function openPackageRoom(dependencies = packageRoot()) {
  const web = await openWeb();
  const services = openRoom({ api: { type: 'http', allowedHosts: [web.host] } });
  const call = services.hostOf();
  const room = openFunctionRoom({ call, dependencies, startProcess: startNodeProcess });
  return {
    web,
    /** Runs the body of an async function that has `url`; the value it returns. */
    async value(body: string, limits = {}): Promise<unknown> {
      const source = `exports = async () => { const url = ${JSON.stringify(web.url)}; ${body} };`;
      const { error, result, logs } = await room.run(source, { limits: { ...DEFAULTS, ...limits } });
      if (error !== null) {
        const frames = error.stack.map(({ text }) => text);
        const said = logs.map(({ text }) => text);
        throw new Error([`${error.name}: ${error.message}`, ...frames, ...said].join('\n'));
      }
      return result === null ? undefined : (EJSON.parse(result) as unknown);
    },
    run: room.run.bind(room),
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
      await web[Symbol.asyncDispose]();
    },
  };
}
