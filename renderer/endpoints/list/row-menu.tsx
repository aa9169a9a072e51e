import {
  ArrowUpToLine,
  Copy,
  Ellipsis,
  FolderGit2,
  Inbox,
  Link,
  MoveVertical,
  RotateCcw,
  Terminal,
  Trash2,
} from 'lucide-react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { navigate } from '../../navigation/route.ts';
import { copyShown } from '../../ui/copy/copy-shown.ts';
import { useAddToProject } from '../../project/use-add-to-project.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { useResetFailures } from '../use-reset-failures.ts';
import { capturesSearch, tryCurl } from '../reply-summary.ts';
import { shortcutOf } from '../../keys/keymap.ts';

export interface RowCommands {
  onDuplicate: (endpoint: Endpoint) => void;
  onRemove: (endpoint: Endpoint) => void;
  /** null: the order shown is not the order of matching. */
  onMoveTo: ((endpoint: Endpoint) => void) | null;
  onMoveAbove: (endpoint: Endpoint, name: string) => void;
  onMoveToTop: (endpoint: Endpoint) => void;
}

/** What else can be done with an endpoint. */
export function RowMenu(props: {
  endpoint: Endpoint;
  commands: RowCommands;
  /** Whether Tab leads to it. */
  active: boolean;
}) {
  const { endpoint, commands, active } = props;
  const reset = useResetFailures();
  const addToProject = useAddToProject('endpoints', endpoint.id);
  const { name, isInbox, reply, failuresLeft, shadowedBy } = endpoint;
  const url = endpoint.publicUrl ?? endpoint.localUrl;
  const shared: MenuItem[] = [
    {
      id: 'url',
      label: 'Copy the URL',
      icon: <Link size={14} />,
      onSelect: () => void copyShown(url, `the URL of ${name}`),
    },
    {
      id: 'curl',
      label: 'Copy as curl',
      icon: <Terminal size={14} />,
      onSelect: () => void copyShown(tryCurl(endpoint.localUrl, endpoint.methods), 'a curl line'),
    },
    {
      id: 'captures',
      label: 'Show its captures',
      icon: <Inbox size={14} />,
      onSelect: () => navigate({ page: 'captures', id: null, q: capturesSearch(name) }),
    },
  ];
  const again: MenuItem = {
    id: 'reset',
    label: 'Fail the first again',
    icon: <RotateCcw size={14} />,
    disabled: failuresLeft === reply.failFirst.count,
    onSelect: () => reset.mutate({ id: endpoint.id }),
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`More for ${name}`}
          title={`More for ${name}`}
          data-row-menu
          tabIndex={active ? 0 : -1}
          className="flex size-7 items-center justify-center rounded-md text-muted hover:bg-pressed hover:text-ink"
        >
          <Ellipsis size={16} aria-hidden />
        </button>
      }
      items={[
        ...shared,
        ...(reply.failFirst.count > 0 ? [again] : []),
        ...(isInbox ? [] : movesOf(endpoint, shadowedBy, commands)),
        ...(isInbox ? [] : ownOf(endpoint, commands, addToProject)),
      ]}
    />
  );
}

function movesOf(
  endpoint: Endpoint,
  shadowedBy: string | null,
  { onMoveTo, onMoveAbove, onMoveToTop }: RowCommands,
): MenuItem[] {
  const first: MenuItem = {
    id: 'top',
    label: 'Move to the top',
    icon: <ArrowUpToLine size={14} />,
    shortcut: shortcutOf('endpoint-top'),
    disabled: endpoint.position === 1,
    onSelect: () => onMoveToTop(endpoint),
  };
  return [
    'separator',
    ...(shadowedBy === null
      ? []
      : [
          {
            id: 'above',
            label: `Move above ${shadowedBy}`,
            onSelect: () => onMoveAbove(endpoint, shadowedBy),
          },
        ]),
    first,
    ...(onMoveTo === null
      ? []
      : [
          {
            id: 'move',
            label: 'Move to…',
            icon: <MoveVertical size={14} />,
            onSelect: () => onMoveTo(endpoint),
          },
        ]),
  ];
}

const ownOf = (
  endpoint: Endpoint,
  { onDuplicate, onRemove }: RowCommands,
  addToProject: (() => void) | undefined,
): MenuItem[] => [
  'separator',
  ...(addToProject === undefined
    ? []
    : [
        {
          id: 'project',
          label: 'Add to project',
          icon: <FolderGit2 size={14} />,
          onSelect: addToProject,
        },
      ]),
  {
    id: 'duplicate',
    label: 'Duplicate',
    icon: <Copy size={14} />,
    onSelect: () => onDuplicate(endpoint),
  },
  {
    id: 'delete',
    label: 'Delete',
    icon: <Trash2 size={14} />,
    danger: true,
    shortcut: shortcutOf('endpoint-delete'),
    onSelect: () => onRemove(endpoint),
  },
];
