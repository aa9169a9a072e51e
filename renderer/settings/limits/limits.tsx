import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LimitsEffect, Settings } from '../../../preload/contract/system.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, NumberInput } from '../../ui/field.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { sayNot } from '../../ui/say-not.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { saveWithUndo } from '../save-with-undo.ts';
import { checkLimit, type Limit, LIMITS, type NumberKey, shownLimit, withLimit } from './limits.ts';

const KEY = query.system.settings.queryKey();

/** Limits and retention: each saved when its field is left, or asked about where it deletes. */
export function Limits() {
  const settings = useQuery(query.system.settings.queryOptions());
  if (settings.error) {
    return <Problem error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  if (settings.data === undefined) return <Spinner label="Loading settings" />;
  const { data } = settings;
  return LIMITS.map((limit) => (
    <LimitField key={`${limit.key} ${data[limit.key]}`} limit={limit} settings={data} />
  ));
}

async function save(next: Settings): Promise<void> {
  queryClient.setQueryData(KEY, await api.system.saveSettings(next));
}

function LimitField({ limit, settings }: { limit: Limit; settings: Settings }) {
  const own = shownLimit(limit, settings);
  const [typed, setTyped] = useState<number | null>(own);
  const error = checkLimit(limit, typed);
  const next = withLimit(limit, typed, settings);
  const effect = useEffectOf(next, limit.key);
  const saving = useMutation({ mutationFn: save, onError: sayNot('Not saved') });
  const title = `${limit.label}: ${typed} ${limit.suffix}`;
  const commit = async (): Promise<void> => {
    if (next === null || saving.isPending) return;
    // Only what deletes nothing is saved without asking.
    const found = await api.system.limitsEffect(next).catch(() => null);
    if (found === null || deletes(found, limit.key) > 0) return;
    saveWithUndo(
      title,
      () => save(next),
      () => save(settings),
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void commit();
      }}
    >
      <Field label={limit.label} help={limit.help} error={error}>
        <NumberInput
          className="max-w-40"
          value={typed}
          suffix={limit.suffix}
          onValueChange={setTyped}
          onBlur={() => void commit()}
        />
      </Field>
      {next !== null && effect > 0 && (
        <div
          role="status"
          className="mt-2 flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn"
        >
          <p className="min-w-48 flex-1">
            <strong className="font-semibold">{countOf(limit.key, effect)}</strong> would be deleted
            now, the oldest first. This cannot be undone.
          </p>
          <Button
            size="sm"
            variant="danger"
            disabled={saving.isPending}
            onClick={() => saving.mutate(next)}
          >
            Save and delete
          </Button>
          <Button size="sm" onClick={() => setTyped(own)}>
            Keep {own === null ? '' : formatCount(own)} {limit.suffix}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What is asked again only when somebody stops typing. */
const ASK_AFTER_MS = 300;

/** How much the limit of that name would delete with these settings; 0 until it is known. */
function useEffectOf(next: Settings | null, key: NumberKey): number {
  const wanted = next === null ? null : JSON.stringify(next);
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const input = (asked === null ? null : JSON.parse(asked)) as Settings | null;
  const effect = useQuery({
    ...query.system.limitsEffect.queryOptions({ input: input ?? ({} as Settings) }),
    enabled: input !== null && asked === wanted,
    // What is held changes by the second.
    gcTime: 0,
  });
  return asked === wanted && effect.data !== undefined ? deletes(effect.data, key) : 0;
}

/** The longest body concerns what comes; nothing that is held goes by it. */
const deletes = (effect: LimitsEffect, key: NumberKey): number =>
  key === 'bodyCapBytes' ? 0 : effect[key];

const countOf = (key: NumberKey, count: number): string =>
  key.startsWith('keepDelivery')
    ? formatPlural(count, 'delivery', 'deliveries')
    : formatPlural(count, 'capture');
