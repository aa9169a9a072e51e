import type { DraftSummary } from '../../../preload/contract/window/drafts.ts';
import { tabOfKey } from './tab-value.ts';

const number = (tab: string): number => Number(tab);

/** The tabs there are, in their order: those with a text, those opened here, and the one that is shown. */
export function tabsOf(
  drafts: readonly Pick<DraftSummary, 'key'>[],
  { opened, closed }: { opened: readonly string[]; closed: readonly string[] },
  shown?: string,
): string[] {
  const kept = drafts.flatMap(({ key }) => tabOfKey(key) ?? []);
  const all = [...kept, ...opened].filter((tab) => !closed.includes(tab));
  const tabs = new Set(shown === undefined ? all : [...all, shown]);
  return (tabs.size === 0 ? ['1'] : [...tabs]).toSorted((a, b) => number(a) - number(b));
}

/** The tab that a new one becomes: the number after the last. */
export const nextTab = (tabs: readonly string[]): string =>
  String(Math.max(0, ...tabs.map(number)) + 1);
