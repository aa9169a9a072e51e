import type { SignatureMark } from '../../../preload/contract/captures.ts';
import { SIGNATURE_MARKS } from '../../senders/marks.ts';
import { cx } from '../../ui/cx.ts';
import { senderGlyph } from '../../senders/sender-glyph.ts';

/** Who sent it, in two letters; a dot where nobody knows. The row's name says it in full. */
export function SenderSign({ label }: { label: string }) {
  if (label === '') {
    return (
      <span aria-hidden className="w-[18px] shrink-0 text-center text-faint">
        ·
      </span>
    );
  }
  return (
    <span
      aria-hidden
      data-field="provider"
      title={label}
      className="flex size-[18px] shrink-0 items-center justify-center rounded-full border border-line bg-hover text-[9px] leading-none font-semibold text-ink"
    >
      {senderGlyph(label)}
    </span>
  );
}

/** How the proof of the sender was judged; nothing where there was none to judge. */
export function VerdictSign({ signature }: { signature: SignatureMark | null }) {
  if (signature === null) return <span className="w-4 shrink-0" />;
  const { icon: Icon, color, label, short } = SIGNATURE_MARKS[signature];
  return (
    <span className={cx('flex w-4 shrink-0 justify-center', color)} title={label}>
      <Icon size={14} role="img" aria-label={short} />
    </span>
  );
}
