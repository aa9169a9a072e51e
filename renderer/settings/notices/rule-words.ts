import type { View } from '../../../preload/contract/captures/views.ts';
import type { NoticeRule } from '../../../preload/contract/window/notices.ts';

export type Of = NoticeRule['of']['kind'];

/** What a rule can tell of, as it is chosen. */
export const OF_LABELS: Record<Of, string> = {
  search: 'Captures a search finds',
  view: 'Captures of a view',
  tunnel: 'The tunnel went down or changed its address',
  delivery: 'A delivery gave up',
  load: 'A load rejected rows',
  project: 'The project file is in conflict or cannot be read',
  drift: 'An event changed in a way that may break readers',
  missed: 'Nothing could arrive for a minute or longer',
};

export const WHEN_LABELS: Record<NoticeRule['when']['kind'], string> = {
  first: 'The first, until I have read it',
  each: 'Each',
  more: 'More than',
};

/** A rule in one line, without its name. */
export function ruleWords({ of, when, how }: NoticeRule, views: readonly View[]): string {
  const ways = [
    how.desktop ? 'desktop' : '',
    how.sound ? 'sound' : '',
    how.badge ? 'badge' : '',
  ].filter((way) => way !== '');
  return [whenWords(when, ofWords(of, views)), ways.join(', ') || 'list only'].join(' · ');
}

function ofWords(of: NoticeRule['of'], views: readonly View[]): string {
  if (of.kind === 'search') return `found by ${of.search}`;
  if (of.kind !== 'view') return '';
  const name = views.find(({ id }) => id === of.view)?.name;
  return name === undefined ? 'of a view that was deleted' : `of the view “${name}”`;
}

function whenWords(when: NoticeRule['when'], of: string): string {
  const [one, many] = of === '' ? ['time', 'times'] : [`capture ${of}`, `captures ${of}`];
  if (when.kind === 'each') return `Each ${one}`;
  if (when.kind === 'first') return `The first ${one}`;
  return `More than ${when.count} ${many} in ${when.minutes} min`;
}
