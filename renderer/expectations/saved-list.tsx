import type { SavedExpectation } from '../../preload/contract/interchange/expectations.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { SavedMenu } from './saved-menu.tsx';

/** Expectations that were saved, and the new one; what is chosen stands beside the list. */
export function SavedList(props: {
  saved: readonly SavedExpectation[];
  /** Name of the one beside it; null: the new one; undefined: none of them. */
  chosen: string | null | undefined;
  /** Names of which something is not saved; null: of the new one. */
  typed: ReadonlySet<string | null>;
  onChoose: (name: string | null) => void;
  onJudgeAll: () => void;
}) {
  const { saved, chosen, typed, onChoose } = props;
  return (
    <nav aria-label="Expectations" className="flex shrink-0 flex-col gap-2 sm:w-52">
      <ul className="flex max-h-36 flex-col overflow-auto p-0.5 sm:max-h-96">
        <li>
          <Name
            name="New"
            isChosen={chosen === null}
            isTyped={typed.has(null)}
            onChoose={() => onChoose(null)}
          />
        </li>
        {saved.map((one) => (
          <li key={one.name} className="flex items-center">
            <Name
              name={one.name}
              isChosen={one.name === chosen}
              isTyped={typed.has(one.name)}
              onChoose={() => onChoose(one.name)}
            />
            <SavedMenu saved={one} />
          </li>
        ))}
      </ul>
      {saved.length === 0 ? (
        <p className="px-2 text-sm text-muted">None is saved yet.</p>
      ) : (
        <Button size="sm" className="self-start" onClick={props.onJudgeAll}>
          Judge all
        </Button>
      )}
    </nav>
  );
}

function Name(props: { name: string; isChosen: boolean; isTyped: boolean; onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-current={props.isChosen}
      onClick={props.onChoose}
      className={cx(
        'flex w-full min-w-0 flex-1 items-center gap-1.5 rounded-md px-2 py-1 text-left hover:bg-hover',
        props.isChosen && 'bg-selected font-medium',
      )}
    >
      <span className="min-w-0 truncate">{props.name}</span>
      {props.isTyped && (
        <span className="size-1.5 shrink-0 rounded-full bg-accent" title="Not saved">
          <span className="sr-only">Not saved</span>
        </span>
      )}
    </button>
  );
}
