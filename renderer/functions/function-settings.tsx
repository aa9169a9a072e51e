import type { RunAs } from '../../preload/contract/app-model.ts';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/apps/functions.ts';
import { ExpressionEditor } from '../expressions/expression-editor.tsx';
import { Section } from '../ui/section.tsx';
import { Field, Switch, TextInput } from '../ui/field.tsx';
import { FUNCTION_RUN_AS, type FunctionDraft, type FunctionProblems } from './function-draft.ts';
import { LimitsForm } from './limits-form.tsx';
import { RunAsFields } from './run-as-fields.tsx';

/** Settings of a named function. */
export function FunctionSettings(props: {
  app: AppSummary;
  fn: FunctionWhole;
  draft: FunctionDraft;
  problems: FunctionProblems;
  onChange: (draft: FunctionDraft) => void;
}) {
  const { app, fn, draft, problems, onChange } = props;
  const set = (change: Partial<FunctionDraft>): void => onChange({ ...draft, ...change });
  const setRunAs = (runAs: RunAs): void => {
    // A file that says nothing about it goes on saying nothing.
    const silent = runAs.runAsSystem === false && fn.runAsSystem === null;
    set({ ...runAs, ...(silent && { runAsSystem: null }) });
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex max-w-4xl flex-col gap-6 px-4 py-5">
        <Field
          label="Name"
          help="Calls by the old name fail after a change. Use / for folders."
          error={problems.name}
        >
          <TextInput mono value={draft.name} onValueChange={(name) => set({ name })} />
        </Field>
        <Switch
          label="Private"
          help="Only functions and expressions can call it."
          checked={draft.private}
          onCheckedChange={(value) => set({ private: value })}
        />
        <Section title="Runs as" help="Whose rules apply. System passes all rules.">
          <RunAsFields
            appId={app.id}
            runAs={draft}
            words={FUNCTION_RUN_AS}
            error={problems.runAsUserId}
            withCredentials={false}
            onChange={setRunAs}
          />
        </Section>
        <Section title="Authorization" help="can_evaluate: who may call it. Empty: everyone.">
          <ExpressionEditor
            appId={app.id}
            where="function"
            value={draft.canEvaluate}
            onChange={(canEvaluate) => set({ canEvaluate })}
          />
        </Section>
        <Section title="Logs">
          <Switch
            label="Leave arguments out of logs"
            help="Runs are kept without their arguments."
            checked={draft.disableArgLogs}
            onCheckedChange={(disableArgLogs) => set({ disableArgLogs })}
          />
        </Section>
        <Section title="Limits" help="Only on this computer. Saved separately.">
          <LimitsForm of={{ kind: 'function', appId: app.id, name: fn.name }} limits={fn.limits} />
        </Section>
      </div>
    </div>
  );
}
