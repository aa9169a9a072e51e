import type { StatusRule } from '../../../preload/contract/deliveries/rules.ts';

type Range = readonly [low: number, high: number];

/** Reads `404`, `4xx`, `500-599` with commas between; undefined where a part is none of these. */
export function readStatuses(text: string): Range[] | undefined {
  const ranges = text.split(',').map((part) => readOne(part.trim()));
  return ranges.includes(undefined) ? undefined : ranges.filter((range) => range !== undefined);
}

function readOne(text: string): Range | undefined {
  const kind = /^([1-5])xx$/i.exec(text);
  if (kind !== null) return [Number(kind[1]) * 100, Number(kind[1]) * 100 + 99];
  const span = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(text);
  if (span === null) return undefined;
  const low = Number(span[1]);
  const high = Number(span[2] ?? span[1]);
  // 2xx is success whatever a rule says, and 1xx is no answer.
  return low >= 300 && high <= 599 && low <= high ? [low, high] : undefined;
}

/** Why rules cannot be kept, with the place of the rule; undefined where they can. */
export function rulesProblem(
  rules: readonly StatusRule[],
): { at: number; text: string } | undefined {
  for (const [at, { statuses }] of rules.entries()) {
    const ranges = readStatuses(statuses);
    if (ranges === undefined || ranges.some(([low]) => low < 300)) {
      const text = `“${statuses}” is not a list of statuses: write 404, 4xx or 500-599, all from 300.`;
      return { at, text };
    }
  }
  return undefined;
}

/** What follows an answer: the first rule that fits, else that 410 switches off and all is retried. */
export function followingOf(rules: readonly StatusRule[], status: number): StatusRule['action'] {
  const rule = rules.find(({ statuses }) =>
    readStatuses(statuses)?.some(([low, high]) => status >= low && status <= high),
  );
  return rule?.action ?? (status === 410 ? 'off' : 'retry');
}
