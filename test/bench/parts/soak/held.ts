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
    const handles = readdirSync(`/proc/${pid}/fd`).length;
    return { megabytes: kilobytes / 1000, handles, children: childrenOf(pid) };
  } catch {
    // Ended in this moment, or another system.
    return { megabytes: 0, handles: 0, children: 0 };
  }
}

function childrenOf(pid: number | undefined): number {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(parentOf);
  return parents.filter((parent) => parent === pid).length;
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of a program may hold anything; what follows its last bracket does not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[1]);
  } catch {
    // Ended in this moment.
    return undefined;
  }
}
