import type { Status } from '../../preload/contract/system.ts';

/** What runs here. */
export function About({ status }: { status: Status }) {
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-y-1">
      <dt className="text-muted">Version</dt>
      <dd>{status.version}</dd>
      <dt className="text-muted">Data directory</dt>
      <dd className="wire break-all select-all">{status.dataDir}</dd>
    </dl>
  );
}
