import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppId, FunctionLimits } from '../../preload/contract/app-model.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, NumberInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast.tsx';

export type LimitsOf =
  | { kind: 'webhook'; appId: AppId; service: string; webhook: string }
  | { kind: 'function'; appId: AppId; name: string };

const FIELDS: readonly { key: keyof FunctionLimits; label: string; unit: number; help: string }[] =
  [
    { key: 'timeMs', label: 'Time in seconds', unit: 1000, help: 'Up to 300. Beyond: 408.' },
    { key: 'memoryBytes', label: 'Memory in MB', unit: 1_000_000, help: 'At least 8.' },
    { key: 'outputBytes', label: 'Answer in MB', unit: 1_000_000, help: 'Result or body.' },
    { key: 'logBytes', label: 'Logs in kB', unit: 1000, help: 'The rest is cut off.' },
    { key: 'hostCalls', label: 'Service calls', unit: 1, help: 'Per run.' },
  ];

function saveLimits(of: LimitsOf, limits: FunctionLimits | null) {
  return of.kind === 'function'
    ? api.functions.saveLimits({ appId: of.appId, name: of.name, limits })
    : api.webhooks.saveLimits({
        appId: of.appId,
        service: of.service,
        webhook: of.webhook,
        limits,
      });
}

/** Caps of one function’s runs. */
export function LimitsForm({ of, limits }: { of: LimitsOf; limits: FunctionLimits }) {
  const [draft, setDraft] = useState<Record<string, number | null>>({});
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (next: FunctionLimits | null) => saveLimits(of, next).then(() => next),
    onSuccess: async (next) => {
      setDraft({});
      await cache.invalidateQueries({ queryKey: query.webhooks.key() });
      await cache.invalidateQueries({ queryKey: query.functions.key() });
      toast({
        title: next === null ? 'Restore the defaults' : 'Saved the limits',
        tone: 'good',
      });
    },
  });
  const valueOf = (key: keyof FunctionLimits, unit: number): number | null =>
    key in draft ? (draft[key] ?? null) : limits[key] / unit;
  const next: FunctionLimits = { ...limits };
  let whole = true;
  for (const { key, unit } of FIELDS) {
    const value = valueOf(key, unit);
    if (value === null) whole = false;
    else next[key] = Math.round(value * unit);
  }
  return (
    <div className="flex flex-col gap-3">
      {save.error !== null && <Problem error={save.error} />}
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {FIELDS.map(({ key, label, unit, help }) => (
          <Field key={key} label={label} help={help}>
            <NumberInput
              value={valueOf(key, unit)}
              onValueChange={(value) => setDraft({ ...draft, [key]: value })}
            />
          </Field>
        ))}
      </div>
      <div className="flex gap-2">
        <Button
          disabled={!whole || Object.keys(draft).length === 0 || save.isPending}
          onClick={() => save.mutate(next)}
        >
          Save the limits
        </Button>
        <Button variant="ghost" disabled={save.isPending} onClick={() => save.mutate(null)}>
          Restore the defaults
        </Button>
      </div>
    </div>
  );
}
