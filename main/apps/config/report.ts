import type { ImportNote } from '../../../preload/contract/apps.ts';

/** Gathers what there is to say about an app's files. */
export interface Reporter {
  notes: ImportNote[];
  say(kind: ImportNote['kind'], path: string, message: string): void;
  /** Files that something was read from. */
  used: Set<string>;
}

export function createReporter(): Reporter {
  const notes: ImportNote[] = [];
  const used = new Set<string>();
  return {
    notes,
    used,
    say(kind, path, message) {
      notes.push({ kind, path, message });
      if (path !== '') used.add(path);
    },
  };
}
