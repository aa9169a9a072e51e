import type pg from 'pg';
import type { Clock } from '../../lib/clock.ts';

/** Who looks at something says so again before this is over: a page that is closed says nothing. */
const FORGET_MS = 120_000;

/** Which capture of the team is open here, as `<node>:<row id>`, as long as that is said. */
export function createViewing(clock: Clock, onChange: () => void) {
  let place: string | null = null;
  let stop = (): void => {};
  function set(next: string | null): void {
    stop();
    stop = next === null ? () => {} : clock.after(FORGET_MS, () => set(null));
    if (next === place) return;
    place = next;
    onChange();
  }
  return { set, get: (): string | null => place, [Symbol.dispose]: () => stop() };
}

export type Viewing = ReturnType<typeof createViewing>;

/**
 * Tells the others where that is another place than was told last.
 *
 * @throws Error of the driver
 */
export function createViewingPush(client: pg.Client, nodeId: string, now: () => string | null) {
  let told: string | null | undefined;
  return async (): Promise<boolean> => {
    const next = now();
    if (next === told) return false;
    await client.query('UPDATE nodes SET viewing = $2 WHERE node_id = $1', [nodeId, next]);
    const isNews = told !== undefined || next !== null;
    told = next;
    return isNews;
  };
}

/** What another node says it has open; null for nothing, and for what is no such place. */
export function readViewing(text: string | null): { node: string; id: number } | null {
  const [, node, id] = /^([0-9a-f-]{36}):(\d{1,16})$/.exec(text ?? '') ?? [];
  return node === undefined || id === undefined ? null : { node, id: Number(id) };
}
