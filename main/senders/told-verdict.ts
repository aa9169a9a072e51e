import type { TeamVerdict } from '../../preload/contract/team/team-captures.ts';
import { OTHER_SECRET } from '../signatures/probes.ts';
import { SenderDetail } from './sender-detail.ts';

/**
 * What may be told of what was noted of a sender.
 *
 * @param detail JSON as it is kept; null where nothing is.
 */
export function toldVerdict(detail: string | null): TeamVerdict | null {
  const verdict = detail === null ? null : SenderDetail.parse(JSON.parse(detail)).verdict;
  if (verdict === null) return null;
  const { state, scheme, code, text, hint } = verdict;
  return { state, scheme, code, text, hint: hint === null || isOwn(hint.text) ? null : hint };
}

/** A hint may name URLs, whose tokens were cut out of the capture, and what a person calls a secret. */
const isOwn = (hint: string): boolean => hint.includes('://') || hint.startsWith(OTHER_SECRET);

/** The same kept here of a capture that somebody else judged, as JSON. */
export function detailOfTold(verdict: TeamVerdict | null): string | null {
  if (verdict === null) return null;
  const kept = {
    ...verdict,
    secretId: null,
    secretLabel: null,
    skewSeconds: null,
    url: null,
    notes: [],
  };
  return JSON.stringify(SenderDetail.parse({ verdict: kept }));
}
