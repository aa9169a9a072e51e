import { create } from 'zustand';
import { createSelection } from '../../ui/list/selection.ts';

/** Which rows of the team's list a person points at, by `keyOf`. */
export const useTeamSelection = createSelection<string>();

/** What the list shows at the moment, for what covers it in a narrow window. */
export const useShownRows = create<{ keys: readonly string[]; whole: boolean }>(() => ({
  keys: [],
  whole: false,
}));
