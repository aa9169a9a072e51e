import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { ValueView } from '../../../preload/contract/apps/app-data.ts';
import type { AppId } from '../../../preload/contract/app-model.ts';
import { api, query } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { jsonWords } from '../../drafts/json-words.ts';
import { useDraft } from '../../drafts/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { secretName, type ValueDraft, valueDraftOf, valueProblems } from './value-draft.ts';

const VALUE_WORDS = jsonWords<ValueDraft>();

const EMPTY: ValueDraft = { name: '', value: '""', fromSecret: false };

/** Adds a value, or changes or deletes one. */
export function ValueDialog(props: {
  appId: AppId;
  value: ValueView | null;
  taken: readonly string[];
  onClose: () => void;
}) {
  const { appId, value, onClose } = props;
  const kept = useDraft<ValueDraft>({
    key: `value:${appId}/${value === null ? '' : encodeURIComponent(value.name)}`,
    kind: 'value',
    base: value?.revision ?? null,
    saved: value === null ? EMPTY : valueDraftOf(value),
  });
  const { value: draft, change: setDraft } = kept;
  const cache = useQueryClient();
  const secrets = useQuery(query.secrets.list.queryOptions({ input: { appId } }));
  const keep = (list: ValueView[]): void => {
    cache.setQueryData(query.values.list.queryKey({ input: { appId } }), list);
    kept.discard();
    onClose();
  };
  const save = useMutation({
    mutationFn: () =>
      api.values.save({
        appId,
        value: { name: draft.name, value: draft.value, fromSecret: draft.fromSecret },
        oldName: value?.name ?? '',
        revision: kept.base,
      }),
    onSuccess: keep,
  });
  const remove = useMutation({
    mutationFn: () => api.values.remove({ appId, name: value?.name ?? '' }),
    onSuccess: keep,
  });
  const problems = valueProblems(
    draft,
    props.taken.filter((name) => name !== value?.name),
  );
  const blocked = problems.name !== null || problems.value !== null;
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={value === null ? 'Add a value' : value.name}
      size="md"
      footer={
        <>
          {value !== null && (
            <Button
              className="mr-auto text-bad"
              variant="ghost"
              icon={<Trash2 size={14} />}
              disabled={remove.isPending}
              onClick={() => remove.mutate()}
            >
              Delete
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            disabled={blocked || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <DraftBar
          draft={kept}
          words={VALUE_WORDS}
          onSave={() => save.mutate()}
          canSave={!blocked && !save.isPending}
        />
        {save.error !== null && <Problem error={save.error} />}
        {remove.error !== null && <Problem error={remove.error} />}
        <Field label="Name" error={draft.name === '' ? undefined : problems.name}>
          <TextInput
            mono
            value={draft.name}
            onValueChange={(name) => setDraft({ ...draft, name })}
          />
        </Field>
        <Checkbox
          label="Take it from a Secret"
          help="Functions get the Secret’s text. Exports contain only its name."
          checked={draft.fromSecret}
          onCheckedChange={(fromSecret) => setDraft({ ...draft, fromSecret, value: '""' })}
        />
        {draft.fromSecret ? (
          <Field
            label="Name of the Secret"
            error={problems.value}
            help={knownSecrets(secrets.data?.map((secret) => secret.name) ?? [])}
          >
            <TextInput
              mono
              value={secretName(draft.value)}
              onValueChange={(name) => setDraft({ ...draft, value: JSON.stringify(name) })}
            />
          </Field>
        ) : (
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium">Value</span>
            <CodeEditor
              language="json"
              label="Value"
              value={draft.value}
              onChange={(text) => setDraft({ ...draft, value: text })}
              minHeight={140}
              maxHeight={360}
            />
            {problems.value !== null && <p className="text-sm text-bad">{problems.value}</p>}
          </div>
        )}
      </div>
    </Dialog>
  );
}

function knownSecrets(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Known: ${names.join(', ')}.`;
}
