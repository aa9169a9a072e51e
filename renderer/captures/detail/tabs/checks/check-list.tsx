import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';

/** One check a request went through. */
export interface CheckShown {
  check: string;
  ok: boolean;
  message: string;
  /** Where in the way of the request it stood. */
  stage?: string;
  expected?: string | undefined;
  found?: string | undefined;
}

/** The checks a request went through, in order, up to the one that stopped it. */
export function CheckList({ steps }: { steps: readonly CheckShown[] }) {
  return (
    <ol aria-label="Checks" className="flex flex-col gap-2">
      {steps.map((step) => (
        <Step key={`${step.stage ?? ''} ${step.check} ${step.message}`} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: CheckShown }) {
  const Icon = step.ok ? Check : X;
  return (
    <li className="flex items-start gap-2">
      <Icon
        size={16}
        className={`mt-0.5 shrink-0 ${step.ok ? 'text-good' : 'text-bad'}`}
        aria-hidden
      />
      <div className="min-w-0">
        <p>
          <span className="sr-only">{step.ok ? 'Passed: ' : 'Failed: '}</span>
          <span className="font-medium">{step.check}</span>
          {step.stage !== undefined && (
            <>
              {' '}
              <span className="text-sm text-muted">{step.stage}</span>
            </>
          )}
        </p>
        <p className={step.ok ? 'break-words text-muted' : 'break-words text-bad'}>
          {step.message}
        </p>
        <Quoted word="expected">{step.expected}</Quoted>
        <Quoted word="found">{step.found}</Quoted>
      </div>
    </li>
  );
}

function Quoted({ word, children }: { word: string; children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <p className="text-sm text-muted">
      {word} <span className="wire">{children}</span>
    </p>
  );
}
