import { type NoticeRule, NoticeRules } from '../../preload/contract/window/notices.ts';

const HOW = { desktop: true, sound: false, badge: true };

/** Rules that stand ready. One is on: what was missed is not to be had any more, once somebody asks too late. */
export const READY_RULES: readonly NoticeRule[] = [
  {
    id: 'unverified',
    name: 'Signature not verified',
    on: false,
    of: { kind: 'search', search: 'sig:bad' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'server-error',
    name: 'Answered 5xx',
    on: false,
    of: { kind: 'search', search: 'status:5xx' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'tunnel',
    name: 'Tunnel went down or changed its address',
    on: false,
    of: { kind: 'tunnel' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'delivery',
    name: 'Delivery gave up',
    on: false,
    of: { kind: 'delivery' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'load',
    name: 'Load rejected',
    on: false,
    of: { kind: 'load' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'project',
    name: 'Project file in conflict or unreadable',
    on: false,
    of: { kind: 'project' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'drift',
    name: 'Events changed in a way that breaks readers',
    on: false,
    of: { kind: 'drift' },
    when: { kind: 'each' },
    how: HOW,
  },
  {
    id: 'missed',
    name: 'Events may have been missed',
    on: true,
    of: { kind: 'missed' },
    when: { kind: 'each' },
    how: { desktop: false, sound: false, badge: true },
  },
];

/** What is wrong with the preference `notices`, in words; null where nothing is. */
export function rulesProblem(value: unknown): string | null {
  const parsed = NoticeRules.safeParse(value);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'This is no list of rules.'}`;
}

/** The rules of the preference. It was checked when it was kept. */
export function readRules(value: unknown): readonly NoticeRule[] {
  const parsed = NoticeRules.safeParse(value);
  return parsed.success ? parsed.data : READY_RULES;
}

/**
 * Whether this many more are to be told of, by the times of those before.
 *
 * @param times of what happened and was not told of, oldest first; those that are too old go
 */
export function isDue(
  when: NoticeRule['when'],
  times: number[],
  { now, hasUnread }: { now: number; hasUnread: boolean },
): boolean {
  switch (when.kind) {
    case 'each':
      return true;
    case 'first':
      return !hasUnread;
    case 'more': {
      const since = now - when.minutes * 60_000;
      const fresh = times.findIndex((time) => time > since);
      times.splice(0, fresh < 0 ? times.length : fresh);
      return times.length > when.count;
    }
  }
}
