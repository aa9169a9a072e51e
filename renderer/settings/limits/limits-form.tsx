import { useMutation } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { Settings } from '../../../preload/contract/system.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, NumberInput, Switch } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { checkLimit, fromDraft, LIMITS, toDraft } from './limits.ts';

/** Limits and retention; saved by its button, with what is wrong said while typing. */
export function LimitsForm({ settings, desktop }: { settings: Settings; desktop: boolean }) {
  const [draft, setDraft] = useState(() => toDraft(settings));
  const save = useMutation({
    mutationFn: (next: Settings) => api.system.saveSettings(next),
    onSuccess: (saved) => {
      queryClient.setQueryData(query.system.settings.queryKey(), saved);
      setDraft(toDraft(saved));
    },
  });
  const next = fromDraft(draft, settings);
  const dirty = JSON.stringify(draft) !== JSON.stringify(toDraft(settings));
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (next && dirty) save.mutate(next);
      }}
    >
      {LIMITS.map((limit) => (
        <Field
          key={limit.key}
          label={limit.label}
          help={limit.help}
          error={checkLimit(limit, draft[limit.key])}
        >
          <NumberInput
            className="max-w-40"
            value={draft[limit.key]}
            suffix={limit.suffix}
            onValueChange={(value) => setDraft({ ...draft, [limit.key]: value })}
          />
        </Field>
      ))}
      {desktop && (
        <Switch
          label="Notify on arrival"
          help="A desktop notification when the window is not in front."
          checked={draft.notifyOnArrival}
          onCheckedChange={(notifyOnArrival) => setDraft({ ...draft, notifyOnArrival })}
        />
      )}
      {save.error !== null && <Problem error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" disabled={!next || !dirty || save.isPending}>
          Save
        </Button>
        {dirty && <Button onClick={() => setDraft(toDraft(settings))}>Discard</Button>}
        <output className="flex items-center gap-1 text-sm text-good">
          {save.isSuccess && !dirty && (
            <>
              <Check size={14} aria-hidden /> Saved
            </>
          )}
        </output>
      </div>
    </form>
  );
}
