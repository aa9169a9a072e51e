import type { LogLine } from '../../../preload/contract/apps/function-runs.ts';
import type { Computation, ComputeAnswer, HostValue } from '../host-ops/operation.ts';
import type { AppBundle, RunRequest } from '../run-request.ts';
import { placeIn, shownStack } from './stack.ts';

export interface RunParts {
  bundle: AppBundle;
  request: Omit<RunRequest, 'bundle'>;
  /** Sends an operation to the main thread. */
  send: (op: number, json: string) => void;
  /** Sends one and waits for its answer: JSON text. */
  sendAndWait: (what: string, json: string) => string;
  /** Tells the main thread that nobody waits for an operation any more. */
  cancel: (op: number) => void;
  /** Computes what may take long, and waits for it. */
  computeElsewhere: (asked: Computation) => ComputeAnswer;
  /** Called when a timer is due. */
  fire: (id: number) => void;
  /** Answers `module` without the main thread. */
  resolveModule: (json: string) => string;
  /** Text of a module that was found. */
  moduleCode: (id: string) => string;
}

const MAX_TIMERS = 1000;
const LEVELS: readonly LogLine['level'][] = ['log', 'info', 'debug', 'warn', 'error'];
/** A document of MongoDB may have as many bytes; base64 makes it a third more. */
const MAX_CALL_BYTES = 24_000_000;

export type Run = ReturnType<typeof createRun>;

/** State of one run outside of the sandbox: its logs, its open operations and timers. */
export function createRun(parts: RunParts) {
  const { bundle, request } = parts;
  const startedAt = performance.now();
  const logs: LogLine[] = [];
  const timers = new Map<number, NodeJS.Timeout>();
  const open = new Set<number>();
  let syntaxStack = '';
  let logBytes = 0;
  let logsCut = false;
  let lastOp = 0;
  let lastTimer = 0;

  function checkCalls(json: string): void {
    // It is read on the engine's own thread, where everything else waits meanwhile.
    if (json.length > MAX_CALL_BYTES) throw new Error('the arguments of a call are too large');
    if (lastOp < request.limits.hostCalls) return;
    throw new Error(`more than ${request.limits.hostCalls} calls of services in one run`);
  }

  return {
    logs,
    logsCut: () => logsCut,
    /** Where the last source that did not compile is wrong, as QuickJS says it. */
    noteSyntaxError(stack: string): void {
      syntaxStack = stack;
    },
    syntaxStack: () => syntaxStack,
    /** Host calls that are still to be answered. */
    hasCalls: () => open.size > 0,
    hasTimers: () => timers.size > 0,
    settled: (op: number): boolean => open.delete(op),
    /** @param stack of the place that wrote it, as QuickJS says it; '' where that is not known. */
    log(level: string, text: string, stack = ''): void {
      const left = request.limits.logBytes - logBytes;
      if (left <= 0) {
        logsCut = true;
        return;
      }
      const kept = text.length > left ? text.slice(0, left) : text;
      logsCut ||= kept.length < text.length;
      logBytes += kept.length + 1;
      const place = placeIn(stack);
      logs.push({
        atMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
        level: LEVELS.find((known) => known === level) ?? 'log',
        text: kept,
        ...(place !== undefined && { place }),
      });
    },
    start(json: string): number {
      checkCalls(json);
      lastOp += 1;
      open.add(lastOp);
      parts.send(lastOp, json);
      return lastOp;
    },
    cancel(op: number): void {
      if (open.delete(op)) parts.cancel(op);
    },
    wait(what: string, json: string): string {
      if (what === 'module') return parts.resolveModule(json);
      checkCalls(json);
      lastOp += 1;
      return parts.sendAndWait(what, json);
    },
    moduleCode: parts.moduleCode,
    compute(asked: Computation): HostValue {
      const answer = parts.computeElsewhere(asked);
      if (answer.ok) return answer.value;
      throw new Error(answer.message);
    },
    lookup(what: string, name: string): string | null {
      if (what === 'value') return own(bundle.values, name) ?? null;
      if (what === 'service') return serviceJson(bundle, name);
      if (what === 'stack') return shownStack(name);
      const found = own(bundle.functions, name);
      if (found === undefined) return null;
      const { source: _source, canEvaluate, ...settings } = found;
      const guarded = !['', '{}', 'true', 'null'].includes(canEvaluate.trim());
      return JSON.stringify({ ...settings, guarded });
    },
    /** Source of the entry point, or of a named function. */
    source(name: string): string {
      const { entry } = request;
      if (name === entry.name && entry.kind === 'source') return entry.source;
      const found = own(bundle.functions, name);
      if (found !== undefined) return found.source;
      throw new Error(`function not found: '${name}'`);
    },
    timer(ms: number, repeat: boolean): number {
      if (timers.size >= MAX_TIMERS) throw new Error(`more than ${MAX_TIMERS} timers at once`);
      lastTimer += 1;
      const id = lastTimer;
      const wait = Math.min(Math.max(0, ms), 2 ** 31 - 1);
      const due = (): void => {
        if (!repeat) timers.delete(id);
        parts.fire(id);
      };
      timers.set(id, repeat ? setInterval(due, Math.max(1, wait)) : setTimeout(due, wait));
      return id;
    },
    clearTimer(id: number): void {
      clearTimeout(timers.get(id));
      timers.delete(id);
    },
    close(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      open.clear();
    },
  };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function serviceJson({ services }: AppBundle, name: string): string | null {
  const service =
    services.find((one) => one.name === name) ??
    services.find((one) => one.directory.split('/').at(-1) === name);
  return service === undefined ? null : JSON.stringify(service);
}
