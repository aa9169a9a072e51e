import { useMemo, type ReactNode } from 'react';
import { findJsonMistake, type JsonMistake } from '../../../preload/rules/json-mistake.ts';
import { Badge } from '../../ui/badge.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import type { CodeDiagnostic } from '../../ui/code/code-props.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import { headerPairs } from '../../wire/headers/header-rows.ts';
import { headerValue } from '../../wire/headers/header-values.ts';
import type { EditBody } from './edit-body.ts';
import type { Draft, ReadDraft } from './edit-draft.ts';

/** The body of a request: text with its mistakes underlined, hex, or a word that it is too large. */
export function BodyField(props: {
  draft: Draft;
  read: ReadDraft;
  onBody: (body: EditBody) => void;
}) {
  const { body } = props.draft;
  return (
    <section aria-label="Body" className="flex min-h-40 flex-1 flex-col gap-1.5">
      {body.kind === 'text' && (
        <TextBody
          type={headerValue(headerPairs(props.draft.headers), 'content-type') ?? ''}
          text={body.text}
          onText={(text) => props.onBody({ kind: 'text', text })}
        />
      )}
      {body.kind === 'hex' && (
        <>
          <BodyHead badge={<Badge tone="neutral">hex: the bytes are not UTF-8</Badge>} />
          <HexBody
            read={props.read}
            text={body.text}
            onText={(text) => props.onBody({ kind: 'hex', text })}
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
        className="flex-1"
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
