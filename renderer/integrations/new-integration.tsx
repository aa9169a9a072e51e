import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { keysOf, RuleFields, type RuleDraft } from './rule-fields.tsx';
import { UrlOnce } from './url-once.tsx';

const STEPS = ['Name', 'Primary key', 'Loading', 'URL'] as const;

const START: RuleDraft = {
  keys: '',
  loading: 'append',
  nested: 'json',
  detectTimestamps: false,
  strictTypes: false,
  jsonInForms: false,
  reservedNames: 'reject-record',
};

/** What was chosen so far, to be gone on with. */
interface NewDraft {
  step: number;
  name: string;
  schema: string;
  existing: 'continue' | 'move-aside';
  rules: RuleDraft;
}

const EMPTY: NewDraft = { step: 0, name: '', schema: '', existing: 'continue', rules: START };
const WORDS = jsonWords<NewDraft>();

/** Sets an integration up: its name, its key, how it loads, and the URL that is shown once. */
export function NewIntegration({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const draft = useDraft<NewDraft>({
    key: 'integration:new',
    kind: 'integration',
    base: null,
    saved: EMPTY,
  });
  const { name, schema, existing, rules } = draft.value;
  // The URL is shown once, and the draft is gone by then.
  const [created, setCreated] = useState<string | null>(null);
  const step = created === null ? draft.value.step : 3;
  const change = (part: Partial<NewDraft>): void =>
    draft.update((before) => ({ ...before, ...part }));
  const check = useQuery({
    ...query.integrations.checkName.queryOptions({ input: { name, schema } }),
    enabled: name.trim() !== '',
    placeholderData: (before) => before,
  });
  const create = useMutation({
    mutationFn: () => {
      const { keys, ...rest } = rules;
      return api.integrations.create({
        name,
        schema,
        existing: check.data?.hasTables === true ? existing : null,
        ...rest,
        primaryKey: keysOf(keys),
      });
    },
    onSuccess: async ({ url }) => {
      setCreated(url);
      draft.discard();
      await cache.invalidateQueries({ queryKey: query.integrations.key() });
    },
  });
  const fault = create.error === null ? null : readProblem(create.error);
  const nameProblem = name.trim() === '' ? null : (check.data?.problem ?? null);
  const ready = name.trim() !== '' && check.data !== undefined && nameProblem === null;
  const finish = (): void => {
    onClose();
    const id = create.data?.integration.id;
    if (id !== undefined) navigate({ page: 'integrations', id, part: 'rows' });
  };
  const next = (): void => {
    if (step === 0 && !ready) return;
    if (step < 2) change({ step: step + 1 });
    else if (step === 2) create.mutate();
    else finish();
  };
  if (!draft.isRead) return null;
  return (
    <Dialog
      open
      onClose={step === 3 ? finish : onClose}
      title="New integration"
      description={<Steps at={step} />}
      footer={
        <>
          {step < 3 && (
            <Button onClick={step === 0 ? onClose : () => change({ step: step - 1 })}>
              {step === 0 ? 'Close' : 'Back'}
            </Button>
          )}
          <Button
            variant="primary"
            disabled={(step === 0 && !ready) || create.isPending}
            onClick={next}
          >
            {['Continue', 'Continue', 'Create', 'Continue'][step]}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        {created === null && <DraftBar draft={draft} words={WORDS} state="Not created" />}
        {step === 0 && (
          <>
            <Field
              label="Name"
              help="Also names the schema. The schema cannot change later."
              error={check.data?.field === 'name' ? (nameProblem ?? undefined) : undefined}
            >
              <TextInput
                value={name}
                onValueChange={(text) => change({ name: text })}
                maxLength={200}
                placeholder="My shop"
              />
            </Field>
            <Field
              label="Schema"
              help="To use another name: a–z, 0–9, _ and $."
              error={check.data?.field === 'schema' ? (nameProblem ?? undefined) : undefined}
            >
              <TextInput
                mono
                value={schema}
                onValueChange={(text) => change({ schema: text })}
                maxLength={60}
                placeholder={check.data?.schema ?? ''}
              />
            </Field>
            {ready && (
              <p className="text-muted">
                Rows will be in <span className="wire text-ink">{check.data?.schema}.data</span>.
              </p>
            )}
            {ready && check.data.hasTables && (
              <Field
                label="This schema already has tables"
                help="You deleted an integration with this name. Its tables stayed."
              >
                <Select
                  value={existing}
                  onValueChange={(value) => change({ existing: value })}
                  options={[
                    { value: 'continue', label: 'Keep using them' },
                    { value: 'move-aside', label: 'Keep the old tables, start new ones' },
                  ]}
                />
              </Field>
            )}
          </>
        )}
        {step === 1 && (
          <RuleFields
            part="key"
            draft={rules}
            onChange={(next) => change({ rules: next })}
            fault={fault}
          />
        )}
        {step === 2 && (
          <RuleFields
            part="loading"
            draft={rules}
            onChange={(next) => change({ rules: next })}
            fault={fault}
          />
        )}
        {step === 2 && fault !== null && fault.field !== 'primaryKey' && (
          <p role="alert" className="text-bad">
            {fault.message} {fault.hint}
          </p>
        )}
        {step === 2 && fault?.field === 'primaryKey' && (
          <p role="alert" className="text-bad">
            The primary key: {fault.message}
          </p>
        )}
        {created !== null && <UrlOnce url={created} />}
      </form>
    </Dialog>
  );
}

function Steps({ at }: { at: number }) {
  return (
    <ol className="flex flex-wrap gap-x-3 text-sm">
      {STEPS.map((words, index) => (
        <li
          key={words}
          aria-current={index === at ? 'step' : undefined}
          className={index === at ? 'font-semibold text-ink' : 'text-muted'}
        >
          {index + 1}. {words}
        </li>
      ))}
    </ol>
  );
}
