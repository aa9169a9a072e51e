import type { QuickJSHandle } from 'quickjs-emscripten-core';
import { moduleScript } from './host-functions.ts';
import type { Machine, MemoryImage } from './snapshot.ts';

/** Code of a package that a run required. */
export interface CompiledModule {
  id: string;
  code: string;
}

const MOST_IMAGES = 4;
/** Less than this compiles within 10 ms: not worth a copy of the memory. */
const WORTH_CHARS = 50_000;
const MOST_MAKES = 3;

/**
 * Memories with the packages of some sources compiled. They are made from the fresh memory and from
 * the text that the host found, so that nothing of a run is in them.
 *
 * @param fresh the memory that those without packages start from.
 * @param compile undefined where it does not work, for instance because memory grew.
 */
export function createImages(
  fresh: MemoryImage,
  compile: (modules: readonly CompiledModule[]) => MemoryImage | undefined,
) {
  const known = new Map<
    string,
    { image: MemoryImage; modules: Map<string, CompiledModule>; makes: number }
  >();

  return {
    /** The memory that a run of these sources starts from. */
    of: (key: string): MemoryImage => known.get(key)?.image ?? fresh,
    /** Whether a run required much that is not in the image of its sources. */
    lacks(key: string, modules: readonly CompiledModule[]): boolean {
      const one = known.get(key);
      if (one !== undefined && one.makes >= MOST_MAKES) return false;
      const fresher = modules.filter(({ id }) => one?.modules.has(id) !== true);
      return fresher.reduce((sum, { code }) => sum + code.length, 0) > WORTH_CHARS;
    },
    /** Called on the fresh memory. */
    make(key: string, modules: readonly CompiledModule[]): MemoryImage {
      const before = known.get(key);
      const all = new Map([
        ...(before?.modules ?? []),
        ...modules.map((one) => [one.id, one] as const),
      ]);
      const image = compile([...all.values()]);
      known.delete(key);
      known.set(key, {
        image: image ?? fresh,
        modules: all,
        makes: image === undefined ? MOST_MAKES : (before?.makes ?? 0) + 1,
      });
      for (const old of known.keys()) if (known.size > MOST_IMAGES) known.delete(old);
      return image ?? fresh;
    },
  };
}

/** Hands compiled modules to the guest; false where one would not compile. */
export function compileInto(
  { vm }: Machine,
  keep: QuickJSHandle,
  modules: readonly CompiledModule[],
): boolean {
  for (const { id, code } of modules) {
    const { source, file } = moduleScript(id, code);
    const made = vm.evalCode(source, file, { type: 'global' });
    if (made.error) {
      made.error.dispose();
      return false;
    }
    const name = vm.newString(id);
    const kept = vm.callFunction(keep, vm.undefined, name, made.value);
    name.dispose();
    made.value.dispose();
    if (kept.error) {
      kept.error.dispose();
      return false;
    }
    kept.value.dispose();
  }
  return true;
}
