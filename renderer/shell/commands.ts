import type { Command } from '../keys/command.ts';
import { useListKeys } from '../keys/list-keys.ts';
import { currentRoute } from '../navigation/route.ts';
import { toast } from '../ui/toast.tsx';
import { GO_TO } from './commands/go-to.ts';
import { OF_CAPTURES } from './commands/of-captures.ts';
import { OF_LIST } from './commands/of-list.ts';
import { OF_OPEN_CAPTURE } from './commands/of-open-capture.ts';
import { OF_SQL } from './commands/of-sql.ts';
import { OF_VIEW } from './commands/of-view.ts';
import { pageName } from './place-names.ts';

/** Everything that can be asked for by key, palette or the desktop's menu. */
export const COMMANDS: readonly Command[] = [
  ...OF_CAPTURES,
  ...OF_OPEN_CAPTURE,
  ...OF_LIST,
  ...OF_SQL,
  ...GO_TO,
  ...OF_VIEW,
];

/** Whether a command makes sense on the present page, as it is now. */
export function isAvailable(command: Command): boolean {
  const isInList = command.inLists === true && useListKeys.getState().present !== null;
  const isHere = command.on === undefined || currentRoute().page === command.on || isInList;
  return isHere && command.when?.() !== false;
}

/** Why a command cannot run now, in a sentence; undefined where it can. */
export function whyNot(command: Command): string | undefined {
  if (isAvailable(command)) return command.blocked?.();
  return `Works on the page ${pageName(command.on ?? 'captures')}.`;
}

/** Runs a command, or says why it cannot run now: a key that does nothing is taken for broken. */
export function perform(command: Command): void {
  const why = command.blocked?.();
  if (why === undefined) {
    command.run();
    // Hints go once what they point at was used, also by key.
    window.dispatchEvent(new CustomEvent('backstitch:command', { detail: command.id }));
    return;
  }
  if (command.keyOnly !== true) toast({ title: why });
}
