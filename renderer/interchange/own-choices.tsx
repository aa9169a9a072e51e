import { Button } from '../ui/button.tsx';
import { type Choices, cutAgain, ruleName, withoutRule } from './choices.ts';
import { keptWords, ownRuleWords } from './words.ts';

/** What was chosen by hand, in this dialog or in the profile: each can be taken back. */
export function OwnChoices(props: { choices: Choices; onChange: (choices: Choices) => void }) {
  const { choices, onChange } = props;
  const { keep, rules } = choices;
  if (keep.length === 0 && rules.length === 0) return null;
  const row = (key: string, words: string, at: string, action: string, next: Choices) => (
    <li
      key={key}
      className="flex items-center gap-2 border-t border-line px-2 py-0.5 first:border-t-0"
    >
      <span className="shrink-0">{words}</span>
      <span className="wire min-w-0 flex-1 truncate text-muted" title={at}>
        {at}
      </span>
      <Button
        size="sm"
        aria-label={`${action} ${at}`}
        onClick={(event) => {
          // The row goes, and perhaps the list with it.
          const after = event.currentTarget.closest('section')?.nextElementSibling;
          if (after instanceof HTMLElement) after.focus();
          onChange(next);
        }}
      >
        {action}
      </Button>
    </li>
  );
  return (
    <section aria-label="Your choices" className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold text-muted">Your choices</h3>
      <div
        role="group"
        aria-label="Chosen"
        // It scrolls: keys must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-40 overflow-auto rounded-md border border-line text-sm"
      >
        <ul>
          {keep.map((one) =>
            row(
              `keep ${one.rule ?? ''}\n${one.place}`,
              keptWords(one),
              one.place,
              'Cut again',
              cutAgain(choices, one),
            ),
          )}
          {rules.map((rule) => {
            const { words, at } = ownRuleWords(rule);
            return row(
              `cut ${ruleName(rule)}\n${at}`,
              words,
              at,
              'Do not cut',
              withoutRule(choices, rule),
            );
          })}
        </ul>
      </div>
    </section>
  );
}
