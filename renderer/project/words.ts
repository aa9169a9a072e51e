import type { ProjectChange } from '../../preload/contract/interchange/project.ts';

export const CHANGES: Record<ProjectChange['change'], string> = {
  add: 'Add',
  change: 'Change',
  remove: 'Remove',
  move: 'Move',
};
