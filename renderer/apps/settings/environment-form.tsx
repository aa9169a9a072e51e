import { useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { EnvironmentTag } from '../../../preload/contract/app-model.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { jsonWords } from '../../drafts/json-words.ts';
import { revisionOf } from '../../drafts/revision-of.ts';
import { useDraft } from '../../drafts/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { toast } from '../../ui/toast.tsx';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { useKeepApp } from '../../app-model/use-apps.ts';

type Tag = z.infer<typeof EnvironmentTag>;

const TAGS: readonly { value: Tag; label: string }[] = [
  { value: '', label: 'None' },
  { value: 'development', label: 'Development' },
  { value: 'testing', label: 'Testing' },
  { value: 'qa', label: 'QA' },
  { value: 'production', label: 'Production' },
];

const WORDS = jsonWords<{ tag: Tag; values: string }>();

/** Tag of the environment, and its values as a JSON object. */
export function EnvironmentForm({ app }: { app: AppSummary }) {
  const kept = useDraft<{ tag: Tag; values: string }>({
    key: `environment:${app.id}`,
    kind: 'environment',
    base: revisionOf(app.environment),
    saved: app.environment,
  });
  const { tag, values } = kept.value;
  const setTag = (next: Tag): void => kept.change({ tag: next, values });
  const setValues = (next: string): void => kept.change({ tag, values: next });
  const keep = useKeepApp();
  const save = useMutation({
    mutationFn: async () => {
      keep(await api.apps.saveEnvironment({ appId: app.id, environment: { tag, values } }));
      kept.discard();
      toast({ title: 'Saved the environment', tone: 'good' });
    },
  });
  const changed = kept.isChanged;
  const problem = jsonProblem(values, 'object');
  if (!kept.isRead) return null;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <DraftBar draft={kept} words={WORDS} />
      <Field label="Tag" className="flex max-w-56 flex-col gap-1">
        <Select value={tag} onValueChange={setTag} options={TAGS} />
      </Field>
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium">Values</span>
        <CodeEditor
          language="json"
          label="Values of the environment"
          value={values}
          onChange={setValues}
          minHeight={80}
          maxHeight={240}
        />
        {problem !== null && <p className="text-sm text-bad">{problem}</p>}
      </div>
      {save.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {readProblem(save.error).message}
        </p>
      )}
      <div>
        <Button type="submit" disabled={!changed || problem !== null || save.isPending}>
          Save the environment
        </Button>
      </div>
    </form>
  );
}
