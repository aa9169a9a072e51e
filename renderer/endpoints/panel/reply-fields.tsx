import { useMemo } from 'react';
import { hasNoBody } from '../../../preload/rules/endpoint-rules.ts';
import { findJsonMistake } from '../../../preload/rules/json-mistake.ts';
import { HeaderRowsEditor } from '../../wire/headers/header-rows-editor.tsx';
import { indentJson } from '../../wire/json/indent-json.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import type { CodeDiagnostic } from '../../ui/code/code-props.ts';
import { Field, NumberInput, Select } from '../../ui/field.tsx';
import { headerRowProblems, type DraftProblems, type EndpointDraft } from '../endpoint-draft.ts';
import { COMMON_STATUSES, statusReason } from '../../wire/status-reason.ts';
import { contentTypeHint } from '../reply-summary.ts';

interface ReplyProps {
  draft: EndpointDraft;
  problems: DraftProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
}

/** Status, headers, body and delay of a canned reply. */
export function ReplyFields({ draft, problems, onChange }: ReplyProps) {
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Status" error={problems.get('reply.status')}>
          <StatusInput status={draft.status} onChange={(status) => onChange({ status })} isFirst />
        </Field>
        <Field label="Delay before the reply" error={problems.get('reply.delayMs')}>
          <NumberInput
            value={draft.delayMs}
            onValueChange={(delayMs) => onChange({ delayMs })}
            suffix="ms"
            className="!w-28"
          />
        </Field>
      </div>
      <HeaderRowsEditor
        label="Headers"
        rows={draft.headers}
        problems={headerRowProblems(draft.headers, problems)}
        onChange={(headers) => onChange({ headers })}
      />
      <ReplyBody draft={draft} problems={problems} onChange={onChange} />
    </>
  );
}

export function StatusInput(props: {
  status: number | null;
  onChange: (status: number | null) => void;
  /** The field that a new endpoint begins with. */
  isFirst?: boolean;
}) {
  const reason = props.status === null ? '' : statusReason(props.status);
  return (
    <span className="flex items-center gap-2">
      <NumberInput
        value={props.status}
        onValueChange={props.onChange}
        list="common-statuses"
        data-first-field={props.isFirst === true ? '' : undefined}
        className="!w-20"
        maxLength={3}
      />
      <span className="min-w-0 truncate text-muted">{reason}</span>
      <datalist id="common-statuses">
        {COMMON_STATUSES.map((status) => (
          <option key={status} value={status}>
            {statusReason(status)}
          </option>
        ))}
      </datalist>
    </span>
  );
}

function ReplyBody({ draft, problems, onChange }: ReplyProps) {
  const { body, bodyKind, status } = draft;
  const diagnostics = useMemo(() => mistakesIn(body, bodyKind), [body, bodyKind]);
  const problem = problems.get('reply.body');
  const unsent = status !== null && hasNoBody(status) && body !== '';
  const hint = unsent
    ? `A ${status} reply has no body: this one is kept, but not sent.`
    : contentTypeHint(draft);
  return (
    <section className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 text-sm font-medium">Body</h3>
        {bodyKind === 'json' && (
          <Button
            size="sm"
            variant="ghost"
            disabled={problem !== undefined || body === ''}
            onClick={() => onChange({ body: indentJson(body) })}
          >
            Indent
          </Button>
        )}
        <Select
          aria-label="Kind of body"
          className="!h-7 !w-20"
          value={bodyKind}
          onValueChange={(kind) => onChange({ bodyKind: kind })}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'text', label: 'Text' },
          ]}
        />
      </div>
      <CodeEditor
        label="Reply body"
        description={problem ?? hint}
        value={body}
        language={bodyKind}
        onChange={(text) => onChange({ body: text })}
        diagnostics={diagnostics}
        minHeight={120}
        maxHeight={320}
      />
      {problem !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <p className={unsent ? 'text-sm text-warn' : 'text-sm text-muted'}>{hint}</p>
    </section>
  );
}

function mistakesIn(body: string, kind: 'text' | 'json'): CodeDiagnostic[] {
  const mistake = kind === 'json' && body !== '' ? findJsonMistake(body) : null;
  if (mistake === null) return [];
  return [{ from: mistake.at, to: mistake.at + 1, message: mistake.message }];
}
