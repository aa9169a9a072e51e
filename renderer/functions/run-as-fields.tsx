import type { AppId, RunAs } from '../../preload/contract/app-model.ts';
import { UserChoice } from '../expressions/expression-editor.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Field, Select, Switch } from '../ui/field.tsx';
import { RUN_AS_WORDS, runAsKind, type RunAsKind, withRunAs } from './run-as.ts';

const KINDS: readonly RunAsKind[] = ['default', 'application', 'user', 'script'];
const ALL_KINDS: readonly RunAsKind[] = ['default', 'system', ...KINDS.slice(1)];
const SENT_BY =
  'The request needs email and password, api-key, or jwtTokenString, in its headers or JSON body.';

/** Of a webhook, system is the default: saying so in words makes no second choice of it. */
function kindsFor(kind: RunAsKind, apart: boolean): readonly RunAsKind[] {
  if (apart) return ALL_KINDS;
  return kind === 'system' ? ['system', ...KINDS.slice(1)] : KINDS;
}

/** Who a webhook or a function runs as. */
export function RunAsFields(props: {
  appId: AppId;
  runAs: RunAs;
  error?: string | undefined;
  /** Names of the choices, where the default is another thing than system. */
  words?: Record<RunAsKind, string>;
  /** Whether custom data and new users belong to it; of endpoints they stand elsewhere. */
  withCredentials: boolean;
  onChange: (change: RunAs) => void;
}) {
  const { runAs, onChange } = props;
  const kind = runAsKind(runAs);
  const kinds = kindsFor(kind, props.words !== undefined);
  const words = props.words ?? RUN_AS_WORDS;
  return (
    <div className="flex flex-col gap-4">
      <Field label="User" help={kind === 'application' ? SENT_BY : undefined}>
        <Select
          value={kind}
          onValueChange={(next) => onChange(withRunAs(runAs, next))}
          options={kinds.map((value) => ({ value, label: words[value] }))}
        />
      </Field>
      {kind === 'user' && (
        <>
          <UserChoice
            appId={props.appId}
            value={runAs.runAsUserId.trim()}
            onChange={(id) => onChange({ ...runAs, runAsUserId: id === '' ? ' ' : id })}
          />
          {props.error !== undefined && <p className="text-sm text-bad">{props.error}</p>}
        </>
      )}
      {kind === 'script' && (
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">Script</span>
          <CodeEditor
            language="javascript"
            label="Script that names the user"
            value={runAs.runAsUserIdScriptSource}
            onChange={(runAsUserIdScriptSource) => onChange({ ...runAs, runAsUserIdScriptSource })}
            minHeight={120}
            maxHeight={280}
          />
          <p className="text-sm text-muted">
            Runs as system with the same arguments, and returns the id of a user.
          </p>
        </div>
      )}
      {props.withCredentials && kind === 'application' && (
        <>
          <Switch
            label="Fetch custom user data"
            help="Adds the user’s custom data as context.user.custom_data."
            checked={runAs.fetchCustomUserData}
            onCheckedChange={(fetchCustomUserData) => onChange({ ...runAs, fetchCustomUserData })}
          />
          <Switch
            label="Create users on their first sign-in"
            help="Valid credentials without a user create one. An API key never does."
            checked={runAs.createUserOnAuth}
            onCheckedChange={(createUserOnAuth) => onChange({ ...runAs, createUserOnAuth })}
          />
        </>
      )}
    </div>
  );
}
