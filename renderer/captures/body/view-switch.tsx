import { cx } from '../../ui/cx.ts';
import type { BodyView } from './views.ts';

const WORDS: Record<BodyView, string> = {
  tree: 'Tree',
  form: 'Fields',
  parts: 'Parts',
  image: 'Image',
  pretty: 'Text',
  raw: 'Raw',
  hex: 'Hex',
};

/** One of a few ways to look at the same bytes. */
export function ViewSwitch(props: {
  views: readonly BodyView[];
  value: BodyView;
  onChange: (view: BodyView) => void;
}) {
  return (
    <fieldset aria-label="View" className="m-0 flex rounded-md border-0 bg-hover p-0.5">
      {props.views.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === props.value}
          onClick={() => props.onChange(view)}
          className={cx(
            'h-5 rounded px-1.5 text-sm font-medium',
            view === props.value ? 'bg-raised text-ink shadow-sm' : 'text-muted hover:text-ink',
          )}
        >
          {WORDS[view]}
        </button>
      ))}
    </fieldset>
  );
}
