import { createHash, createHmac } from 'node:crypto';
import { usable } from '../destinations/secrets.ts';
import type { KeptDestination, KeptSecret, Settings } from '../store/destination-store.ts';
import type { Mark, Need } from './shape.ts';

const MARK_DIGITS = 12;

/** A secret as the team may know it: it tells who holds the same, and nobody can get back from it. */
export const markOf = (teamId: string, secret: string): string =>
  createHmac('sha256', teamId).update(secret).digest('hex').slice(0, MARK_DIGITS);

/** The secrets that sign now, newest first. */
export function signers({ secrets, lent, settings }: KeptDestination, now: number): KeptSecret[] {
  if (settings.signing === 'none') return [];
  return lent?.secret ? [lent.secret] : usable(secrets, now);
}

export const marksOf = (one: KeptDestination, teamId: string, now: number): Mark[] =>
  signers(one, now).map(({ value, signsUntil }) => ({
    mark: markOf(teamId, value),
    until: signsUntil,
  }));

/**
 * Where messages go and who is trusted there, as one text. A mate who changes that must not lead this computer's
 * Authorization elsewhere, or its requests into its own network: a person here says yes again.
 */
export function placeOf({ url, allowPrivate, trust }: Settings): string {
  const place = JSON.stringify([new URL(url).origin, allowPrivate, trust]);
  return createHash('sha256').update(place).digest('hex').slice(0, 32);
}

/** What is lacking: nothing where this node is equipped, and nothing where it is not shared. */
export function needsOf(one: KeptDestination, now: number): Need[] {
  const { shared, signing } = one.settings;
  if (shared === null) return [];
  const { mine, teamId } = shared;
  const held = new Set(signers(one, now).map(({ value }) => markOf(teamId, value)));
  const lacks = shared.marks.some(
    ({ mark, until }) => (until === null || until > now) && !held.has(mark),
  );
  const needs: Need[] = [];
  if (signing !== 'none' && lacks) needs.push('secret');
  if (shared.authorizationAt !== null && mine?.authorizationAt !== shared.authorizationAt)
    needs.push('authorization');
  if (mine?.place !== placeOf(one.settings)) needs.push('agreement');
  return needs;
}
