/** The package that a failed `require` asked for; null where it was something else. */
export function packageOf(message: string): string | null {
  const name = /^Cannot find module '((?:@[^/']+\/)?[^./'@][^/']*)(?:\/[^']*)?'\. Add it/.exec(
    message,
  );
  return name?.[1] ?? null;
}
