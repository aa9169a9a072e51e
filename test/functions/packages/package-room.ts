import { EJSON } from 'bson';
import { startNodeProcess } from '../../../main/lib/child-process/start-node-process.ts';
import { packageRoot } from '../../../main/lib/version.ts';
import { openRoom } from '../../apps/services/service-room.ts';
import { LIMITS, openFunctionRoom } from '../function-room.ts';
import { openWeb } from './web.ts';

/** Deadline and memory that functions have by default. */
const DEFAULTS = { ...LIMITS, timeMs: 90_000, memoryBytes: 256_000_000 };

/**
 * A pool whose functions may require the packages of this repository, and call a server of the test
 * through the services and their guard.
 *
 * @param closed a port that nothing listens on, which functions may call too.
 */
export async function openPackageRoom(dependencies = packageRoot()) {
  const web = await openWeb();
  const closed = await closedPort();
  const services = openRoom({ api: { type: 'http', allowedHosts: [web.host, closed] } });
  const room = openFunctionRoom({
    call: services.hostOf(),
    dependencies,
    startProcess: startNodeProcess,
  });
  return {
    web,
    run: room.run.bind(room),
    /**
     * Runs the body of an async function that has `url` of the server and `closed`, where nothing
     * listens.
     *
     * @returns what it returns, as plain values; throws its error with the stack and the log.
     */
    async value(body: string): Promise<unknown> {
      const places = `const url = '${web.url}', closed = 'http://${closed}';`;
      const source = `exports = async () => { ${places} ${body} };`;
      const { error, result, logs } = await room.run(source, { limits: DEFAULTS });
      if (error !== null) {
        const frames = error.stack.map(({ text }) => text.replace(/^at /, 'in '));
        const said = logs.map(({ text }) => text);
        throw new Error([`${error.name}: ${error.message}`, ...frames, ...said].join('\n'));
      }
      return result === null ? undefined : (EJSON.parse(result) as unknown);
    },
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
      await web[Symbol.asyncDispose]();
    },
  };
}

/** `host:port` of a server that was there a moment ago. */
async function closedPort(): Promise<string> {
  await using gone = await openWeb();
  return gone.host;
}
