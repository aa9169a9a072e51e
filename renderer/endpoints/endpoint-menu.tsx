import { Copy, Ellipsis, Pencil, RotateCcw, ShieldCheck, Terminal, Trash2 } from 'lucide-react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { navigate } from '../navigation/route.ts';
import { IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { useResetFailures } from './failures-field.tsx';
import { tryCurl } from './reply-summary.ts';

export interface EndpointCommands {
  onEdit: (endpoint: Endpoint) => void;
  onDuplicate: (endpoint: Endpoint) => void;
  onRemove: (endpoint: Endpoint) => void;
}

/** What else can be done with an endpoint. */
export function EndpointMenu({
  endpoint,
  onEdit,
  onDuplicate,
  onRemove,
}: { endpoint: Endpoint } & EndpointCommands) {
  const reset = useResetFailures();
  const edit: MenuItem = {
    id: 'edit',
    label: endpoint.isInbox ? 'Edit the reply' : 'Edit',
    icon: <Pencil size={14} />,
    onSelect: () => onEdit(endpoint),
  };
  const sender: MenuItem = {
    id: 'sender',
    label: 'Sender and secrets',
    icon: <ShieldCheck size={14} />,
    onSelect: () => navigate({ page: 'endpoints', id: `${endpoint.id}:sender` }),
  };
  const curl: MenuItem = {
    id: 'curl',
    label: 'Copy as curl',
    icon: <Terminal size={14} />,
    onSelect: () => void copyCurl(endpoint),
  };
  const again: MenuItem = {
    id: 'reset',
    label: 'Fail the first again',
    icon: <RotateCcw size={14} />,
    disabled: endpoint.failuresLeft === endpoint.reply.failFirst.count,
    onSelect: () => reset.mutate({ id: endpoint.id }),
  };
  const own: MenuItem[] = [
    {
      id: 'duplicate',
      label: 'Duplicate',
      icon: <Copy size={14} />,
      onSelect: () => onDuplicate(endpoint),
    },
    'separator',
    {
      id: 'delete',
      label: 'Delete',
      icon: <Trash2 size={14} />,
      danger: true,
      onSelect: () => onRemove(endpoint),
    },
  ];
  const items = [
    edit,
    sender,
    curl,
    ...(endpoint.reply.failFirst.count > 0 ? [again] : []),
    ...(endpoint.isInbox ? [] : own),
  ];
  return (
    <Menu
      trigger={
        <IconButton label={`More for ${endpoint.name}`} size="sm" icon={<Ellipsis size={16} />} />
      }
      items={items}
    />
  );
}

async function copyCurl(endpoint: Endpoint): Promise<void> {
  try {
    await copyText(tryCurl(endpoint.localUrl, endpoint.methods));
    toast({ title: 'Copied as curl', tone: 'good' });
  } catch (error) {
    const description = error instanceof Error ? error.message : undefined;
    toast({ title: 'Not copied', description, tone: 'bad' });
  }
}
