import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Inbox, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { query } from '../api/client.ts';
import { useSearch } from '../captures/search-store.ts';
import { useProviderLabel } from '../senders/use-senders.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { Switch } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { EndpointMenu, type EndpointCommands } from './endpoint-menu.tsx';
import { capturesSearch, methodsText, replySummary } from './reply-summary.ts';
import { useSwitchEndpoint } from './use-endpoints.ts';

const CELL = 'px-3 py-2.5 align-top';

export function EndpointRow(
  props: {
    endpoint: Endpoint;
    isLast: boolean;
    onMove: (by: -1 | 1) => void;
  } & EndpointCommands,
) {
  const { endpoint } = props;
  const switching = useSwitchEndpoint();
  const enabled = switching.isPending ? switching.variables.enabled : endpoint.enabled;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    props.onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <tr onKeyDown={onKeyDown} className="border-b border-line last:border-b-0">
      <td className={cx(CELL, 'whitespace-nowrap')}>
        <Order {...props} />
      </td>
      <th scope="row" className={cx(CELL, 'max-w-72 text-left font-normal')}>
        <Identity {...props} dimmed={!enabled} />
      </th>
      <td className={cx(CELL, 'min-w-36', !enabled && 'text-faint')}>{replySummary(endpoint)}</td>
      <td className={cx(CELL, 'hidden xl:table-cell')}>
        <Addresses endpoint={endpoint} />
      </td>
      <td className={cx(CELL, 'text-right tabular-nums')}>
        <CaptureCount endpoint={endpoint} />
      </td>
      <td className={CELL}>
        {endpoint.isInbox ? (
          <span className="text-sm text-muted">Always</span>
        ) : (
          <Switch
            label={`${endpoint.name} enabled`}
            hideLabel
            checked={enabled}
            disabled={switching.isPending}
            onCheckedChange={(next) => switching.mutate({ endpoint, enabled: next })}
          />
        )}
      </td>
      <td className={cx(CELL, 'py-1.5 text-right')}>
        <EndpointMenu {...props} />
      </td>
    </tr>
  );
}

function Order(props: { endpoint: Endpoint; isLast: boolean; onMove: (by: -1 | 1) => void }) {
  const { endpoint, onMove } = props;
  if (endpoint.isInbox)
    return <Inbox size={16} className="mt-0.5 ml-0.5 text-muted" aria-label="Last" />;
  const first = endpoint.position === 1;
  return (
    <span className="-my-1 flex items-center gap-0.5">
      <span className="w-5 tabular-nums">{endpoint.position}</span>
      <IconButton
        label={`Move ${endpoint.name} up`}
        shortcut="Alt ↑"
        size="sm"
        icon={<ArrowUp size={14} />}
        aria-disabled={first}
        className={first ? 'opacity-40' : ''}
        data-move={`${endpoint.id}-up`}
        onClick={() => onMove(-1)}
      />
      <IconButton
        label={`Move ${endpoint.name} down`}
        shortcut="Alt ↓"
        size="sm"
        icon={<ArrowDown size={14} />}
        aria-disabled={props.isLast}
        className={props.isLast ? 'opacity-40' : ''}
        data-move={`${endpoint.id}-down`}
        onClick={() => onMove(1)}
      />
    </span>
  );
}

/** Who sends to it, where that was said. */
function SenderOf({ endpoint }: { endpoint: Endpoint }) {
  const input = { endpointId: endpoint.id };
  const settings = useQuery(query.signatures.settings.queryOptions({ input })).data;
  const label = useProviderLabel(settings?.provider ?? null);
  if (settings?.provider == null) return null;
  return (
    <span className="flex flex-wrap gap-1">
      <Badge tone="neutral">from {label}</Badge>
      {settings.refuse && <Badge tone="info">refuses unverified requests</Badge>}
    </span>
  );
}

function Identity(props: { endpoint: Endpoint; dimmed: boolean } & EndpointCommands) {
  const { endpoint } = props;
  const takes = endpoint.isInbox ? 'Everything else' : endpoint.path;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <span className="flex items-center gap-2">
        <button
          type="button"
          className="min-w-0 truncate rounded font-medium hover:underline"
          onClick={() => props.onEdit(endpoint)}
        >
          {endpoint.name}
        </button>
        {props.dimmed && <Badge tone="neutral">off</Badge>}
      </span>
      <span className={cx('flex flex-wrap gap-x-2', props.dimmed ? 'text-faint' : 'text-muted')}>
        <span className={cx('min-w-0 break-all', !endpoint.isInbox && 'wire')}>{takes}</span>
        <span className="text-sm">{methodsText(endpoint.methods)}</span>
      </span>
      <SenderOf endpoint={endpoint} />
      <div className="mt-0.5 xl:hidden">
        <Addresses endpoint={endpoint} />
      </div>
      {endpoint.shadowedBy !== null && (
        <span className="flex items-start gap-1 text-sm text-warn">
          <TriangleAlert size={14} className="mt-0.5 shrink-0" aria-hidden />
          {endpoint.shadowedBy} is above it and answers all of its requests.
        </span>
      )}
    </div>
  );
}

/** A column of its own where there is room, else below the name. */
function Addresses({ endpoint }: { endpoint: Endpoint }) {
  const { localUrl, publicUrl, name } = endpoint;
  return (
    <>
      <Address kind="Local" url={localUrl} name={name} />
      {publicUrl !== null && <Address kind="Public" url={publicUrl} name={name} />}
    </>
  );
}

function Address(props: { kind: 'Local' | 'Public'; url: string; name: string }) {
  return (
    <span className="-my-1 flex min-w-0 items-center gap-1 not-first:mt-0.5">
      <span className="w-11 shrink-0 text-sm text-muted">{props.kind}</span>
      <span className="wire max-w-64 truncate" title={props.url}>
        {props.url}
      </span>
      <CopyButton
        label={`Copy the ${props.kind.toLowerCase()} URL of ${props.name}`}
        getText={() => props.url}
      />
    </span>
  );
}

function CaptureCount({ endpoint }: { endpoint: Endpoint }) {
  if (endpoint.captureCount === 0) return <span className="text-muted">0</span>;
  return (
    <a
      href={formatRoute({ page: 'captures', id: null })}
      aria-label={`${formatCount(endpoint.captureCount)} captures of ${endpoint.name}`}
      className="rounded text-accent-ink hover:underline"
      onClick={(event) => {
        event.preventDefault();
        const found = capturesSearch(endpoint.name);
        const search = useSearch.getState();
        search.setText(found);
        search.apply(found);
        navigate({ page: 'captures', id: null });
      }}
    >
      {formatCount(endpoint.captureCount)}
    </a>
  );
}
