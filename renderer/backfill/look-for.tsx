import type { BackfillProviders, BackfillSource } from '../../preload/contract/backfill.ts';
import { navigate } from '../navigation/route.ts';
import type { TimeSpan } from '../ui/time/time-span.ts';
import { LookDialog } from './look-dialog.tsx';
import { SourceDialog } from './source-dialog.tsx';

/** What an address asks for: what a provider, or any, sent in a time in which nothing could arrive. */
export interface Look {
  provider: string;
  away: TimeSpan;
}

/** Leads to what was missed; where there is no account that could be asked, to adding one. */
export function LookFor(props: {
  look: Look;
  known: BackfillProviders;
  sources: readonly BackfillSource[];
}) {
  const { look, known, sources } = props;
  const fitting = sources.filter(
    ({ provider }) => look.provider === 'any' || provider === look.provider,
  );
  const [first, ...rest] = fitting;
  // Closed, it is no place to come back to.
  const close = (): void => {
    navigate({ page: 'deliveries', part: 'backfill', id: null }, { replace: true });
  };
  if (first === undefined) {
    const provider = known.providers.find(({ id }) => id === look.provider)?.id;
    // Once it is saved there is an account, and the dialog below takes its place.
    return (
      <SourceDialog
        key={look.provider}
        source={null}
        provider={provider}
        known={known}
        onClose={close}
        onSaved={() => undefined}
      />
    );
  }
  return (
    <LookDialog
      key={`${look.provider} ${look.away.from}`}
      sources={[first, ...rest]}
      away={look.away}
      onClose={close}
    />
  );
}
