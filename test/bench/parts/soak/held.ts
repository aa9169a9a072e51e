import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds. Linux only: zeros elsewhere. */
export interface Held {
  megabytes: number;
  handles: number;
  /** Processes it started that are there, ended and unread ones included. */
  children: number;
}

export function heldBy(pid: number | undefined): Held {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads
      .flatMap((id) => readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').split(' '))
      .filter((id) => id !== '').length;
    const handles = readdirSync(`/proc/${pid}/fd`).length;
    return { megabytes: kilobytes / 1000, handles, children };
  } catch {
    // Ended in this moment, or another system.
    return { megabytes: 0, handles: 0, children: 0 };
  }
}
