import type {
  ProjectChange,
  ProjectConflict,
  ProjectState,
} from '../../preload/contract/interchange/project.ts';

const SIGNS = { add: '+', change: '~', remove: '-', move: '>' } as const;

/** A plan as people read it: what changes, before and after, and what the risk is. */
export function planLines(
  changes: readonly ProjectChange[],
  conflicts: readonly ProjectConflict[],
): string[] {
  return [
    ...changes.flatMap(({ kind, key, change, before, after, why }) => [
      `${SIGNS[change]} ${kind} ${key}${why === null ? '' : `  (${why})`}`,
      ...differing(before, after),
    ]),
    ...conflicts.flatMap(({ kind, key, file, backstitch }) => [
      `! ${kind} ${key}  (changed in the file and in Backstitch)`,
      ...differing(backstitch, file),
    ]),
  ];
}

/** Lines that one text has and the other has not, in their order. */
function differing(before: string | null, after: string | null): string[] {
  const [old, now] = [before, after].map((text) => (text === null ? [] : text.split('\n')));
  const plain = (line: string): string => line.replace(/,$/, '');
  const has = (lines: readonly string[] = [], line: string): boolean =>
    lines.some((one) => plain(one) === plain(line));
  return [
    ...(old ?? []).filter((line) => !has(now, line)).map((line) => `    - ${plain(line)}`),
    ...(now ?? []).filter((line) => !has(old, line)).map((line) => `    + ${plain(line)}`),
  ];
}

/** What of a project waits for a person, a line each. */
export function openPoints({
  pending,
  conflicts,
  problems,
  missing,
  hosts,
}: ProjectState): string[] {
  const one = (count: number, words: string, more: string): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? words : more}`];
  return [
    ...problems.map(({ file, line, column, message }) =>
      file === null ? message : `${file}${line === null ? '' : `:${line}:${column}`}: ${message}`,
    ),
    ...one(pending.length, 'change waits for a yes:', 'changes wait for a yes:').map(
      (words) => `${words} backstitch project apply --yes`,
    ),
    ...one(conflicts.length, 'item was', 'items were').map(
      (words) => `${words} changed on both sides: choose in Settings > Project.`,
    ),
    ...pending.flatMap(({ program }) =>
      program === undefined
        ? []
        : `${program} is not started yet: backstitch project apply --yes --allow-program ${program}`,
    ),
    ...hosts.map(
      ({ host }) => `${host} is not allowed yet: backstitch project apply --allow-host ${host}`,
    ),
    ...missing.map(({ env, secrets, usedBy }) => {
      const names = [...env, ...secrets].join(' or ');
      return `${names} is missing, for ${usedBy.map(({ key }) => key).join(', ')}.`;
    }),
  ];
}
