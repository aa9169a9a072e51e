import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api, query } from '../api/client.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { useEdited } from '../ui/form/use-edited.ts';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { kindOf, readFields, withField } from '../app-model/service-kinds.ts';
import { useSaveService } from './use-save-service.ts';

/** Name and configuration of a service, as its files hold them. */
export function ServiceConfigForm({ service }: { service: ServiceView }) {
  const kind = kindOf(service.type);
  const [name, setName] = useEdited(service.name);
  const [config, setConfig] = useEdited(service.config === '' ? '{}' : service.config);
  const [secrets, setSecrets] = useEdited(service.secretConfig);
  const names = useId();
  const known = useQuery(query.secrets.list.queryOptions({ input: { appId: service.appId } }));
  const save = useSaveService(
    (revision: string | null) =>
      api.services.save({
        appId: service.appId,
        revision,
        oldName: service.name,
        service: { name, type: service.type, config, secretConfig: secrets },
      }),
    'Saved the service',
    // Before the lists know: under its old name there is nothing to show, and this form would be gone.
    () => {
      const at = currentRoute();
      if (at.page !== 'apps' || at.appId !== service.appId || at.item !== service.name) return;
      navigate({ ...at, item: name }, { replace: true });
    },
  );
  const submit = (revision: string | null): void => save.mutate(revision);
  const problem = jsonProblem(config, 'object');
  const stale = save.error !== null && readProblem(save.error).code === 'APP_CHANGED';
  const fields = readFields(config);
  const others = Object.keys(fields).filter(
    (key) => kind?.config.every((field) => field.name !== key) ?? true,
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(service.revision);
      }}
    >
      {save.error !== null && <Problem error={save.error} />}
      {stale && (
        <div>
          <Button variant="danger" onClick={() => submit(null)}>
            Keep mine and overwrite
          </Button>
        </div>
      )}
      <Field label="Name" help="A new name changes the URLs of its webhooks.">
        <TextInput mono value={name} onValueChange={setName} />
      </Field>
      {kind?.config.map((field) => (
        <Field key={field.name} label={field.label} help={field.help}>
          <TextInput
            mono
            value={textOf(fields[field.name])}
            onValueChange={(text) => setConfig(withField(config, field.name, text))}
          />
        </Field>
      ))}
      {kind?.secrets.map((field) => (
        <Field key={field.name} label={field.label} help={field.help}>
          <TextInput
            mono
            list={names}
            value={secrets[field.name] ?? ''}
            onValueChange={(text) => setSecrets({ ...secrets, [field.name]: text })}
          />
        </Field>
      ))}
      <datalist id={names}>
        {known.data?.map((secret) => (
          <option key={secret.name} value={secret.name}>
            {secret.name}
          </option>
        ))}
      </datalist>
      {(kind === undefined || others.length > 0) && (
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">Full configuration</span>
          <CodeEditor
            language="json"
            label="Full configuration"
            value={config}
            onChange={setConfig}
            minHeight={80}
            maxHeight={240}
          />
          {problem !== null && <p className="text-sm text-bad">{problem}</p>}
        </div>
      )}
      <div>
        <Button type="submit" disabled={problem !== null || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
