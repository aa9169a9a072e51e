/**
 * For processes that have no business with this program's variables. Windows starts nothing without
 * its own folder, and a cache of compiled code is worth half of a start.
 */
const KEPT = ['SystemRoot', 'NODE_COMPILE_CACHE'] as const;

export function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(
    KEPT.map((name) => [name, process.env[name]] as const).filter(
      (entry): entry is readonly [(typeof KEPT)[number], string] => entry[1] !== undefined,
    ),
  );
}
