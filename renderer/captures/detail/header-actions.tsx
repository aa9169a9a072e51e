import { Copy, Download, Ellipsis, Link, PenLine, Pin, PinOff, Repeat, Trash2 } from 'lucide-react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { api } from '../../api/client.ts';
import { openReplayDialog } from '../../replays/replay-dialog-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { copyLink, removeCapture, run } from './capture-actions.ts';
import {
  copyAsCurl,
  copyAsFetch,
  copyAsPowerShell,
  copyAsRawHttp,
  downloadBody,
} from './copy-as.ts';

function CopyAsMenu({ detail }: { detail: CaptureDetail }) {
  const { id } = detail;
  const copy = (work: () => Promise<void>) => () => run('Not copied', work);
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<Copy size={14} />}>
          Copy as
        </Button>
      }
      items={[
        { id: 'bash', label: 'curl for bash', shortcut: 'c', onSelect: copy(() => copyAsCurl(id)) },
        {
          id: 'powershell',
          label: 'curl for PowerShell',
          onSelect: copy(() => copyAsPowerShell(id)),
        },
        { id: 'fetch', label: 'fetch', onSelect: copy(() => copyAsFetch(id)) },
        { id: 'raw', label: 'Raw HTTP', onSelect: copy(() => copyAsRawHttp(id)) },
      ]}
    />
  );
}

/** What can be done with the open capture. */
export function HeaderActions({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const { id, pinned } = detail;
  const replay = (edit: boolean) => () => openReplayDialog({ captureIds: [id], edit });
  const remove = async (): Promise<void> => {
    await removeCapture(id);
    onClose();
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Button size="sm" variant="primary" icon={<Repeat size={14} />} onClick={replay(false)}>
        Replay
      </Button>
      <Button size="sm" icon={<PenLine size={14} />} onClick={replay(true)}>
        Edit and replay
      </Button>
      <CopyAsMenu detail={detail} />
      <IconButton
        size="sm"
        label={pinned ? 'Unpin' : 'Pin'}
        shortcut="p"
        aria-pressed={pinned}
        icon={pinned ? <PinOff size={14} /> : <Pin size={14} />}
        onClick={() => run('Not pinned', () => api.captures.pin({ id, pinned: !pinned }))}
      />
      <Menu
        trigger={<IconButton size="sm" label="More" icon={<Ellipsis size={14} />} />}
        items={[
          {
            id: 'download',
            label: 'Download body',
            icon: <Download size={14} />,
            disabled: detail.sizeBytes === 0,
            onSelect: () => run('Not downloaded', () => downloadBody(detail)),
          },
          {
            id: 'link',
            label: 'Copy link',
            icon: <Link size={14} />,
            onSelect: () => run('Not copied', () => copyLink(detail)),
          },
          'separator',
          {
            id: 'delete',
            label: 'Delete',
            shortcut: 'Del',
            danger: true,
            icon: <Trash2 size={14} />,
            onSelect: () => run('Not deleted', remove),
          },
        ]}
      />
    </div>
  );
}
