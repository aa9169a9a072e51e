import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import type { CaptureId } from '../../../../../preload/contract/shapes.ts';
import { api, query } from '../../../../api/client.ts';
import { useDraft } from '../../../../drafts/use-draft.ts';
import { queryClient } from '../../../../api/query-client.ts';
import { TextArea } from '../../../../ui/form/inputs.tsx';
import { readProblem } from '../../../../ui/read-problem.ts';
import { isKeyOf, useShortcuts } from '../../../../keys/keymap.ts';

const LONGEST = 10_000;

/** A note on a capture, saved when the field is left or by Ctrl+Enter. */
export function NoteField({ id, note }: { id: CaptureId; note: string }) {
  const shortcut = useShortcuts();
  const fieldId = useId();
  const kept = useDraft({ key: `note:${id}`, kind: 'note', base: null, saved: note });
  const save = useMutation({
    mutationFn: (text: string) => api.captures.annotate({ id, note: text }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: query.captures.get.key({ input: { id } }) });
      kept.discard();
    },
  });
  const text = kept.value;
  const commit = (): void => {
    if (kept.isChanged && !save.isPending) save.mutate(text);
  };
  return (
    <div>
      <div className="mb-1 flex items-baseline gap-2">
        <label htmlFor={fieldId} className="text-sm font-semibold text-muted">
          Note
        </label>
        <output className={save.isError ? 'text-sm text-bad' : 'text-sm text-faint'}>
          {stateWords(save, kept.isChanged, shortcut('run'))}
        </output>
      </div>
      <TextArea
        id={fieldId}
        data-note-field
        // It stands here at once, since a key leads into it.
        readOnly={!kept.isRead}
        value={text}
        maxLength={LONGEST}
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        placeholder="What you want to remember about this capture"
        onValueChange={kept.change}
        onBlur={commit}
        onKeyDown={(event) => {
          if (isKeyOf(event, 'run')) commit();
        }}
      />
    </div>
  );
}

function stateWords(
  save: { isPending: boolean; isError: boolean; isSuccess: boolean; error: unknown },
  changed: boolean,
  key: string | undefined,
): string {
  if (save.isPending) return 'Saving';
  if (save.isError) return `Not saved: ${readProblem(save.error).message}`;
  if (changed) return key === undefined ? 'Not saved yet' : `Not saved yet: ${key} saves`;
  return save.isSuccess ? 'Saved' : '';
}
