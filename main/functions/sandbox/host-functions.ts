import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { compute, isHeavy } from '../host-ops/index.ts';
import type { HostValue } from '../host-ops/operation.ts';
import type { Run } from './run.ts';
import { FIRST_LINE } from './stack.ts';

const MODULE_LINE = '(function (exports, require, module, __filename, __dirname) {';

/** File names of user code in stacks; the rest of a stack is the runtime's own. */
export const userFile = (name: string): string => `user:${encodeURIComponent(name)}`;

/** A CommonJS module as a script whose value is its wrapping function. */
export const moduleScript = (id: string, code: string): { source: string; file: string } => ({
  source: `${MODULE_LINE}${code}\n})`,
  file: userFile(id),
});

function toHost(vm: QuickJSContext, handle: QuickJSHandle): HostValue {
  switch (vm.typeof(handle)) {
    case 'string':
      return vm.getString(handle);
    case 'number':
      return vm.getNumber(handle);
    case 'boolean':
      return vm.sameValue(handle, vm.true);
    case 'object': {
      if (vm.sameValue(handle, vm.null)) return null;
      const bytes = vm.getArrayBuffer(handle);
      const copy = new ArrayBuffer(bytes.value.byteLength);
      new Uint8Array(copy).set(bytes.value);
      bytes.dispose();
      return copy;
    }
    default:
      return null;
  }
}

function toGuest(vm: QuickJSContext, value: HostValue): QuickJSHandle {
  if (typeof value === 'string') return vm.newString(value);
  if (typeof value === 'number') return vm.newNumber(value);
  if (typeof value === 'boolean') return value ? vm.true : vm.false;
  return value === null ? vm.null : vm.newArrayBuffer(value);
}

/**
 * The `host` object of the guest scripts. Its functions act for whatever run is current.
 *
 * @param current the run in progress; undefined while the scripts load.
 */
export function createHostObject(
  vm: QuickJSContext,
  current: () => Run | undefined,
): QuickJSHandle {
  const host = vm.newObject();
  const add = (name: string, run: (...args: QuickJSHandle[]) => QuickJSHandle): void => {
    const fn = vm.newFunction(name, (...args) => run(...args));
    vm.setProp(host, name, fn);
    fn.dispose();
  };
  const must = (): Run => {
    const run = current();
    if (run === undefined) throw new Error('no run is in progress');
    return run;
  };
  const str = (handle: QuickJSHandle | undefined): string =>
    handle === undefined ? '' : vm.getString(handle);
  const num = (handle: QuickJSHandle | undefined): number =>
    handle === undefined ? 0 : vm.getNumber(handle);
  const text = (value: string | null): QuickJSHandle =>
    value === null ? vm.null : vm.newString(value);

  /** Compiles and calls nothing: the value is the wrapping function. */
  function compiled(code: string, file: string): QuickJSHandle {
    const result = vm.evalCode(code, file, { type: 'global' });
    if (result.error) {
      const detail: unknown = vm.dump(result.error);
      result.error.dispose();
      const error = syntaxError(detail);
      must().noteSyntaxError(error.stack ?? '');
      throw error;
    }
    return result.value;
  }

  add('log', (level, line, stack) => {
    must().log(str(level), str(line), stack === undefined ? '' : str(stack));
    return vm.undefined;
  });
  add('start', (_op, json) => vm.newNumber(must().start(str(json))));
  add('cancel', (op) => {
    must().cancel(num(op));
    return vm.undefined;
  });
  add('wait', (op, json) => vm.newString(must().wait(str(op), str(json))));
  add('lookup', (what, name) => text(must().lookup(str(what), str(name))));
  add('compute', (op, ...args) => {
    const asked = { operation: str(op), args: args.map((handle) => toHost(vm, handle)) };
    const isLong = isHeavy(asked.operation, asked.args);
    return toGuest(vm, isLong ? must().compute(asked) : compute(asked.operation, asked.args));
  });
  add('timer', (ms, repeat) =>
    vm.newNumber(must().timer(num(ms), repeat !== undefined && vm.sameValue(repeat, vm.true))),
  );
  add('clearTimer', (id) => {
    must().clearTimer(num(id));
    return vm.undefined;
  });
  add('now', (kind) =>
    vm.newNumber(kind !== undefined && str(kind) === 'wall' ? Date.now() : performance.now()),
  );
  add('compile', (name, source) => {
    const given = source === undefined || vm.sameValue(source, vm.null) ? null : str(source);
    const code = given ?? must().source(str(name));
    return compiled(`${FIRST_LINE}${code}\n;return exports;\n})`, userFile(str(name)));
  });
  add('compileModule', (id) => {
    const { source, file } = moduleScript(str(id), must().moduleCode(str(id)));
    return compiled(source, file);
  });
  return host;
}

/** What QuickJS says of a source that does not compile, as an error the guest can hand on. */
function syntaxError(detail: unknown): Error {
  const { name, message, stack } = (
    typeof detail === 'object' && detail !== null ? detail : { message: String(detail) }
  ) as { name?: unknown; message?: unknown; stack?: unknown };
  const error = new Error(typeof message === 'string' ? message : 'the source does not compile');
  error.name = typeof name === 'string' ? name : 'SyntaxError';
  error.stack = typeof stack === 'string' ? stack : '';
  return error;
}
