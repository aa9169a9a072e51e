import { useMutation } from '@tanstack/react-query';
import { ShieldQuestion } from 'lucide-react';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';

/** Why nothing was sent; where only an allow is missing, the question that gives it. */
export function SendProblem({ error, onResend }: { error: unknown; onResend: () => void }) {
  const problem = readProblem(error);
  if (problem.code === 'TARGET_NEEDS_ALLOW' && problem.host !== undefined) {
    return <AllowHost host={problem.host} onAllowed={onResend} />;
  }
  return problem.code === 'TARGET_REFUSED' ? (
    <Problem error={error} />
  ) : (
    <Problem error={error} onRetry={onResend} />
  );
}

function AllowHost({ host, onAllowed }: { host: string; onAllowed: () => void }) {
  const allow = useMutation({
    mutationFn: () => api.replays.allowHost({ host }),
    onSuccess: onAllowed,
  });
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <div className="flex flex-wrap items-center gap-2">
        <ShieldQuestion size={16} aria-hidden className="shrink-0" />
        <p className="min-w-48 flex-1">
          <strong className="font-medium">Allow replays to {host}?</strong> Backstitch remembers
          this. Captured cookies and credentials go there too.
        </p>
        <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate()}>
          Allow and send
        </Button>
      </div>
      {allow.error !== null && <Problem error={allow.error} />}
    </div>
  );
}
