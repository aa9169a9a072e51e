import type { TunnelState } from '../../preload/contract/tunnel.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatDuration, formatSecond } from '../ui/format.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Problem } from '../ui/problem.tsx';
import { nextTryText, phaseLabel, phaseTone } from './tunnel-words.ts';
import { useDismissNotice } from './use-tunnel-form.ts';
import { useSaveTunnel } from './use-tunnel.ts';

/** How the tunnel stands: its phase, why, its last probe, and what waits for a person. */
export function Standing({ state }: { state: TunnelState }) {
  const dismiss = useDismissNotice();
  const now = useNow(state.nextTryAt !== null);
  const next = nextTryText(state, now);
  const probe = state.lastProbe;
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-canvas p-3">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={phaseTone(state.phase)}>{phaseLabel(state.phase)}</Badge>
        {state.publicUrl !== null && <code className="wire select-all">{state.publicUrl}</code>}
        <span className="text-sm text-muted">since {formatSecond(state.since)}</span>
      </p>
      {state.reason !== null && <p className="break-words">{state.reason}</p>}
      <HostKey state={state} />
      {next !== null && <p className="text-sm text-muted tabular-nums">{next}</p>}
      {probe !== null && (
        <p className="text-sm text-muted tabular-nums">
          Last probe at {formatSecond(probe.at)}: {probe.ok ? 'succeeded' : 'failed'}
          {probe.roundTripMs !== null && ` in ${formatDuration(probe.roundTripMs)}`}
        </p>
      )}
      <Printed lines={state.detail.lines} />
      {state.notice !== null && (
        <div className="flex items-start gap-2 rounded-md bg-warn-soft px-2 py-1.5 text-warn">
          <p className="min-w-0 flex-1 break-words">{state.notice}</p>
          <Button size="sm" disabled={dismiss.isPending} onClick={() => dismiss.mutate()}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  );
}

/** The key of a server that is not trusted yet, or is another than the trusted one. */
function HostKey({ state }: { state: TunnelState }) {
  const save = useSaveTunnel();
  const { problem, hostKey } = state.detail;
  const { ssh } = state.config;
  const changed = problem === 'HOST_KEY_CHANGED';
  if (hostKey === null || (problem !== 'HOST_KEY_UNKNOWN' && !changed)) return null;
  return (
    <div className="flex flex-col items-start gap-2 rounded-md bg-warn-soft px-2 py-1.5">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        <dt className="text-muted">Shown now</dt>
        <dd>
          <code className="wire break-all select-all">{hostKey}</code>
        </dd>
        {changed && ssh.hostKey.length > 0 && (
          <>
            <dt className="text-muted">Trusted</dt>
            <dd className="flex flex-col">
              {ssh.hostKey.map((key) => (
                <code key={key} className="wire break-all">
                  {key}
                </code>
              ))}
            </dd>
          </>
        )}
      </dl>
      <Button
        size="sm"
        variant={changed ? 'danger' : 'secondary'}
        disabled={save.isPending}
        onClick={() => save.mutate({ ...state.config, ssh: { ...ssh, hostKey: [hostKey] } })}
      >
        {changed ? 'Trust the new key instead' : 'Trust this key'}
      </Button>
      {save.error !== null && <Problem error={save.error} />}
    </div>
  );
}

/** What the relay or program printed last. It is a stranger's text: it is shown, and nothing else. */
function Printed({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer text-sm text-muted">What it printed</summary>
      <pre className="wire mt-1 max-h-40 overflow-auto rounded-md border border-line bg-surface p-2 text-sm break-all whitespace-pre-wrap">
        {lines.join('\n')}
      </pre>
    </details>
  );
}
