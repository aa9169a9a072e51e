import { createHmac } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

// Prints through how many files of ours each way goes: `npm run ways [-- names]`. A file counts where a
// function of it ran between the request and the end of the way, in the engine's own thread and the
// second time, so that what is made once does not count. Workers and processes are not counted: the
// sandbox, and what writes tables.

/** The search index reads on in its own time, with the decoder: they would count in one run and not in another. */
const LATER = /^main\/(captures\/search|decode)\//;
const ROOT = join(import.meta.dirname, '../..');
const BODY = JSON.stringify({ customer: 'ada', lines: [{ item: 'notebook', count: 2 }] });
const JSON_HEADERS = { 'content-type': 'application/json' };

await using stack = new AsyncDisposableStack();
const server = createServer((request, response) => {
  request.resume().once('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(server, 'listening');
stack.defer(() => {
  server.closeAllConnections();
  server.close();
});
const at = server.address();
const running = stack.use(await startTestEngine());
const { engine, url } = running;

await engine.apps.importSample();
const made = await engine.integrations.create({
  name: 'shop',
  schema: '',
  existing: null,
  primaryKey: ['id'],
});
const target = `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}/`;
await engine.destinations.create(DestinationInput.parse({ name: 'shop', url: target }));

// Asked of the database itself: a search of ours would count as part of the way.
const settled = engine.db
  .prepare<[], number>('SELECT count(*) FROM captures WHERE duration_us IS NOT NULL')
  .pluck();
let caught = 0;
/** Sends to the intake, and waits until the capture has its outcome. */
async function arrives(to: string, headers: Record<string, string>, body = BODY): Promise<void> {
  const answer = await fetch(to, {
    method: 'POST',
    headers: { ...JSON_HEADERS, ...headers },
    body,
  });
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
  caught += 1;
  await until(() => settled.get() === caught, 'the capture has no outcome');
}

const mac = createHmac('sha256', 'needle-and-thread').update(BODY).digest('hex');
let sent = 0;
const WAYS: Record<string, () => Promise<void>> = {
  'a capture': () => arrives(`${url}/hook`, {}),
  'a function webhook': () =>
    arrives(`${url}/w/orders/place`, { 'x-hook-signature': `sha256=${mac}` }),
  'a load': async () => {
    await arrives(made.url, {}, '{"id":1}');
    await engine.loadingIdle(made.integration.id);
  },
  'a delivery': async () => {
    await engine.deliveries.send({
      destinations: ['shop'],
      eventType: null,
      contentType: 'application/json',
      body: BODY,
      origin: 'api',
    });
    sent += 1;
    await until(
      () => engine.deliveries.count({ state: 'delivered' }).count === sent,
      'the delivery did not arrive',
    );
  },
};

const session = new Session();
session.connect();
stack.defer(() => session.disconnect());
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

for (const [name, go] of Object.entries(WAYS)) {
  await go();
  await session.post('Profiler.takePreciseCoverage');
  await go();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const files = result
    .filter(({ url: of }) => of.startsWith('file:'))
    .filter(({ functions }) =>
      functions.some(
        ({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0,
      ),
    )
    .map(({ url: of }) => relative(ROOT, fileURLToPath(of)))
    .filter((file) => /^(main|preload)\//.test(file) && !LATER.test(file))
    .toSorted();
  process.stdout.write(`${name.padEnd(20)}${files.length} files\n`);
  if (process.argv.includes('names')) process.stdout.write(`  ${files.join('\n  ')}\n`);
}
