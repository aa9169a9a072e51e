import type { OutboxMessage } from '../../preload/contract/apps/services.ts';

/** The link of a mail that confirms an address or resets a password; null for other messages. */
export function mailLink({ kind, args }: Pick<OutboxMessage, 'kind' | 'args'>): string | null {
  if (kind !== 'email') return null;
  try {
    const { link } = JSON.parse(args) as { link?: unknown };
    return typeof link === 'string' ? link : null;
  } catch {
    // Written by another version: its arguments are shown as they are.
    return null;
  }
}
