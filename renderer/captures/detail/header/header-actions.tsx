import {
  Copy,
  Download,
  FileOutput,
  GitCompare,
  Ellipsis,
  Link,
  PenLine,
  Pin,
  PinOff,
  Repeat,
  Trash2,
} from 'lucide-react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { SNIPPET_LANGUAGES } from '../../../../preload/rules/snippet-languages.ts';
import { api } from '../../../api/client.ts';
import { shortcutOf, useAriaKeys, useShortcuts } from '../../../keys/keymap.ts';
import { replayNow } from '../../../replays/replay-now.ts';
import { openExport } from '../../../interchange/chosen.ts';
import { openReplay } from '../../../replays/open-replay.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Menu, type MenuItem } from '../../../ui/menu.tsx';
import { useDetailTab } from '../detail-tab-store.ts';
import { copyLink, removeCapture, run } from '../capture-actions.ts';
import { copyAs, downloadBody } from '../copy-as.ts';

/** The ways to copy a capture; with `prefix` their labels read alone. */
function copyItems({ id }: CaptureDetail, prefix: string): MenuItem[] {
  return SNIPPET_LANGUAGES.map((language) => ({
    id: language.id,
    label: prefix + language.label,
    ...(language.id === 'curl' && { shortcut: shortcutOf('copy-curl') }),
    onSelect: () => run('Not copied', () => copyAs(id, language.id)),
  }));
}

const compareOne = (id: CaptureDetail['id']): void =>
  run('Not compared', async () => (await import('../../../compare/compare.ts')).openCompare([id]));

/** What else can be done; `narrow` takes in what has no room in the bar. */
function moreItems(detail: CaptureDetail, onClose: () => void, narrow: boolean): MenuItem[] {
  const { id, pinned } = detail;
  const remove = async (): Promise<void> => {
    await removeCapture(id);
    onClose();
  };
  return [
    ...(narrow
      ? [
          ...copyItems(detail, 'Copy as '),
          'separator' as const,
          {
            id: 'compare',
            label: 'Compare',
            shortcut: shortcutOf('compare'),
            icon: <GitCompare size={14} />,
            onSelect: () => compareOne(id),
          },
        ]
      : []),
    {
      id: 'replay-to',
      label: 'Replay to…',
      shortcut: shortcutOf('replay-to'),
      icon: <Repeat size={14} />,
      onSelect: () => openReplay({ captureIds: [id], edit: false }),
    },
    {
      id: 'pin',
      label: pinned ? 'Unpin' : 'Pin',
      shortcut: shortcutOf('pin'),
      icon: pinned ? <PinOff size={14} /> : <Pin size={14} />,
      onSelect: () => run('Not pinned', () => api.captures.pin({ id, pinned: !pinned })),
    },
    {
      id: 'download',
      label: 'Download body',
      icon: <Download size={14} />,
      disabled: detail.sizeBytes === 0,
      onSelect: () => run('Not downloaded', () => downloadBody(detail)),
    },
    {
      id: 'export',
      label: 'Export…',
      icon: <FileOutput size={14} />,
      onSelect: () => openExport({ kind: 'ids', ids: [id] }),
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
      shortcut: shortcutOf('delete'),
      danger: true,
      icon: <Trash2 size={14} />,
      onSelect: () => run('Not deleted', remove),
    },
  ];
}

/** What can be done with the open capture, in one row: what has no room goes into the last menu. */
export function HeaderActions({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const { id } = detail;
  const editKeys = useAriaKeys('edit-replay');
  const compareKeys = useAriaKeys('compare');
  const compareKey = useShortcuts()('compare');
  const replay = (): void => {
    void replayNow(id, () => useDetailTab.getState().choose('activity'));
  };
  const more = <IconButton size="sm" label="More" icon={<Ellipsis size={14} />} />;
  return (
    <div className="mt-1 flex items-center gap-1.5">
      <Button size="sm" variant="primary" data-replay icon={<Repeat size={14} />} onClick={replay}>
        Replay
      </Button>
      <Button
        size="sm"
        data-compose
        aria-keyshortcuts={editKeys}
        icon={<PenLine size={14} />}
        onClick={() => openReplay({ captureIds: [id], edit: true })}
      >
        Edit
      </Button>
      <span className="hidden items-center gap-1.5 @[560px]:flex">
        <Menu
          trigger={
            <Button size="sm" icon={<Copy size={14} />}>
              Copy
            </Button>
          }
          items={copyItems(detail, '')}
        />
        <Button
          size="sm"
          aria-keyshortcuts={compareKeys}
          title={`Compare with the previous capture of this event${compareKey === undefined ? '' : ` (${compareKey})`}`}
          icon={<GitCompare size={14} />}
          onClick={() => compareOne(id)}
        >
          Compare
        </Button>
        <Menu trigger={more} items={moreItems(detail, onClose, false)} />
      </span>
      <span className="flex items-center @[560px]:hidden">
        <Menu trigger={more} items={moreItems(detail, onClose, true)} />
      </span>
    </div>
  );
}
