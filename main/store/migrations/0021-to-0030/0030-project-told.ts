import type { Migration } from '../../migrate.ts';

/**
 * What of a project's troubles was told of, so that it is not told again after a restart: `told` is JSON, whether the
 * file could be read, and the items in conflict. It goes with the project.
 */
export const projectTold: Migration = {
  version: 30,
  name: 'project told',
  changesExisting: false,
  sql: `
    CREATE TABLE project_told (
      project TEXT PRIMARY KEY REFERENCES projects (directory) ON DELETE CASCADE,
      told    TEXT NOT NULL
    ) STRICT;
  `,
};
