import { useState } from 'react';
import { api } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { revisionOf } from '../drafts/revision-of.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Section } from '../ui/section.tsx';
import { keysOf, type RuleDraft, RuleFields } from './rule-fields.tsx';
import { type PartProps, useIntegrationChange } from './use-integrations.ts';

/** What a change does to rows that are there, to be asked about; null where it does nothing. */
function changeAsked(
  { loading, nested, primaryKey }: PartProps['integration'],
  draft: { loading: string; nested: string; keys: string; newKey: boolean },
): { title: string; text: string } | null {
  const replaced = loading === 'upsert' && primaryKey.length > 0;
  if (draft.nested !== nested || (replaced && (draft.newKey || draft.loading === 'append'))) {
    return {
      title: 'Save and rebuild the tables?',
      text: 'Loads every capture of this integration again. Rows whose captures retention deleted stay as they are.',
    };
  }
  if (draft.loading === 'upsert' && keysOf(draft.keys).length > 0 && !replaced) {
    return {
      title: 'Keep one row for each key?',
      text: 'Keeps the newest row of each key and deletes the others. If you go back to Append, they come back from the captures still held.',
    };
  }
  if (!draft.newKey) return null;
  return {
    title: 'Change the primary key?',
    text: 'Existing rows keep their old key. data_latest leaves out rows without the new key.',
  };
}

type RulesDraft = RuleDraft & { name: string };

const WORDS = jsonWords<RulesDraft>();

/** How an integration loads; what is typed is kept until it is saved. */
export function LoadingRules({ integration }: PartProps) {
  const { id, primaryKey, loading, nested, detectTimestamps, strictTypes, jsonInForms } =
    integration;
  const { reservedNames } = integration;
  const rules = { loading, nested, detectTimestamps, strictTypes, jsonInForms, reservedNames };
  const saved = { name: integration.name, keys: primaryKey.join(', '), ...rules };
  const handle = useDraft<RulesDraft>({
    key: `integration:${id}`,
    kind: 'integration',
    base: revisionOf(saved),
    saved,
  });
  const draft = handle.value;
  const setDraft = (next: RuleDraft): void => handle.update((before) => ({ ...before, ...next }));
  const [asking, setAsking] = useState(false);
  const save = useIntegrationChange(
    async () => {
      const { keys, name, ...rest } = draft;
      return api.integrations.update({
        id,
        name,
        rules: { ...rest, primaryKey: keysOf(keys) },
      });
    },
    { done: 'Saved', failed: 'Not saved' },
  );
  const changed = handle.isChanged;
  const canSave = changed && !save.isPending && integration.rebuilding === null;
  const newKey = keysOf(draft.keys).join() !== primaryKey.join();
  const asked = changeAsked(integration, { ...draft, newKey });
  const fault = save.error === null ? null : readProblem(save.error);
  /** The draft goes once what was saved is shown: until then the form would show what was before. */
  const saveAll = async (): Promise<void> => {
    await save.mutateAsync(undefined);
    handle.discard();
  };
  const submit = (): void => {
    if (asked !== null) return setAsking(true);
    // A failure is said in a toast, and at the field.
    saveAll().catch(() => undefined);
  };
  if (!handle.isRead) return null;
  return (
    <Section title="Loading" help="Applies to new loads. A reset applies it to all rows.">
      <DraftBar draft={handle} words={WORDS} onSave={submit} canSave={canSave} />
      <Field label="Name" help={`Its schema stays ${integration.schema}.`}>
        <TextInput
          value={draft.name}
          onValueChange={(name) => handle.update((before) => ({ ...before, name }))}
          maxLength={200}
        />
      </Field>
      <RuleFields part="key" draft={draft} onChange={setDraft} fault={fault} />
      <RuleFields part="loading" draft={draft} onChange={setDraft} fault={fault} />
      <div className="flex gap-2">
        <Button variant="primary" disabled={!canSave} onClick={submit}>
          Save
        </Button>
        <Button disabled={!changed} onClick={handle.discard}>
          Discard
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={asked?.title ?? ''}
        confirmLabel="Save"
        onConfirm={saveAll}
      >
        {asked?.text}
      </ConfirmDialog>
    </Section>
  );
}
