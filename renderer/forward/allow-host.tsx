import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { useAllowHost } from './use-forward.ts';

/** Asks once whether captures may be sent to a host beyond this computer. */
export function AllowHost({ host, onAllowed }: { host: string; onAllowed: () => void }) {
  const allow = useAllowHost(onAllowed);
  return (
    <div role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-48 flex-1">
          <strong className="font-medium">Send captures to {host}?</strong> Cookies and credentials
          in them go there too. Backstitch asks once.
        </p>
        <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate(host)}>
          Allow and forward
        </Button>
      </div>
      {allow.error !== null && <Problem error={allow.error} />}
    </div>
  );
}
