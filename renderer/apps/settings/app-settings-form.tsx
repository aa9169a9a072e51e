import { useMutation } from '@tanstack/react-query';
import type { AppSettings } from '../../../preload/contract/app-model.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api } from '../../api/client.ts';
import { Field, NumberInput, Select, Switch } from '../../ui/field.tsx';
import { useKeepApp } from '../../app-model/use-apps.ts';
import { sayNot } from '../../ui/say-not.ts';

/** Switches that hold at once. */
export function AppSettingsForm({ app }: { app: AppSummary }) {
  const keep = useKeepApp();
  const save = useMutation({
    mutationFn: (change: Partial<AppSettings>) =>
      api.apps.saveSettings({ appId: app.id, settings: { ...app.settings, ...change } }),
    onSuccess: keep,
    onError: sayNot('Not saved'),
  });
  const { settings } = app;
  return (
    <div className="flex flex-col gap-4">
      <Switch
        checked={settings.strictServiceRules}
        onCheckedChange={(strictServiceRules) => save.mutate({ strictServiceRules })}
        label="Rules apply to the system user too"
        help="At the vendor, functions running as system could call every action. Turn this on to see which rules you need."
      />
      <Switch
        checked={settings.offline}
        onCheckedChange={(offline) => save.mutate({ offline })}
        label="Offline"
        help="HTTP and AWS actions get their answers from stubs. Nothing leaves this computer."
      />
      <Field
        label="Requests at once"
        help="Webhooks running at once before the next one gets 429."
        className="flex max-w-56 flex-col gap-1"
      >
        <NumberInput
          value={settings.concurrency}
          onValueChange={(concurrency) => {
            if (concurrency !== null && concurrency >= 1 && concurrency <= 10_000)
              save.mutate({ concurrency });
          }}
        />
      </Field>
      <Field
        label="Trace context of HTTP calls"
        help="The header traceparent: traces go on from the webhook to what its function calls."
        className="flex max-w-56 flex-col gap-1"
      >
        <Select
          value={settings.trace ?? 'pass'}
          onValueChange={(trace) => save.mutate({ trace })}
          options={[
            { value: 'pass', label: 'Pass on what came' },
            { value: 'start', label: 'Pass on, or start one' },
            { value: 'off', label: 'Off' },
          ]}
        />
      </Field>
    </div>
  );
}
