import type { KeptDestination } from '../store/destination-store.ts';
import { secretsIn } from './engine-changes.ts';

/**
 * Every text by which a destination is told who sends: its own, and what was lent to it. An authorization
 * also stands without its scheme, since it is often copied so.
 */
export function secretTextsOf(
  {
    authorization,
    credentials,
    secrets,
  }: Pick<KeptDestination, 'authorization' | 'credentials' | 'secrets'>,
  lent: KeptDestination['lent'],
): string[] {
  const shown = [authorization, lent?.authorization].filter((text) => text != null);
  return [
    ...secretsIn(credentials),
    ...secretsIn(lent?.credentials ?? null),
    ...shown.flatMap((text) => [text, text.replace(/^\S+ +/, '')]),
    ...[...secrets, ...(lent?.secret ? [lent.secret] : [])].map(({ value }) => value),
  ];
}
