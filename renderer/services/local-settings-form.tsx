import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, Switch, TextArea, TextInput } from '../ui/field.tsx';
import { useEdited } from '../ui/form/use-edited.ts';
import { Problem } from '../ui/problem.tsx';
import { useSaveService } from './use-save-service.ts';

/** How a service works on this machine. */
export function LocalSettingsForm({ service }: { service: ServiceView }) {
  const [draft, setDraft] = useEdited(service.settings);
  const [hosts, setHosts] = useEdited(service.settings.allowedHosts.join('\n'));
  const { type } = service;
  const save = useSaveService(
    () =>
      api.services.saveSettings({
        appId: service.appId,
        service: service.name,
        settings: {
          ...draft,
          allowedHosts: hosts.split(/[\s,]+/).filter((host) => host !== ''),
        },
      }),
    'Saved',
  );
  const sends = type === 'twilio' || type === 'gcm';
  const isMongo = type === 'mongodb-atlas';
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      {save.error !== null && <Problem error={save.error} />}
      {sends && (
        <Switch
          label="Send for real"
          help="Off: messages stay in the outbox."
          checked={draft.sendForReal}
          onCheckedChange={(sendForReal) => setDraft({ ...draft, sendForReal })}
        />
      )}
      {type === 'twilio' && (
        <Switch
          label="Check Twilio’s signature"
          help="Refuses webhooks whose X-Twilio-Signature does not match. Give Twilio exactly the public URL shown here."
          checked={draft.verifyTwilio}
          onCheckedChange={(verifyTwilio) => setDraft({ ...draft, verifyTwilio })}
        />
      )}
      {!isMongo && type !== 'http' && (
        <Field label="Endpoint" help="Base URL of a compatible server. Empty: the vendor’s.">
          <TextInput
            mono
            placeholder="http://127.0.0.1:4566"
            value={draft.endpoint}
            onValueChange={(endpoint) => setDraft({ ...draft, endpoint })}
          />
        </Field>
      )}
      {isMongo && (
        <Field
          label="Server"
          help="mongodb:// address of a real server. Empty: collections stay on this computer."
        >
          <TextInput
            mono
            placeholder="mongodb://127.0.0.1:27017"
            value={draft.mongoUri}
            onValueChange={(mongoUri) => setDraft({ ...draft, mongoUri })}
          />
        </Field>
      )}
      {(type === 'http' || sends) && (
        <Field
          label="Allowed private hosts"
          help="One per line, host or host:port. Other private hosts are refused, and Backstitch itself always."
        >
          <TextArea mono rows={3} value={hosts} onValueChange={setHosts} />
        </Field>
      )}
      <div>
        <Button type="submit" disabled={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
