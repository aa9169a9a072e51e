import { awayWords } from '../../preload/rules/times.ts';
import { ADAPTERS, OTHERS } from './providers/providers.ts';
import type { Over } from './away.ts';

/** What is told of a time in which nothing could arrive. */
export interface Missed {
  /** Which may have sent; of those that cannot be asked, all together: null. */
  provider: string | null;
  title: string;
  body: string;
  /** Whether it can be asked what it sent. */
  canBeAsked: boolean;
}

/** Ways to prove who sends: not names of somebody who could be asked. */
const NOBODY: ReadonlySet<string> = new Set([
  'basic',
  'bearer',
  'cloudevents',
  'standard-webhooks',
]);
/** As many names as a line takes. */
const NAMED = 3;

/**
 * What may have been missed: one for each provider of which is known what it does by itself, and one for all others.
 *
 * @param providers that sent something in the days before
 */
export function missedBy(
  { from, to }: Over,
  providers: readonly { id: string; label: string }[],
): Missed[] {
  const away = `away ${awayWords(to - from)}`;
  const infos = Object.values(ADAPTERS).map(({ info }) => info);
  const unknown: string[] = [];
  const told = providers.flatMap(({ id, label }): Missed[] => {
    const info = infos.find((one) => one.id === id);
    if (info !== undefined)
      return [
        { provider: id, title: `${info.label}: ${away}`, body: info.bySelf, canBeAsked: true },
      ];
    const other = OTHERS.find((one) => one.id === id);
    if (other !== undefined)
      return [{ provider: id, title: `${label}: ${away}`, body: other.says, canBeAsked: false }];
    if (!NOBODY.has(id)) unknown.push(label);
    return [];
  });
  if (unknown.length === 0) return told;
  const them = unknown.length === 1 ? 'it' : 'them';
  const body = `${namesOf(unknown)} may have sent events. Backstitch cannot ask ${them}: look at the other side.`;
  return [...told, { provider: null, title: capital(away), body, canBeAsked: false }];
}

function namesOf(labels: readonly string[]): string {
  const shown = labels.slice(0, labels.length > NAMED + 1 ? NAMED : labels.length);
  const rest = labels.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} others`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
