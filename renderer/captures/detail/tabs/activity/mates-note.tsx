import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import { Moment } from '../../../../ui/time/moment.tsx';
import { VisibleLines } from '../../../body/text/visible-text.tsx';

/** What another of the team wrote, beside the own note: that one stays as it is. */
export function MatesNote({ note }: { note: NonNullable<CaptureDetail['matesNote']> }) {
  const { text, author, at } = note;
  return (
    <section aria-label="Note of a mate" className="mt-2 rounded-md border border-line p-2">
      <h3 className="text-sm text-muted">
        <span className="font-semibold">{author || 'A node that is gone'}</span>, <Moment at={at} />
      </h3>
      <div className="max-h-40 overflow-auto break-words whitespace-pre-wrap">
        <VisibleLines text={text} />
      </div>
    </section>
  );
}
