/** A read waits this long for an outcome; what takes longer is read as it stands, also later. */
const PATIENCE_MS = 500;

/**
 * Between the moment a sender has its reply and the commit of its outcome lie a few milliseconds: who
 * sent it is found out then, and outcomes share a transaction. Whoever has the reply and asks must
 * not be told that nothing is known yet, so reads wait here.
 *
 * @param flush commits what waits, now
 */
export function createSettling(flush: () => void) {
  const answering = new Set<number>();
  /** Of those, the ones that somebody waits for. */
  const awaited = new Map<number, PromiseWithResolvers<void>>();
  const unwritten = new Set<number>();

  function recordOf(id: number): Promise<void>[] {
    if (!answering.has(id)) return [];
    const known = awaited.get(id) ?? Promise.withResolvers<void>();
    awaited.set(id, known);
    return [known.promise];
  }

  function forget(id: number): void {
    answering.delete(id);
    awaited.get(id)?.resolve();
    awaited.delete(id);
  }

  async function patiently(ids: readonly number[]): Promise<void> {
    const waits = ids.flatMap(recordOf);
    if (waits.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), PATIENCE_MS);
    });
    const all = Promise.all(waits).then(() => 'all' as const);
    if ((await Promise.race([all, late])) === 'late') for (const id of ids) forget(id);
    clearTimeout(timer);
  }

  function write(): void {
    if (unwritten.size === 0) return;
    // Once only: on a disk that is full the commit fails, and is tried again by itself.
    unwritten.clear();
    flush();
  }

  return {
    /** The reply to this capture leaves from now on. */
    answering: (id: number): void => void answering.add(id),
    /** Its outcome is known and waits for its commit. */
    recorded(id: number): void {
      unwritten.add(id);
      forget(id);
    },
    /** Its outcome is part of a commit. */
    written: (id: number): void => void unwritten.delete(id),
    /** Commits outcomes that wait, for a read that cannot. */
    write,
    /** Resolves once what was answered is on disk: one capture, or all of them. */
    async settled(id?: number): Promise<void> {
      await patiently(id === undefined ? [...answering] : [id]);
      if (id === undefined || unwritten.has(id)) write();
    },
  };
}
