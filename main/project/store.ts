import type { Database } from 'better-sqlite3';
import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { canonical, type Json } from './canonical.ts';

/** What of the project is here, and what both sides agreed on. */
export interface AgreedItem {
  kind: ProjectKind;
  key: string;
  id: string;
  file: Json;
  seen: Json;
  /** A destination that is paused because its host is not allowed. */
  held: boolean;
}

interface Row {
  kind: ProjectKind;
  key: string;
  item_id: string;
  base: string;
  seen: string;
  held: number;
}

/** Tables `projects` and `project_items`: one project at most is attached. */
export function openProjectStore(db: Database, groups: Pick<GroupCommit, 'commit'>) {
  const select = db.prepare<[], { directory: string; writes: number }>(
    'SELECT directory, writes FROM projects ORDER BY attached_at DESC LIMIT 1',
  );
  const clear = db.prepare('DELETE FROM projects');
  const clearItems = db.prepare('DELETE FROM project_items');
  const insert = db.prepare<[string, number, number]>(
    `INSERT INTO projects (directory, writes, attached_at) VALUES (?, ?, ?)
       ON CONFLICT (directory) DO UPDATE SET writes = excluded.writes`,
  );
  const selectItems = db.prepare<[string], Row>(
    'SELECT kind, key, item_id, base, seen, held FROM project_items WHERE project = +? ORDER BY rowid',
  );
  const put = db.prepare(`
    INSERT INTO project_items (project, kind, key, item_id, base, seen, held)
    VALUES (:project, :kind, :key, :id, :base, :seen, :held)
    ON CONFLICT (project, kind, key)
    DO UPDATE SET item_id = :id, base = :base, seen = :seen, held = :held`);
  const remove = db.prepare<[string, string, string]>(
    'DELETE FROM project_items WHERE project = ? AND kind = ? AND key = ?',
  );
  const selectTold = db
    .prepare<[string], string>('SELECT told FROM project_told WHERE project = ?')
    .pluck();
  // A project that was let go meanwhile has nothing to remember.
  const tell = db.prepare<{ project: string; told: string }>(`
    INSERT INTO project_told (project, told)
    SELECT directory, :told FROM projects WHERE directory = :project
    ON CONFLICT (project) DO UPDATE SET told = :told`);
  return {
    toldOf: (project: string): string | undefined => selectTold.get(project),
    tell: (project: string, told: string): Promise<void> =>
      groups.commit(() => void tell.run({ project, told })),
    attached(): { directory: string; write: boolean } | undefined {
      const row = select.get();
      return row && { directory: row.directory, write: row.writes === 1 };
    },
    /** Another folder is another project: what was agreed on with the one before is forgotten. */
    attach: (directory: string, write: boolean, at: number): Promise<void> =>
      groups.commit(() => {
        if (select.get()?.directory !== directory) {
          clearItems.run();
          clear.run();
        }
        insert.run(directory, write ? 1 : 0, at);
      }),
    detach: (): Promise<void> =>
      groups.commit(() => {
        clearItems.run();
        clear.run();
      }),
    items: (project: string): AgreedItem[] =>
      selectItems.all(project).map(({ kind, key, item_id, base, seen, held }) => ({
        kind,
        key,
        id: item_id,
        file: JSON.parse(base) as Json,
        seen: JSON.parse(seen) as Json,
        held: held === 1,
      })),
    put: (project: string, { kind, key, id, file, seen, held }: AgreedItem): Promise<void> =>
      groups.commit(
        () =>
          void put.run({
            project,
            kind,
            key,
            id,
            // The order of the fields is that of the file; only lists of keys mean something by it.
            base: canonical(file),
            seen: canonical(seen),
            held: held ? 1 : 0,
          }),
      ),
    remove: (project: string, kind: string, key: string): Promise<void> =>
      groups.commit(() => void remove.run(project, kind, key)),
  };
}
