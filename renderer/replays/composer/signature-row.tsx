import { CircleAlert, TriangleAlert } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { needsWord, type Preview, type SignatureChoice } from './send-plan.ts';

const CHOICES: readonly { value: SignatureChoice; label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'keep', label: 'As captured' },
  { value: 'resign', label: 'Sign again' },
  { value: 'strip', label: 'Remove the signature' },
];

const WORDS = {
  keep: 'As captured',
  resign: 'Sign again',
  strip: 'Removed',
  none: 'None',
} as const;

/** What becomes of the signature and why, and what can be chosen instead. */
export function SignatureRow(props: {
  choice: SignatureChoice;
  onChange: (choice: SignatureChoice) => void;
  preview: Preview | null;
  error: unknown;
}) {
  const { choice, preview } = props;
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1">
      <span className="text-sm font-medium">Signature:</span>
      <output className="min-w-48 flex-1 text-sm">
        {preview !== null && <Reason choice={choice} preview={preview} />}
        {props.error !== null && (
          <span className="text-bad">Not previewed: {readProblem(props.error).message}</span>
        )}
      </output>
      <Select
        aria-label="Signature"
        className="h-7! w-auto! shrink-0 text-sm"
        options={CHOICES}
        value={choice}
        onValueChange={props.onChange}
      />
    </div>
  );
}

function Reason({ choice, preview }: { choice: SignatureChoice; preview: Preview }) {
  const { signature } = preview;
  if (choice !== 'auto') return <span className="text-muted">You chose it.</span>;
  const by = signature.choice === 'resign' ? signature.secretLabel : null;
  return (
    <>
      <span className={signature.tone === 'warn' ? 'text-warn' : undefined}>
        {WORDS[signature.choice]}
        {by !== null && ` with “${by}”`}
      </span>
      <span className="text-muted"> · {signature.reason}</span>
    </>
  );
}

/** What the receiver will refuse, with the ways out; and other warnings before anything is sent. */
export function SendWarnings(props: {
  choice: SignatureChoice;
  preview: Preview | null;
  onChange: (choice: SignatureChoice) => void;
  onEnterSecret?: (() => void) | undefined;
}) {
  const { choice, preview } = props;
  if (preview === null) return null;
  return (
    <>
      {needsWord(choice, preview) && (
        <div role="alert" className="flex flex-col gap-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
          <p className="flex items-start gap-2 font-medium">
            <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
            The receiver will refuse this: the signature is of other bytes.
          </p>
          <div className="flex flex-wrap gap-1.5 pl-6">
            {props.onEnterSecret !== undefined && (
              <Button size="sm" onClick={props.onEnterSecret}>
                Enter secret
              </Button>
            )}
            <Button size="sm" onClick={() => props.onChange('strip')}>
              Send without signature
            </Button>
          </div>
        </div>
      )}
      {preview.warnings.map(({ code, text }) => (
        <p key={code} className="flex items-start gap-2 text-sm text-warn">
          <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
          {text}
        </p>
      ))}
      {preview.signature.headers.length > 0 && <Changes preview={preview} />}
    </>
  );
}

/** Which headers signing replaces, adds and drops. */
function Changes({ preview }: { preview: Preview }) {
  return (
    <details>
      <summary className="text-sm text-muted">
        Signing changes {preview.signature.headers.map(({ name }) => name).join(', ')}
      </summary>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 pt-1 text-sm">
        {preview.signature.headers.map(({ name, before, after }) => (
          <div key={name} className="contents">
            <dt className="wire text-muted">{name}</dt>
            <dd className="wire break-all">
              {before !== null && <s className="text-muted">{before}</s>}{' '}
              {after === null ? <span className="text-muted">dropped</span> : after}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
