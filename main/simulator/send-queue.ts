import type { PlannedSend } from '../../preload/contract/simulator.ts';

/** A request that is due: one of the plan, or the retry of one. */
export interface DueSend extends Omit<PlannedSend, 'late'> {
  /** 0 for the first try, then 1, 2, … */
  retry: number;
}

/** What is due next: the plan in its order, retries between it where their time falls. */
export function createSendQueue(plan: readonly PlannedSend[]) {
  let place = 0;
  const retries: DueSend[] = [];

  function head(): DueSend | undefined {
    const planned = plan[place];
    const [retry] = retries;
    if (planned === undefined || (retry !== undefined && retry.atMs < planned.atMs)) return retry;
    return { ...planned, retry: 0 };
  }

  return {
    head,
    /** Takes what `head` gave. */
    take(send: DueSend): void {
      if (send.retry > 0) retries.shift();
      else place += 1;
    },
    again(send: DueSend): void {
      const at = retries.findIndex(({ atMs }) => atMs > send.atMs);
      retries.splice(at < 0 ? retries.length : at, 0, send);
    },
    waiting: (): number => plan.length - place + retries.length,
  };
}
