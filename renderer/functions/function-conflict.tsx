import { Button } from '../ui/button.tsx';

/** Says that what is edited was changed elsewhere; neither version is lost without a choice. */
export function FunctionConflict(props: { onLoad: () => void; onOverwrite: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn"
    >
      <span className="min-w-0 flex-1">It changed in another window or in its folder.</span>
      <Button size="sm" onClick={props.onLoad}>
        Load the new version
      </Button>
      <Button size="sm" onClick={props.onOverwrite}>
        Keep mine and overwrite
      </Button>
    </div>
  );
}
