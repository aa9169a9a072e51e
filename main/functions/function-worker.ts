import { randomBytes } from 'node:crypto';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { ComputeAnswer } from './host-ops/operation.ts';
import { openModuleSource, type ModuleSource } from './modules/index.ts';
import type { AppBundle } from './run-request.ts';
import type { CompiledModule } from './sandbox/images.ts';
import { openSandbox } from './sandbox/sandbox.ts';
import type { FromWorker, ToWorker, WireRun, WorkerData } from './worker-protocol.ts';

const KEPT_BUNDLES = 8;

if (parentPort === null) throw new Error('this file runs as a worker');
const port = parentPort;
const setup: WorkerData = workerData;
const flag = new Int32Array(setup.flag);
const bundles = new Map<string, { bundle: AppBundle; modules: ModuleSource }>();
let sandbox = await openSandbox(setup.quickjs);
let running: ReturnType<typeof sandbox.run> | undefined;

const say = (message: FromWorker): void => port.postMessage(message);

/** The main thread writes its answer to the port and wakes us through the flag. */
function askAndSleep(question: FromWorker): unknown {
  Atomics.store(flag, 0, 0);
  say(question);
  Atomics.wait(flag, 0, 0);
  for (;;) {
    const received = receiveMessageOnPort(port);
    if (received === undefined) throw new Error('the engine did not answer');
    const message: unknown = received.message;
    if (typeof message === 'object' && message !== null && 'waited' in message) {
      return message.waited;
    }
    // An answer to an earlier call of this run came first: it is taken up after this step.
    late.push(message as ToWorker);
  }
}
const late: ToWorker[] = [];

function bundleOf({ bundle, bundleKey }: WireRun): { bundle: AppBundle; modules: ModuleSource } {
  const known = bundles.get(bundleKey);
  if (known !== undefined) return known;
  if (bundle === null) throw new Error('the app was not sent');
  const fresh = { bundle, modules: openModuleSource({ dependencies: bundle.dependencies }) };
  bundles.set(bundleKey, fresh);
  for (const key of bundles.keys()) if (bundles.size > KEPT_BUNDLES) bundles.delete(key);
  return fresh;
}

async function prepare(key: string, modules: readonly CompiledModule[]): Promise<void> {
  if (!sandbox.prepare() || !sandbox.keep(key, modules)) sandbox = await openSandbox(setup.quickjs);
}

function start(run: WireRun): void {
  const { bundle, modules } = bundleOf(run);
  const { request, leftMs, bundleKey } = run;
  const required = new Map<string, CompiledModule>();
  running = sandbox.run(
    { bundle, request, leftMs },
    {
      send: (op, json) => say({ kind: 'call', op, json }),
      cancel: (op) => say({ kind: 'cancel', op }),
      sendAndWait: (what, json) => String(askAndSleep({ kind: 'wait', what, json })),
      computeElsewhere: (asked) => askAndSleep({ kind: 'compute', ...asked }) as ComputeAnswer,
      waiting: () => say({ kind: 'waiting' }),
      resolveModule: (json) => modules.answer(json),
      moduleCode(id) {
        const code = modules.codeOf(id);
        required.set(id, { id, code });
        return code;
      },
      done(outcome) {
        running = undefined;
        late.length = 0;
        const modules = [...required.values()];
        const isReady = sandbox.isReusable(bundleKey, modules);
        say({ kind: 'done', outcome, isReady });
        // The next run finds the memory as it was, without waiting for it.
        if (isReady) sandbox.prepare();
        else void prepare(bundleKey, modules).then(() => say({ kind: 'ready' }));
      },
    },
    bundleKey,
  );
  running.begin(randomBytes(16).toString('hex'));
  takeLate();
}

function take(message: ToWorker): void {
  if (message.kind === 'run') start(message.run);
  else running?.settle(message.op, message.answer);
}
function takeLate(): void {
  for (let next = late.shift(); next !== undefined; next = late.shift()) take(next);
}

port.on('message', (message: ToWorker) => {
  take(message);
  takeLate();
});
say({ kind: 'ready' });
