/**
 * The same functions, of which some tell when they are done: what a person or a script changes through them may be
 * something that a project holds.
 */
export function telling<T extends object>(
  room: T,
  names: readonly (keyof T)[],
  done: () => void,
): T {
  const told: Partial<T> = {};
  for (const name of names) {
    const work = room[name] as (...args: unknown[]) => unknown;
    const wrapped = async (...args: unknown[]): Promise<unknown> => {
      const result = await work(...args);
      done();
      return result;
    };
    told[name] = wrapped as T[keyof T];
  }
  return { ...room, ...told };
}
