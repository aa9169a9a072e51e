/** For processes that have no business with this program's variables. Windows starts nothing without its own folder. */
export function bareEnvironment(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root };
}
