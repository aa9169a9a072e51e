import type { Verdict } from '../../../../../preload/contract/signatures/verdict.ts';
import { markOfVerdict } from '../../../../senders/marks.ts';
import { cx } from '../../../../ui/cx.ts';

/** Whether the sender is proven, and why not. */
export function VerdictCard({ verdict, refused }: { verdict: Verdict; refused: boolean }) {
  const { icon: Icon, tone, short } = markOfVerdict(verdict);
  const color = { good: 'border-good/40 bg-good-soft', bad: 'border-bad/40 bg-bad-soft' }[
    tone as string
  ];
  return (
    <section
      aria-label="Verdict"
      className={cx('flex gap-3 rounded-lg border p-3', color ?? 'border-line bg-canvas')}
    >
      <Icon size={20} className={`mt-0.5 shrink-0 ${markOfVerdict(verdict).color}`} aria-hidden />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">
          <span className="sr-only">{short}: </span>
          {verdict.text}
        </p>
        {verdict.hint !== null && (
          <p className="[overflow-wrap:anywhere]">
            {verdict.hint.certain ? 'Likely: ' : 'Possibly: '}
            {verdict.hint.text}
          </p>
        )}
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          {verdict.scheme !== null && <span>{verdict.scheme}</span>}
          {verdict.code !== null && <code className="wire">{verdict.code}</code>}
          {verdict.skewSeconds !== null && (
            <span>
              signed {Math.abs(verdict.skewSeconds)} s{' '}
              {verdict.skewSeconds < 0 ? 'after' : 'before'} arrival
            </span>
          )}
          {refused && <span className="text-bad">refused with 401</span>}
        </p>
        {verdict.url !== null && (
          <p className="text-sm text-muted">
            Signed URL: <span className="wire break-all">{verdict.url}</span>
          </p>
        )}
        {verdict.notes.map((note) => (
          <p key={note} className="text-sm text-muted">
            {note}
          </p>
        ))}
      </div>
    </section>
  );
}
