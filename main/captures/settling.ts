/** A read waits this long for an outcome; what takes longer is read as it stands, also later. */
const PATIENCE_MS = 500;

interface Pending {
  recorded: Promise<void>;
  resolve: () => void;
}

/**
 * Between the moment a sender has its reply and the commit of its outcome lie a few milliseconds: who
 * sent it is found out then, and outcomes share a transaction. Whoever has the reply and asks must
 * not be told that nothing is known yet, so reads wait here.
 *
 * @param flush commits what waits, now
 */
export function createSettling(flush: () => void) {
  const answering = new Map<number, Pending>();
  const unwritten = new Set<number>();

  async function patiently(ids: readonly number[]): Promise<void> {
    const waits = ids.flatMap((id) => answering.get(id)?.recorded ?? []);
    if (waits.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), PATIENCE_MS);
    });
    const all = Promise.all(waits).then(() => 'all' as const);
    if ((await Promise.race([all, late])) === 'late') for (const id of ids) answering.delete(id);
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
    answering(id: number): void {
      let resolve = (): void => {};
      const recorded = new Promise<void>((done) => (resolve = done));
      answering.set(id, { recorded, resolve });
    },
    /** Its outcome is known and waits for its commit. */
    recorded(id: number): void {
      unwritten.add(id);
      answering.get(id)?.resolve();
      answering.delete(id);
    },
    /** Its outcome is part of a commit. */
    written: (id: number): void => void unwritten.delete(id),
    /** Commits outcomes that wait, for a read that cannot. */
    write,
    /** Resolves once what was answered is on disk: one capture, or all of them. */
    async settled(id?: number): Promise<void> {
      await patiently(id === undefined ? [...answering.keys()] : [id]);
      if (id === undefined || unwritten.has(id)) write();
    },
  };
}
