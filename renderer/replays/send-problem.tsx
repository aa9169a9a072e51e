import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { AllowQuestion } from '../ui/parts/allow-question.tsx';
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
    <AllowQuestion allow={allow} yes="Allow and send">
      <strong className="font-medium">Allow replays to {host}?</strong> Backstitch remembers this.
      Captured cookies and credentials go there too.
    </AllowQuestion>
  );
}
