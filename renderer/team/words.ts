import type {
  TeamCapture,
  TeamLinkState,
  TeamMark,
  TeamNode,
} from '../../preload/contract/team.ts';
import type { Tone } from '../ui/badge.tsx';

interface Words {
  label: string;
  tone: Tone;
  /** What it means, and what there is to do; empty where nothing is. */
  todo: string;
}

/** How this Backstitch stands with its team, for people. */
export const STATES: Record<TeamLinkState, Words> = {
  off: { label: 'Not in a team', tone: 'neutral', todo: '' },
  connecting: { label: 'Connecting', tone: 'info', todo: '' },
  behind: {
    label: 'Catching up',
    tone: 'info',
    todo: 'Connected. Not all has gone out or come in yet.',
  },
  live: { label: 'Live', tone: 'good', todo: '' },
  away: {
    label: 'Away',
    tone: 'warn',
    todo: 'Backstitch tries again by itself. What it catches meanwhile goes out later.',
  },
  refused: {
    label: 'Refused',
    tone: 'bad',
    todo: 'Check the login, the password and the name of the database in the URL, or ask an administrator of the database for the right.',
  },
  'not-installed': {
    label: 'No team there',
    tone: 'bad',
    todo: 'An administrator of the database makes one with this command:',
  },
  'too-old': {
    label: 'Too old',
    tone: 'bad',
    todo: 'Others in the team use a newer Backstitch. Update this one; what it catches meanwhile goes out then.',
  },
  taken: {
    label: 'Taken',
    tone: 'warn',
    todo: 'A copy of this folder runs somewhere, as this node. Stop it there, and this one goes on within half a minute.',
  },
  moved: {
    label: 'Copied folder',
    tone: 'warn',
    todo: 'The team knows more of this node than this folder does: it was copied, or restored from a backup. As a new node it goes on, and what the old one shared stays in the team.',
  },
};

export const isConnected = (state: TeamLinkState): boolean =>
  state === 'live' || state === 'behind';

/** The states that a person may try again from, before Backstitch does. */
export const canRetry = (state: TeamLinkState): boolean =>
  ['away', 'refused', 'not-installed', 'too-old', 'taken'].includes(state);

export const KINDS: Record<TeamNode['kind'], string> = {
  laptop: 'Backstitch',
  relay: 'Relay',
  ci: 'CI',
};

export const markOf = (
  { marks }: Pick<TeamCapture, 'marks'>,
  kind: TeamMark['kind'],
): TeamMark | undefined => marks.find((mark) => mark.kind === kind);

/** What a row is about, as its controls are named. */
export const captureWords = ({ method, target }: TeamCapture): string => `${method} ${target}`;
