import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/functions.ts';
import { ExpressionEditor } from '../services/expression-editor.tsx';
import { Section } from '../settings/section.tsx';
import { Field, Switch, TextInput } from '../ui/field.tsx';
import { runAsKind } from '../webhooks/webhook-draft.ts';
import type { FunctionDraft } from './function-draft.ts';
import { LimitsForm } from './limits-form.tsx';
import { RunAsFields } from './run-as-fields.tsx';

/** Settings of a named function. */
export function FunctionSettings(props: {
  app: AppSummary;
  fn: FunctionWhole;
  draft: FunctionDraft;
  onChange: (draft: FunctionDraft) => void;
}) {
  const { app, fn, draft, onChange } = props;
  const set = (change: Partial<FunctionDraft>): void => onChange({ ...draft, ...change });
  const isSystem = draft.runAsSystem === true;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-4xl flex-col gap-6 px-6 py-5">
        <Field label="Name" help="What calls it by the old name fails after a change.">
          <TextInput mono value={draft.name} onValueChange={(name) => set({ name })} />
        </Field>
        <Switch
          label="Private"
          help="Called by functions and expressions only."
          checked={draft.private}
          onCheckedChange={(value) => set({ private: value })}
        />
        <Section
          title="Runs as"
          help="As its caller, unless something else is chosen. context.user stays the caller in a system function."
        >
          <Switch
            label="Run as system"
            help="Passes all rules of services."
            checked={isSystem}
            onCheckedChange={(on) =>
              set({ runAsSystem: on ? true : fn.runAsSystem === null ? null : false })
            }
          />
          {!isSystem && runAsKind(draft) !== 'system' && (
            <RunAsFields appId={app.id} runAs={draft} withCredentials={false} onChange={set} />
          )}
        </Section>
        <Section title="Authorization" help="can_evaluate: who may call it. Empty: everybody.">
          <ExpressionEditor
            appId={app.id}
            where="function"
            value={draft.canEvaluate}
            onChange={(canEvaluate) => set({ canEvaluate })}
          />
        </Section>
        <Switch
          label="Leave arguments out of logs"
          checked={draft.disableArgLogs}
          onCheckedChange={(disableArgLogs) => set({ disableArgLogs })}
        />
        <Section title="Limits" help="Kept on this machine; saved on their own.">
          <LimitsForm of={{ kind: 'function', appId: app.id, name: fn.name }} limits={fn.limits} />
        </Section>
      </div>
    </div>
  );
}
