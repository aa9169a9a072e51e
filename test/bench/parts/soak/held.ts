import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds. Linux only: zeros elsewhere. */
export interface Held {
  megabytes: number;
  handles: number;
}

export function heldBy(pid: number | undefined): Held {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return { megabytes: kilobytes / 1000, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    // Ended in this moment, or another system.
    return { megabytes: 0, handles: 0 };
  }
}
