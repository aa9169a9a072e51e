import { ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { Problem } from '../problem.tsx';

/** Asks whether something may be sent to a host from now on. */
export function AllowQuestion(props: {
  /** The question, and what a yes means. */
  children: ReactNode;
  /** The words of a yes. */
  yes: string;
  allow: { isPending: boolean; error: unknown; mutate: () => void };
}) {
  const { allow } = props;
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <div className="flex flex-wrap items-center gap-2">
        <ShieldQuestion size={16} aria-hidden className="shrink-0" />
        <p className="min-w-48 flex-1">{props.children}</p>
        <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate()}>
          {props.yes}
        </Button>
      </div>
      {allow.error !== null && <Problem error={allow.error} />}
    </div>
  );
}
