import { useQuery } from '@tanstack/react-query';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { ForwardInput } from '../../preload/contract/deliveries/forwards.ts';
import { query } from '../api/client.ts';
import { Field, Select } from '../ui/field.tsx';

/** Whether the body goes on as it is, or what a function of an app makes of it. */
export function TransformFields(props: {
  draft: ForwardInput;
  problem: string | undefined;
  onChange: (some: Partial<ForwardInput>) => void;
}) {
  const { draft, onChange } = props;
  const apps = useQuery(query.apps.list.queryOptions());
  const list = apps.data ?? [];
  const setBody = (body: ForwardInput['body']): void => {
    const [first] = list;
    const transform =
      body === 'exact' || first === undefined ? null : { app: first.id, function: '' };
    onChange({ body, transform });
  };
  return (
    <>
      <Field
        label="Body"
        help={
          list.length === 0
            ? 'To change it, add a function to an app. No app has one yet.'
            : 'The function gets headers, body, query, method and path. Its result is sent; without a result, nothing is.'
        }
      >
        <Select
          value={draft.body}
          onValueChange={setBody}
          options={[
            { value: 'exact', label: 'As captured, byte for byte' },
            {
              value: 'transformed',
              label: 'Changed by a function',
              disabled: list.length === 0,
            },
          ]}
        />
      </Field>
      {draft.body === 'transformed' && draft.transform !== null && (
        <FunctionChoice {...props} transform={draft.transform} apps={list} />
      )}
    </>
  );
}

function FunctionChoice(props: {
  transform: NonNullable<ForwardInput['transform']>;
  apps: readonly { id: AppId; name: string }[];
  problem: string | undefined;
  onChange: (some: Partial<ForwardInput>) => void;
}) {
  const { transform, apps, onChange } = props;
  const functions = useQuery(
    query.functions.list.queryOptions({
      input: { appId: apps.find(({ id }) => id === transform.app)?.id },
    }),
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="App">
        <Select
          value={transform.app as AppId}
          onValueChange={(app) => onChange({ transform: { app, function: '' } })}
          options={apps.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <Field label="Function" error={props.problem}>
        <Select
          value={transform.function}
          onValueChange={(name) => onChange({ transform: { ...transform, function: name } })}
          options={[
            { value: '', label: 'Choose one' },
            ...(functions.data ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
        />
      </Field>
    </div>
  );
}
