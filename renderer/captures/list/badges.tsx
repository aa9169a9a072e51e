import {
  Globe,
  Pin,
  Repeat,
  Scissors,
  StickyNote,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { SIGNATURE_MARKS } from '../../senders/marks.ts';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';

type Mark = { key: string; label: string; tone: string; icon: LucideIcon };

function marksOf(capture: CaptureSummary): Mark[] {
  const marks: (Mark | false)[] = [
    (capture.failure !== null || capture.reason !== null) && {
      key: 'failed',
      label: capture.reason ?? `Never became a complete request: ${capture.failure}`,
      tone: 'text-bad',
      icon: TriangleAlert,
    },
    capture.signature !== null && {
      key: 'signature',
      label: SIGNATURE_MARKS[capture.signature].label,
      tone: SIGNATURE_MARKS[capture.signature].color,
      icon: SIGNATURE_MARKS[capture.signature].icon,
    },
    capture.cut && {
      key: 'cut',
      label: 'The body was longer than the limit; its first part is kept',
      tone: 'text-warn',
      icon: Scissors,
    },
    capture.replayOf !== null && {
      key: 'replay',
      label: 'A replay of another capture',
      tone: 'text-info',
      icon: Repeat,
    },
    capture.viaTunnel && {
      key: 'tunnel',
      label: 'Came through the tunnel',
      tone: 'text-faint',
      icon: Globe,
    },
    capture.hasNote && { key: 'note', label: 'Has a note', tone: 'text-faint', icon: StickyNote },
    capture.pinned && { key: 'pinned', label: 'Pinned', tone: 'text-accent-ink', icon: Pin },
  ];
  return marks.filter((mark) => mark !== false);
}

/** The small signs of a row: what is special about this capture. */
export function CaptureBadges({ capture }: { capture: CaptureSummary }) {
  return marksOf(capture).map(({ key, label, tone, icon: Icon }) => (
    <Icon key={key} size={13} role="img" aria-label={label} className={`shrink-0 ${tone}`}>
      <title>{label}</title>
    </Icon>
  ));
}
