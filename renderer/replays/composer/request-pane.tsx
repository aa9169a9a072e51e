import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { HeaderRowsEditor } from '../../wire/headers/header-rows-editor.tsx';
import { BodyField } from '../edit/body-field.tsx';
import {
  anyChange,
  openDraft,
  type Draft,
  type Original,
  type ReadDraft,
} from '../edit/edit-draft.ts';
import { requestText } from '../edit/request-text.ts';
import type { ReadChoice, ReplayChoice } from '../replay-target.ts';
import { OptionFields } from './option-fields.tsx';

type Part = 'body' | 'headers' | 'options' | 'changes';

/** The request as it will be sent: body first, then headers, options, and what was changed. */
export function RequestPane(props: {
  original: Original;
  draft: Draft;
  read: ReadDraft;
  onDraft: (draft: Draft | null) => void;
  options: ReplayChoice;
  problems: ReadChoice['problems'];
  onOptions: (options: ReplayChoice) => void;
  isUrl: boolean;
  surplusBytes: number;
  /** There is no capture to compare it with. */
  isFromNothing: boolean;
}) {
  const { original, draft, read, onDraft, isFromNothing } = props;
  const [chosen, choose] = useState<Part>('body');
  const changed = anyChange(read.changed) && !isFromNothing;
  const part = chosen === 'changes' && !changed ? 'body' : chosen;
  const tabs: { id: Part; label: string; count?: number }[] = [
    { id: 'body', label: 'Body' },
    { id: 'headers', label: 'Headers', count: draft.headers.length },
    { id: 'options', label: 'Options' },
    ...(changed ? [{ id: 'changes' as const, label: 'Changes' }] : []),
  ];
  return (
    <Tabs tabs={tabs} value={part} onChange={choose} label="Parts of the request">
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3">
        {part === 'body' && (
          <BodyField draft={draft} read={read} onBody={(body) => onDraft({ ...draft, body })} />
        )}
        {part === 'headers' && (
          <>
            <HeaderRowsEditor
              label="Headers"
              rows={draft.headers}
              problems={read.problems.headers}
              onChange={(headers) => onDraft({ ...draft, headers })}
            />
            <p className="text-sm text-muted">
              Content-Length and connection headers are set when sent. So is Host, unless you change
              it.
            </p>
          </>
        )}
        {part === 'options' && (
          <OptionFields
            options={props.options}
            problems={props.problems}
            onChange={props.onOptions}
            isUrl={props.isUrl}
            surplusBytes={props.surplusBytes}
          />
        )}
        {part === 'changes' && (
          <CodeDiff
            before={requestText(openDraft(original))}
            after={requestText(draft)}
            language="text"
            labels={{ before: 'Captured', after: 'Edited' }}
          />
        )}
      </div>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-1.5 border-t border-line px-3 py-1">
        <ChangeBadges read={read} isFromNothing={isFromNothing} />
        {!isFromNothing && (
          <Button
            size="sm"
            variant="ghost"
            className="ml-auto"
            disabled={!changed}
            onClick={() => onDraft(null)}
          >
            Reset to captured
          </Button>
        )}
      </div>
    </Tabs>
  );
}

const NOTHING = { method: false, target: false, headers: false, body: false };

function ChangeBadges({ read, isFromNothing }: { read: ReadDraft; isFromNothing: boolean }) {
  const { sizeBytes } = read;
  const changed = isFromNothing ? NOTHING : read.changed;
  return (
    <>
      {changed.method && <Badge tone="info">method changed</Badge>}
      {changed.target && <Badge tone="info">path changed</Badge>}
      {changed.headers && <Badge tone="info">headers changed</Badge>}
      {changed.body && <Badge tone="info">body changed</Badge>}
      {read.problems.body === null && <Badge tone="neutral">{formatBytes(sizeBytes)}</Badge>}
    </>
  );
}
