import { useQuery } from '@tanstack/react-query';
import type { HttpsEndpoint } from '../../preload/contract/app-model.ts';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { revisionOf } from '../drafts/revision-of.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, Switch, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { VALIDATION_WORDS } from './webhook-draft.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*'] as const;
const VALIDATIONS = ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'] as const;

const WORDS = jsonWords<HttpsEndpoint>();

/** Adds, changes or deletes an HTTPS endpoint. */
export function EndpointDialog(props: {
  app: AppSummary;
  endpoint: HttpsEndpoint;
  isNew: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onRemove: () => void;
  /** Rejects where it was not saved; `error` says why. */
  onSave: (endpoint: HttpsEndpoint) => Promise<unknown>;
}) {
  const { httpMethod, route: its } = props.endpoint;
  const name = props.isNew ? '' : encodeURIComponent(`${httpMethod} ${its}`);
  const kept = useDraft<HttpsEndpoint>({
    key: `https-endpoint:${props.app.id}/${name}`,
    kind: 'https-endpoint',
    base: props.isNew ? null : revisionOf(props.endpoint),
    saved: props.endpoint,
  });
  const draft = kept.value;
  const set = (change: Partial<HttpsEndpoint>): void => kept.change({ ...draft, ...change });
  const remove = (): void => {
    kept.discard();
    props.onRemove();
  };
  const save = (): void => {
    props.onSave(draft).then(kept.discard, () => undefined);
  };
  const functions = useQuery(query.functions.list.queryOptions({ input: { appId: props.app.id } }));
  const names = (functions.data ?? []).map((fn) => fn.name);
  const route = draft.route.startsWith('/') ? undefined : 'A route begins with /.';
  const blocked = route !== undefined || draft.functionName === '' || props.busy;
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.isNew ? 'Add an HTTPS endpoint' : props.endpoint.route}
      size="md"
      footer={
        <>
          {!props.isNew && (
            <Button variant="ghost" className="mr-auto text-bad" onClick={remove}>
              Delete
            </Button>
          )}
          <Button onClick={props.onClose}>Close</Button>
          <Button variant="primary" disabled={blocked} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <DraftBar draft={kept} words={WORDS} onSave={save} canSave={!blocked} />
        {props.error !== null && props.error !== undefined && <Problem error={props.error} />}
        <Field label="Route" help="Behind /app/…/endpoint." error={route}>
          <TextInput mono value={draft.route} onValueChange={(value) => set({ route: value })} />
        </Field>
        <Field label="HTTP method">
          <Select
            value={draft.httpMethod}
            onValueChange={(httpMethod) => set({ httpMethod })}
            options={METHODS.map((value) => ({ value, label: value === '*' ? 'Any' : value }))}
          />
        </Field>
        <Field label="Function" help="Its settings decide which user it runs as.">
          <Select
            value={draft.functionName}
            onValueChange={(functionName) => set({ functionName })}
            options={[
              { value: '', label: 'Choose a function', disabled: true },
              ...[...new Set([...names, draft.functionName])]
                .filter((name) => name !== '')
                .map((value) => ({ value, label: value })),
            ]}
          />
        </Field>
        <Field
          label="Request validation"
          help="A signature is sent as Endpoint-Signature: sha256=…"
        >
          <Select
            value={draft.validation}
            onValueChange={(validation) => set({ validation })}
            options={VALIDATIONS.map((value) => ({ value, label: VALIDATION_WORDS[value] }))}
          />
        </Field>
        {draft.validation !== 'NO_VALIDATION' && (
          <Field label="Secret" help="Name of a Secret of the app.">
            <TextInput
              mono
              value={draft.secretName}
              onValueChange={(secretName) => set({ secretName })}
            />
          </Field>
        )}
        <Field label="Format" help="Used unless the Accept header decides.">
          <Select
            value={draft.returnType}
            onValueChange={(returnType) => set({ returnType })}
            options={[
              { value: 'JSON', label: 'JSON' },
              { value: 'EJSON', label: 'EJSON' },
            ]}
          />
        </Field>
        <Switch
          label="Respond with result"
          checked={draft.respondResult}
          onCheckedChange={(respondResult) => set({ respondResult })}
        />
        <Switch
          label="Fetch custom user data"
          checked={draft.fetchCustomUserData}
          onCheckedChange={(fetchCustomUserData) => set({ fetchCustomUserData })}
        />
        <Switch
          label="Create users on their first sign-in"
          checked={draft.createUserOnAuth}
          onCheckedChange={(createUserOnAuth) => set({ createUserOnAuth })}
        />
        <Switch
          label="Disabled"
          help="Requests to a disabled endpoint get 404."
          checked={draft.disabled}
          onCheckedChange={(disabled) => set({ disabled })}
        />
      </div>
    </Dialog>
  );
}
