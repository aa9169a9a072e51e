import { useQuery } from '@tanstack/react-query';
import type { Status } from '../../preload/contract/system.ts';
import { query } from '../api/client.ts';
import { useConnection } from '../api/connection.ts';
import { ForwardControl } from '../forward/forward-control.tsx';
import { formatRoute } from '../navigation/route.ts';
import { JobStatus } from '../replays/job-status.ts';
import { useJobNow } from '../replays/job-store.ts';
import { TunnelControl } from '../tunnel/tunnel-control.tsx';
import { cx } from '../ui/cx.ts';
import { formatBytes, formatMinute, formatPlural } from '../ui/format.ts';
import { CopyAddress } from '../ui/copy/copy-address.tsx';
import { later } from '../ui/parts/later.tsx';
import { Sparkline } from './sparkline.tsx';

const NoticesFlag = later(
  'Notices',
  async () => (await import('../notices/notices-flag.tsx')).NoticesFlag,
  () => null,
);

const TeamControl = later(
  'The team',
  async () => (await import('../team/team-control.tsx')).TeamControl,
  () => null,
);

/** Addresses, tunnel, team, what is held, and how much comes in. */
export function StatusBar() {
  const { data: status } = useQuery(query.system.status.queryOptions());
  const { data: team } = useQuery(query.team.get.queryOptions());
  const hasJob = useJobNow(({ job }) => job !== null);
  return (
    <footer
      aria-label="Status"
      className="@container flex h-8 shrink-0 items-center gap-1 border-t border-line bg-canvas px-2 text-sm text-muted"
    >
      {status ? <Intake status={status} /> : <span className="px-1">Connecting…</span>}
      <Divider />
      <TunnelControl />
      <Divider />
      <ForwardControl />
      {typeof team?.url === 'string' && <TeamControl state={team} />}
      <span className="flex-1" />
      {hasJob && <JobStatus />}
      {status?.newer && <Newer version={status.newer} />}
      {status && <Held status={status} />}
      <span className="hidden items-center @min-[34rem]:flex">
        <Divider />
        <Sparkline perSecond={status?.perSecond ?? []} />
      </span>
      {/* Its place is kept until it is there. */}
      <span className="flex h-6 min-w-9 shrink-0">
        <NoticesFlag />
      </span>
    </footer>
  );
}

function Divider() {
  return <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />;
}

function Intake({ status }: { status: Status }) {
  const online = useConnection((s) => s.state === 'online');
  const running = status.capture.state === 'running' && online;
  const state = online ? (running ? 'Capturing' : 'Capture paused') : 'Not connected';
  return (
    <span className="flex min-w-0 items-center gap-1.5 pl-1">
      <svg
        role="img"
        aria-label={state}
        viewBox="0 0 8 8"
        className={cx('size-2 shrink-0', running ? 'text-good' : 'text-warn')}
      >
        <title>{state}</title>
        <circle cx="4" cy="4" r="4" fill="currentColor" />
      </svg>
      <CopyAddress url={status.intakeUrl} what="the intake address" />
      {status.tls !== null && <Secure tls={status.tls} />}
    </span>
  );
}

/** The listener that speaks TLS; what is wrong with its certificate stands beside it. */
function Secure({ tls: { url, problem } }: { tls: NonNullable<Status['tls']> }) {
  return (
    <>
      <CopyAddress url={url} what="the https address" />
      {problem !== null && (
        <span role="status" className="text-warn" title={problem}>
          The new certificate is not in use
        </span>
      )}
    </>
  );
}

/** Leads to the command that installs it. */
function Newer({ version }: { version: string }) {
  return (
    <a
      href={formatRoute({ page: 'settings', section: 'about' })}
      className="hidden shrink-0 rounded px-1.5 text-accent-ink hover:bg-hover @min-[44rem]:inline"
    >
      {version} is out
    </a>
  );
}

function Held({ status }: { status: Status }) {
  const { held, heldBytes, lastSweep } = status;
  return (
    <span className="flex shrink-0 items-center gap-2 px-1 tabular-nums">
      {lastSweep !== null && lastSweep.removed > 0 && (
        <span
          className="hidden text-faint @min-[62rem]:inline"
          title={`${lastSweep.why} Retention removed ${formatPlural(lastSweep.removed, 'capture')} at ${formatMinute(lastSweep.at)}.`}
        >
          Retention removed {formatPlural(lastSweep.removed, 'capture')} at{' '}
          {formatMinute(lastSweep.at)}
        </span>
      )}
      <span className="hidden @min-[44rem]:inline">
        {formatPlural(held, 'capture')}, {formatBytes(heldBytes)}
      </span>
    </span>
  );
}
