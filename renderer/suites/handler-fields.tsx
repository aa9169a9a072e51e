import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { FunctionName, SideEffects } from '../../preload/contract/apps/functions.ts';
import type {
  FunctionTarget,
  SuiteTarget,
} from '../../preload/contract/interchange/suite-cases.ts';
import { query } from '../api/client.ts';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { checkTargetUrl } from '../wire/target-url.ts';

/** A function that can answer, and what it is called in a list. */
interface Callable {
  key: string;
  label: string;
  appId: FunctionTarget['appId'];
  of: FunctionName;
}

/** Who is to answer, as far as it was chosen. */
export interface HandlerDraft {
  kind: SuiteTarget['kind'];
  /** null: what was sent to last. */
  url: string | null;
  /** null: the first. */
  called: string | null;
  sideEffects: SideEffects;
}

export const NEW_HANDLER: HandlerDraft = {
  kind: 'url',
  url: null,
  called: null,
  sideEffects: 'record',
};

const EFFECTS: readonly { id: SideEffects; label: string; help: string }[] = [
  {
    id: 'record',
    label: 'Recorded',
    help: 'Services answer as when the capture came, and nothing is changed.',
  },
  { id: 'live', label: 'Real', help: 'Documents are written, requests and messages leave.' },
  { id: 'forbid', label: 'Forbidden', help: 'A function that asks a service for something fails.' },
];

/** The handler that a draft names, with what it lacks. */
export function useHandler(draft: HandlerDraft) {
  const known = useQuery(query.replays.targets.queryOptions({ input: {} }));
  const callables = useCallables();
  const url = draft.url ?? known.data?.[0] ?? '';
  const called = callables.find(({ key }) => key === draft.called) ?? callables[0];
  const problem = draft.kind === 'url' ? checkTargetUrl(url) : null;
  const to = ((): SuiteTarget | null => {
    if (draft.kind === 'intake') return { kind: 'intake' };
    if (draft.kind === 'url') return problem === null ? { kind: 'url', url: url.trim() } : null;
    if (called === undefined) return null;
    const { appId, of } = called;
    return { kind: 'function', appId, of, sideEffects: draft.sideEffects };
  })();
  return { url, called, problem, to, callables, known: known.data ?? [] };
}

/** Functions and webhooks of all apps; the app is named where there are several. */
function useCallables(): Callable[] {
  const apps = useQuery(query.apps.list.queryOptions()).data ?? [];
  const enabled = apps.length > 0;
  const functions = useQuery({ ...query.functions.list.queryOptions({ input: {} }), enabled });
  const webhooks = useQuery({ ...query.webhooks.list.queryOptions({ input: {} }), enabled });
  const labelOf = (appId: FunctionTarget['appId'], name: string): string =>
    apps.length > 1 ? `${apps.find(({ id }) => id === appId)?.name ?? ''}: ${name}` : name;
  const found = [
    ...(webhooks.data ?? []).map(({ appId, service, name }) => ({
      appId,
      label: labelOf(appId, `${service}/${name}`),
      of: { kind: 'webhook' as const, service, webhook: name },
    })),
    ...(functions.data ?? []).map(({ appId, name }) => ({
      appId,
      label: labelOf(appId, name),
      of: { kind: 'function' as const, name },
    })),
  ];
  return found.map((one) => ({ ...one, key: JSON.stringify([one.appId, one.of]) }));
}

/** Asks who has to answer: a server, Backstitch, or a function of an app. */
export function HandlerFields(props: {
  draft: HandlerDraft;
  handler: ReturnType<typeof useHandler>;
  onChange: (draft: HandlerDraft) => void;
  showProblem: boolean;
}) {
  const { draft, handler, onChange, showProblem } = props;
  const set = (change: Partial<HandlerDraft>): void => onChange({ ...draft, ...change });
  return (
    <>
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium">Handler</span>
        <Choices
          label="Handler"
          value={draft.kind}
          onChange={(kind) => set({ kind })}
          items={[
            { id: 'url', label: 'My server' },
            ...(handler.callables.length > 0
              ? [{ id: 'function' as const, label: 'A function' }]
              : []),
            { id: 'intake', label: 'Backstitch itself' },
          ]}
        />
      </div>
      {draft.kind === 'url' && (
        <UrlField
          url={handler.url}
          known={handler.known}
          problem={showProblem || draft.url !== null ? handler.problem : null}
          onChange={(url) => set({ url })}
        />
      )}
      {draft.kind === 'function' && (
        <>
          <Field
            label="Function"
            help="It gets the request without the checks that stand before it."
          >
            {(control) => (
              <Select
                {...control}
                value={handler.called?.key ?? ''}
                options={handler.callables.map(({ key, label }) => ({ value: key, label }))}
                onValueChange={(called) => set({ called })}
              />
            )}
          </Field>
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium">What it asks of services</span>
            <Choices
              label="What it asks of services"
              value={draft.sideEffects}
              onChange={(sideEffects) => set({ sideEffects })}
              items={EFFECTS}
            />
            <p className="text-sm text-muted">
              {EFFECTS.find(({ id }) => id === draft.sideEffects)?.help}
            </p>
          </div>
        </>
      )}
      {draft.kind === 'intake' && (
        <p className="text-muted">
          They come in again where they came, and your functions, webhooks and endpoints answer.
        </p>
      )}
    </>
  );
}

function UrlField(props: {
  url: string;
  known: readonly string[];
  problem: string | null;
  onChange: (url: string) => void;
}) {
  const targets = useId();
  return (
    <Field label="URL" error={props.problem}>
      {(control) => (
        <>
          <TextInput
            {...control}
            mono
            value={props.url}
            list={targets}
            placeholder="http://localhost:3000/webhooks"
            onValueChange={props.onChange}
          />
          <datalist id={targets}>
            {props.known.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
