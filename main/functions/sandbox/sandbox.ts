import type { QuickJSHandle, VmCallResult } from 'quickjs-emscripten-core';
import { readGuestScripts, type GuestScript } from '../guest-files.ts';
import type { AppBundle, RunRequest } from '../run-request.ts';
import type { WireAnswer, WorkerOutcome } from '../worker-protocol.ts';
import { createHostObject } from './host-functions.ts';
import { readFinish } from './finish.ts';
import { failed, outcomeOf } from './outcome.ts';
import { createRun, type Run, type RunParts } from './run.ts';
import { compileInto, createImages, type CompiledModule } from './images.ts';
import { createMachine, type Machine, type MemoryImage } from './snapshot.ts';
import type { WasmModule } from './web-assembly.ts';

export interface SandboxLink extends Pick<
  RunParts,
  'send' | 'cancel' | 'sendAndWait' | 'computeElsewhere' | 'resolveModule' | 'moduleCode'
> {
  /** Nothing is left to do until a host call or a timer. */
  waiting: () => void;
  done: (outcome: WorkerOutcome) => void;
}

export interface SandboxRun {
  bundle: AppBundle;
  request: Omit<RunRequest, 'bundle'>;
  leftMs: number;
}

const MEMORY_FOR_SCRIPTS = 64_000_000;
const COMPILE_MS = 10_000;

/**
 * A machine with the guest scripts loaded, ready to be reset before every run.
 *
 * @param quickjs `quickjsModule()`, of this thread or of another.
 */
export async function openSandbox(
  quickjs: WasmModule,
  scripts: readonly GuestScript[] = readGuestScripts(),
) {
  const machine = await createMachine(quickjs);
  const { vm, runtime } = machine;
  let current: Run | undefined;
  let deadline = Number.POSITIVE_INFINITY;
  // Set once beforehand: the library enables it in the memory, and only the first time.
  runtime.setInterruptHandler(() => performance.now() > deadline);
  runtime.setMemoryLimit(MEMORY_FOR_SCRIPTS);
  const host = createHostObject(vm, () => current);
  const parts = vm.newObject();
  for (const { name, source } of scripts) {
    const make = vm.unwrapResult(vm.evalCode(source, `backstitch:${name}.js`));
    const part = vm.unwrapResult(vm.callFunction(make, vm.undefined, host, parts));
    vm.setProp(parts, name, part);
    part.dispose();
    make.dispose();
  }
  const entry = vm.getProp(parts, 'entry');
  const methods = {
    begin: vm.getProp(entry, 'begin'),
    finish: vm.getProp(entry, 'finish'),
    settle: vm.getProp(entry, 'settle'),
    fire: vm.getProp(entry, 'fire'),
    settled: vm.getProp(entry, 'settled'),
  };
  const requires = vm.getProp(parts, 'require');
  const keep = vm.getProp(requires, 'keep');
  requires.dispose();
  // Asked once beforehand: the library makes a context of its own for it, which must not be lost.
  runtime.computeMemoryUsage().dispose();
  const fresh = machine.mark();
  const images = createImages(fresh, (modules) => {
    deadline = performance.now() + COMPILE_MS;
    if (!compileInto(machine, keep, modules)) return undefined;
    const image = machine.mark();
    // Grown memory cannot go back to the fresh one: the sandbox was used before, as after a run.
    return image.size === fresh.size ? image : undefined;
  });
  let present = fresh;
  let clean = true;
  let stackBytes = 0;
  function goTo(image: MemoryImage): boolean {
    clean = (clean && image === present) || machine.reset(image, stackBytes);
    present = image;
    return clean;
  }
  return {
    /**
     * Whether the next run finds this sandbox at once: its memory can be put back, and there is nothing to
     * compile for runs of these sources.
     */
    isReusable: (key: string, modules: readonly CompiledModule[]): boolean =>
      !machine.hasGrown(present) && !images.lacks(key, modules),
    /** Puts the memory back; false: this sandbox is used up. */
    prepare: (): boolean => goTo(present),
    /**
     * Compiles what a run of these sources required, for the next ones of theirs: two thirds of the
     * time that a package takes to load. None of its code runs.
     *
     * @param key names the sources.
     * @returns false: this sandbox is used up.
     */
    keep(key: string, modules: readonly CompiledModule[]): boolean {
      if (!images.lacks(key, modules)) return true;
      if (!goTo(fresh)) return false;
      clean = false;
      return goTo(images.make(key, modules));
    },
    /** Starts a run; `link.done` is called once, when it ended. */
    run(asked: SandboxRun, link: SandboxLink, key = '') {
      if (!goTo(images.of(key))) throw new Error('the sandbox was used before');
      clean = false;
      ({ stackBytes } = asked.request.limits);
      deadline = performance.now() + asked.leftMs;
      return startRun(machine, methods, asked, link, (run) => {
        current = run;
      });
    },
  };
}

