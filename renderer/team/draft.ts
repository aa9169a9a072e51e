import type { TeamRule, TeamState } from '../../preload/contract/team.ts';
import type { TeamSettings } from './use-team.ts';

/** How far back captures are shared on joining. */
export const HISTORY = ['now', '1', '7', '30', '365'] as const;
export type History = (typeof HISTORY)[number];

/** What stands in the form. */
export interface TeamDraft {
  url: string;
  nodeName: string;
  redaction: 'standard' | 'exact';
  rules: TeamRule[];
  checkCertificate: boolean;
  followRelays: boolean;
  /** Whether a webhook is answered only once the team has it. */
  ack: 'local' | 'team';
  viewing: boolean;
  history: History;
}

/** As it is now, or for somebody who joins. */
export function draftOf({ url, node }: TeamState): TeamDraft {
  return {
    url: url ?? '',
    nodeName: node?.nodeName ?? '',
    redaction: node?.redaction ?? 'standard',
    rules: node?.rules ?? [],
    checkCertificate: node?.checkCertificate ?? true,
    followRelays: node?.followRelays ?? true,
    ack: node?.ack ?? 'local',
    viewing: node?.viewing ?? false,
    history: 'now',
  };
}

/** A row without a name is no rule yet. */
export const rulesOf = ({ rules }: TeamDraft): TeamRule[] =>
  rules.flatMap(({ place, name }) => (name.trim() === '' ? [] : [{ place, name: name.trim() }]));

/** What is missing, by field. */
export function mistakesOf(draft: TeamDraft): { url?: string; nodeName?: string } {
  return {
    ...(draft.url.trim() === '' && { url: 'Write the URL of the database.' }),
    ...(draft.nodeName.trim() === '' && {
      nodeName: 'Write a name by which the others know this Backstitch.',
    }),
  };
}

/** The same for the engine. What kind of node it is stays: that is said where it is started. */
export function settingsOf(draft: TeamDraft, { node, url }: TeamState): TeamSettings {
  const { history, ...rest } = draft;
  return {
    ...rest,
    nodeName: draft.nodeName.trim(),
    rules: rulesOf(draft),
    kind: node?.kind ?? 'laptop',
    url: draft.url.trim(),
    ...(url === null && { history: history === 'now' ? history : Number(history) }),
  };
}
