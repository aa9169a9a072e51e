import { Worker } from 'node:worker_threads';
import fc from 'fast-check';

/** How a promise comes about; `LEFT` and `RIGHT` are promises made before. */
const STEPS = [
  `Promise.resolve(1)`,
  `Promise.reject('WHAT')`,
  `new Promise((_, no) => no('WHAT'))`,
  `new Promise((yes) => yes(LEFT))`,
  `(async () => { throw 'WHAT'; })()`,
  `(async () => { await 1; throw 'WHAT'; })()`,
  `(async (a = (() => { throw 'WHAT'; })()) => a)()`,
  `(async () => await LEFT)()`,
  `(async () => LEFT)()`,
  `(async () => { try { return await LEFT; } catch { return await RIGHT; } })()`,
  `(async () => { try { return await LEFT; } finally { await RIGHT; } })()`,
  `(async function* () { yield LEFT; throw 'WHAT'; })().next()`,
  `({ name: 'WHAT', async method() { await null; throw this.name; } }).method()`,
  `LEFT.then(() => RIGHT)`,
  `LEFT.then(() => { throw 'WHAT'; })`,
  `LEFT.then(1, () => { throw 'WHAT'; })`,
  `LEFT.catch(() => 1)`,
  `LEFT.finally(() => RIGHT)`,
  `Promise.all([LEFT, RIGHT])`,
  `Promise.allSettled([LEFT, RIGHT])`,
  `Promise.race([LEFT, RIGHT])`,
  `Promise.resolve({ then(yes, no) { no('WHAT'); } })`,
] as const;

/** The body of an async function: some ten promises, made of each other, awaited or not. */
export const PROGRAM: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      step: fc.constantFrom(...STEPS),
      left: fc.nat(),
      right: fc.nat(),
      after: fc.constantFrom('', '', 'await null;', 'await P.catch(() => 1);'),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((steps) =>
    steps
      .map(({ step, left, right, after }, at) => {
        const earlier = (n: number): string => (at === 0 ? 'Promise.resolve(0)' : `p${n % at}`);
        const made = step
          .replaceAll('WHAT', `e${at}`)
          .replaceAll('LEFT', earlier(left))
          .replaceAll('RIGHT', earlier(right));
        return `const p${at} = ${made}; ${after.replace('P', `p${at}`)}`;
      })
      .join('\n'),
  );

const NODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const AsyncFunction = (async () => {}).constructor;
  let open = new Map();
  process.on('unhandledRejection', (reason, promise) => open.set(promise, String(reason)));
  process.on('rejectionHandled', (promise) => open.delete(promise));
  const turn = () => new Promise((go) => setImmediate(go));
  (async () => {
    const all = [];
    for (const program of workerData) {
      open = new Map();
      await new AsyncFunction(program)();
      await turn();
      await turn();
      all.push([...open.values()]);
    }
    parentPort.postMessage(all);
  })();
`;

/** For each program the reasons that Node reports as handled by nobody once it has ended. */
export async function runInNode(programs: readonly string[]): Promise<string[][]> {
  const worker = new Worker(NODE, { eval: true, workerData: programs });
  try {
    return await new Promise<string[][]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
