import { KeyRound, type LucideIcon, ShieldCheck, ShieldQuestionMark, ShieldX } from 'lucide-react';
import type { SignatureMark } from '../../preload/contract/captures.ts';
import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import type { Tone } from '../ui/badge.tsx';

export interface Mark {
  /** What a reader hears and a pointer shows. */
  label: string;
  /** In a badge. */
  short: string;
  tone: Tone;
  color: string;
  icon: LucideIcon;
}

export const SIGNATURE_MARKS: Record<SignatureMark, Mark> = {
  ok: {
    label: 'The signature matches',
    short: 'verified',
    tone: 'good',
    color: 'text-good',
    icon: ShieldCheck,
  },
  token: {
    label: 'Secret correct; body not signed',
    short: 'secret known',
    tone: 'info',
    color: 'text-info',
    icon: KeyRound,
  },
  bad: {
    label: 'The signature does not match',
    short: 'not verified',
    tone: 'bad',
    color: 'text-bad',
    icon: ShieldX,
  },
  unset: {
    label: 'Signed, but no secret is set',
    short: 'no secret',
    tone: 'neutral',
    color: 'text-faint',
    icon: ShieldQuestionMark,
  },
  unknown: {
    label: 'Signed in a way that Backstitch cannot verify',
    short: 'cannot verify',
    tone: 'neutral',
    color: 'text-faint',
    icon: ShieldQuestionMark,
  },
};

const OF_STATE: Record<Verdict['state'], SignatureMark> = {
  verified: 'ok',
  authenticated: 'token',
  failed: 'bad',
  not_attempted: 'unset',
  cannot_verify: 'unknown',
};

export const markOfVerdict = ({ state }: Verdict): Mark => SIGNATURE_MARKS[OF_STATE[state]];
