import { useMemo, type ReactNode } from 'react';
import { findJsonMistake, type JsonMistake } from '../../../preload/rules/json-mistake.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import type { CodeDiagnostic } from '../../ui/code/code-props.ts';
import { Field, TextArea, TextInput } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import { headerValue } from '../answer/answer-text.ts';
import type { EditBody } from './edit-body.ts';
import { anyChange, openDraft, type Draft, type Original, type ReadDraft } from './edit-draft.ts';
import { headerPairs } from '../../wire/headers/header-rows.ts';
import { HeaderRowsEditor } from '../../wire/headers/header-rows-editor.tsx';
import { formatHeaders } from '../../wire/headers/header-text.ts';

/** Method, path, headers and body of a capture, to be changed before it is sent again. */
export function EditFields(props: {
  original: Original;
  draft: Draft;
  read: ReadDraft;
  onChange: (draft: Draft | null) => void;
  /** The path is only edited for the intake; a URL target carries its own. */
  withPath: boolean;
}) {
  const { original, draft, read, onChange } = props;
  const { problems, changed } = read;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-1.5">
        <p className="mr-auto text-sm text-muted">The original stays unchanged.</p>
        <ChangeBadges read={read} />
        <Button size="sm" disabled={!anyChange(changed)} onClick={() => onChange(null)}>
          Reset to captured
        </Button>
      </div>
      <div className="grid grid-cols-[8rem_1fr] gap-3">
        <Field label="Method" error={problems.method}>
          <TextInput
            mono
            value={draft.method}
            onValueChange={(method) => onChange({ ...draft, method })}
          />
        </Field>
        {props.withPath && (
          <Field label="Path and query" error={problems.target}>
            <TextInput
              mono
              value={draft.target}
              onValueChange={(target) => onChange({ ...draft, target })}
            />
          </Field>
        )}
      </div>
      <HeaderRowsEditor
        label="Headers"
        rows={draft.headers}
        problems={problems.headers}
        onChange={(headers) => onChange({ ...draft, headers })}
      />
      <p className="-mt-2 text-sm text-muted">
        Content-Length and connection headers are set when sent. So is Host, unless you change it.
      </p>
      <BodyField draft={draft} read={read} onChange={(body) => onChange({ ...draft, body })} />
      {anyChange(changed) && (
        <details>
          <summary className="text-sm font-medium">Compare with the capture</summary>
          <div className="pt-2">
            <CodeDiff
              before={requestText(openDraft(original))}
              after={requestText(draft)}
              language="text"
              labels={{ before: 'Captured', after: 'Edited' }}
            />
          </div>
        </details>
      )}
    </div>
  );
}

function ChangeBadges({ read }: { read: ReadDraft }) {
  const { changed, sizeBytes } = read;
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

function requestText(draft: Draft): string {
  const { body } = draft;
  const shown = body.kind === 'kept' ? `(${formatBytes(body.sizeBytes)}, as captured)` : body.text;
  return `${draft.method} ${draft.target}\n${formatHeaders(headerPairs(draft.headers))}\n\n${shown}`;
}

function BodyField(props: { draft: Draft; read: ReadDraft; onChange: (body: EditBody) => void }) {
  const { body } = props.draft;
  return (
    <section className="flex flex-col gap-1.5">
      {body.kind === 'text' && (
        <TextBody
          type={headerValue(headerPairs(props.draft.headers), 'content-type') ?? ''}
          text={body.text}
          onText={(text) => props.onChange({ kind: 'text', text })}
        />
      )}
      {body.kind === 'hex' && (
        <>
          <BodyHead badge={<Badge tone="neutral">hex: the bytes are not UTF-8</Badge>} />
          <HexBody
            read={props.read}
            text={body.text}
            onText={(text) => props.onChange({ kind: 'hex', text })}
          />
        </>
      )}
      {body.kind === 'kept' && (
        <>
          <BodyHead badge={null} />
          <p className="text-muted">
            {formatBytes(body.sizeBytes)} are too large to edit here. The body is sent as captured.
          </p>
        </>
      )}
    </section>
  );
}

function BodyHead({ badge }: { badge: ReactNode }) {
  return (
    <div className="flex items-center gap-2">
      <h3 className="flex-1 text-sm font-medium">Body</h3>
      {badge}
    </div>
  );
}

function TextBody(props: { type: string; text: string; onText: (text: string) => void }) {
  const { text } = props;
  const type = props.type.toLowerCase();
  const json = type.includes('json') || /^\s*[[{]/.test(text);
  const mistake = useMemo(() => findJsonMistake(text), [text]);
  const wrong = mistake !== null && json && text !== '';
  const marks = useMemo(() => marksOf(mistake), [mistake]);
  return (
    <>
      <BodyHead
        badge={
          mistake === null ? (
            <Badge tone="good">valid JSON</Badge>
          ) : (
            wrong && <Badge tone="warn">not JSON: line {mistake.line}</Badge>
          )
        }
      />
      <CodeEditor
        label="Body of the request"
        description={wrong ? mistake.message : undefined}
        value={text}
        language={json ? 'json' : /[/+]xml/.test(type) ? 'xml' : 'text'}
        onChange={props.onText}
        diagnostics={wrong ? marks : NO_MARKS}
        minHeight={120}
        maxHeight={420}
      />
      {wrong && <p className="text-sm text-muted">{mistake.message} You can still send it.</p>}
    </>
  );
}

const NO_MARKS: readonly CodeDiagnostic[] = [];

function marksOf(mistake: JsonMistake | null): CodeDiagnostic[] {
  if (mistake === null) return [];
  return [{ from: mistake.at, to: mistake.at + 1, message: mistake.message }];
}

function HexBody(props: { text: string; read: ReadDraft; onText: (text: string) => void }) {
  const problem = props.read.problems.body;
  return (
    <Field
      label="Bytes of the body, in hex"
      hideLabel
      error={
        problem === null
          ? null
          : `Line ${props.text.slice(0, problem.from).split('\n').length}: ${problem.message}`
      }
      help="Two hex digits per byte. Spaces are ignored."
    >
      <TextArea mono rows={10} value={props.text} onValueChange={props.onText} />
    </Field>
  );
}
