import { useQuery } from '@tanstack/react-query';
import { Check, CircleHelp, X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { ExplainTree } from './explain-tree.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatClock } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { suggestWords, type ExpressionPlace } from './expression-words.ts';

interface Props {
  appId: AppId;
  where: ExpressionPlace;
  /** JSON text; '' is true. */
  value: string;
  onChange: (value: string) => void;
  /** Search that finds the captures it can be tried on. */
  captureSearch?: string;
}

/** A JSON expression with its verdict, live, against a capture, a user and arguments of choice. */
export function ExpressionEditor({ appId, where, value, onChange, captureSearch = '' }: Props) {
  const [captureId, setCaptureId] = useState('');
  const [userId, setUserId] = useState('');
  const [args, setArgs] = useState('{}');
  const problem = jsonProblem(value, 'any');
  const argsProblem = jsonProblem(args, 'object');
  const tried = useDeferredValue({ expression: value, captureId, userId, args });
  const canTry =
    jsonProblem(tried.expression, 'any') === null && jsonProblem(tried.args, 'object') === null;
  const verdict = useQuery(
    query.services.tryExpression.queryOptions({
      input: {
        appId,
        where,
        expression: tried.expression,
        captureId: tried.captureId === '' ? null : (tried.captureId as CaptureId),
        userId: tried.userId,
        args: where === 'service-rule' ? tried.args : '',
      },
      enabled: canTry,
      placeholderData: (before) => before,
      retry: false,
    }),
  );
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-1">
        <CodeEditor
          language="json"
          label="Expression"
          description="Empty or {} means always true."
          value={value}
          onChange={onChange}
          completions={(text, cursor) => suggestWords(text, cursor, where)}
          minHeight={160}
          maxHeight={360}
        />
        {problem !== null && <p className="text-sm text-bad">{problem}</p>}
        <p className="text-sm text-muted">
          Empty means always true. All fields must match; <span className="wire">%or</span> takes
          alternatives.
        </p>
      </div>
      <section aria-label="Try the expression" className="flex min-w-0 flex-col gap-3">
        <div className="flex flex-wrap gap-2">
          <CaptureChoice search={captureSearch} value={captureId} onChange={setCaptureId} />
          <UserChoice appId={appId} value={userId} onChange={setUserId} />
        </div>
        {where === 'service-rule' && (
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium">Arguments of the action</span>
            <CodeEditor
              language="json"
              label="Arguments of the action"
              value={args}
              onChange={setArgs}
              minHeight={64}
              maxHeight={160}
            />
            {argsProblem !== null && <p className="text-sm text-bad">{argsProblem}</p>}
          </div>
        )}
        {verdict.error !== null && <Problem error={verdict.error} />}
        {verdict.data !== undefined && verdict.error === null && (
          <Verdict verdict={verdict.data.verdict} warnings={verdict.data.warnings}>
            <ExplainTree node={verdict.data.explain} />
          </Verdict>
        )}
      </section>
    </div>
  );
}

function Verdict(props: { verdict: boolean; warnings: string[]; children: React.ReactNode }) {
  const Icon = props.verdict ? Check : X;
  return (
    <div className="rounded-lg border border-line">
      <p
        role="status"
        className={`flex items-center gap-2 border-b border-line px-3 py-2 font-medium ${props.verdict ? 'text-good' : 'text-bad'}`}
      >
        <Icon size={16} aria-hidden />
        {props.verdict ? 'True: allowed' : 'False: refused'}
      </p>
      <div className="max-h-72 overflow-auto p-3">{props.children}</div>
      {props.warnings.length > 0 && (
        <ul className="border-t border-line px-3 py-2 text-sm text-warn">
          {[...new Set(props.warnings)].map((warning) => (
            <li key={warning} className="flex gap-1">
              <CircleHelp size={14} className="mt-0.5 shrink-0" aria-hidden /> {warning}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function CaptureChoice(props: { search: string; value: string; onChange: (id: string) => void }) {
  const captures = useQuery(
    query.captures.list.queryOptions({ input: { search: props.search, limit: 25 } }),
  );
  const options = (captures.data?.items ?? []).map((capture) => ({
    value: capture.id as string,
    label: `${formatClock(capture.receivedAt)} ${capture.method} ${capture.target}`.slice(0, 80),
  }));
  return (
    <Field label="Request" className="flex min-w-40 flex-1 flex-col gap-1">
      <Select
        value={props.value}
        onValueChange={props.onChange}
        options={[{ value: '', label: 'None' }, ...options]}
      />
    </Field>
  );
}

/** Whom something is tried as. */
export function UserChoice(props: { appId: AppId; value: string; onChange: (id: string) => void }) {
  const users = useQuery(query.users.list.queryOptions({ input: { appId: props.appId } }));
  const options = (users.data ?? []).map((user) => ({
    value: user.id,
    label: user.email ?? (user.name === '' ? user.id : user.name),
  }));
  return (
    <Field label="User" className="flex min-w-40 flex-1 flex-col gap-1">
      <Select
        value={props.value}
        onValueChange={props.onChange}
        options={[{ value: '', label: 'System' }, ...options]}
      />
    </Field>
  );
}