type Methods = Record<'begin' | 'finish' | 'settle' | 'fire' | 'settled', QuickJSHandle>;

function startRun(
  { vm, runtime, rejections }: Machine,
  methods: Methods,
  { bundle, request, leftMs }: SandboxRun,
  link: SandboxLink,
  setCurrent: (run: Run | undefined) => void,
) {
  const deadline = performance.now() + leftMs;
  let over = false;
  let memoryBytes = 0;
  runtime.setMemoryLimit(request.limits.memoryBytes);
  runtime.setMaxStackSize(request.limits.stackBytes);
  const run = createRun({
    bundle,
    request,
    ...link,
    fire: (id) => turn(() => call(methods.fire, [vm.newNumber(id)])),
  });
  setCurrent(run);
  const timer = setTimeout(() => end(failed('time', run)), Math.max(0, leftMs));

  function end(outcome: WorkerOutcome): void {
    if (over) return;
    over = true;
    clearTimeout(timer);
    run.close();
    setCurrent(undefined);
    link.done({ ...outcome, memoryBytes });
  }
  /** Calls a guest function; the verdict on what it threw. */
  function call(method: QuickJSHandle, args: QuickJSHandle[]): QuickJSHandle | 'time' | 'memory' {
    const result: VmCallResult<QuickJSHandle> = vm.callFunction(method, vm.undefined, ...args);
    if (!result.error) return result.value;
    return whyStopped(vm.dump(result.error));
  }
  function whyStopped(error: unknown): 'time' | 'memory' {
    const late = performance.now() >= deadline;
    const text =
      typeof error === 'object' && error !== null ? JSON.stringify(error) : String(error);
    return late || text.includes('interrupted') ? 'time' : 'memory';
  }
  /** One step into the guest, then all jobs it left, then the question whether that was all. */
  function turn(step: () => QuickJSHandle | 'time' | 'memory'): void {
    if (over) return;
    const result = step();
    if (result === 'time' || result === 'memory') {
      end(failed(result, run));
      return;
    }
    const stopped = pump();
    measure();
    if (stopped !== null) end(failed(stopped, run));
    else if (isOver()) finish();
    else link.waiting();
  }
  /** A timer that is left running does not hold up what the function returned. */
  function isOver(): boolean {
    if (run.hasCalls()) return false;
    if (!run.hasTimers()) return true;
    const settled = call(methods.settled, []);
    return typeof settled !== 'string' && vm.sameValue(settled, vm.true);
  }
  function pump(): 'time' | 'memory' | null {
    while (runtime.hasPendingJob()) {
      const result = runtime.executePendingJobs(256);
      if (result.error) return whyStopped(vm.dump(result.error));
      if (performance.now() > deadline) return 'time';
    }
    return null;
  }
  function measure(): void {
    const usage = runtime.computeMemoryUsage();
    const size = vm.getProp(usage, 'memory_used_size');
    memoryBytes = Math.max(memoryBytes, vm.getNumber(size));
    size.dispose();
    usage.dispose();
  }
  function finish(): void {
    const result = call(methods.finish, rejections.reasons());
    if (result === 'time' || result === 'memory') {
      end(failed(result, run));
      return;
    }
    end(outcomeOf(readFinish(vm.getString(result)), run, request.limits));
  }

  return {
    begin(seed: string): void {
      const { entry, call: how, limits: _limits, ...rest } = request;
      const { body, ...wire } = how.kind === 'webhook' ? how : { ...how, body: null };
      const json = JSON.stringify({
        ...rest,
        name: entry.name,
        call: { ...wire, method: request.request?.httpMethod ?? '' },
        seed,
        environment: bundle.environment,
        app: bundle.app,
      });
      const bytes = body === null ? vm.null : vm.newArrayBuffer(exactBuffer(body));
      turn(() => call(methods.begin, [vm.newString(json), bytes]));
    },
    settle(op: number, answer: WireAnswer): void {
      if (!run.settled(op)) return;
      const { ok } = answer;
      const text = ok ? answer.result : JSON.stringify(answer);
      turn(() =>
        call(methods.settle, [vm.newNumber(op), ok ? vm.true : vm.false, vm.newString(text)]),
      );
    },
  };
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
