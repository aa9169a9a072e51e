import { PRESETS_WRITTEN } from '../../preload/rules/tunnel/presets.ts';

/** What a way costs, what it needs, and who can read what comes through it. */
export function Terms(props: {
  terms: { costs: string; needs: string; exposes: string };
  /** It was written down from what others saw: its output may be another by now. */
  isPreset?: boolean;
}) {
  const { costs, needs, exposes } = props.terms;
  const rows = [
    ['Costs', costs],
    ['Needs', needs],
    ['Exposes', exposes],
  ] as const;
  return (
    <div className="flex flex-col gap-1.5 rounded-lg border border-line bg-canvas px-3 py-2 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(([label, text]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words">{text}</dd>
          </div>
        ))}
      </dl>
      {props.isPreset === true && (
        <p className="text-muted">
          Written down on {PRESETS_WRITTEN}. If its output changed since, give a pattern for the
          URL.
        </p>
      )}
    </div>
  );
}
