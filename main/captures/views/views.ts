import type { Database } from 'better-sqlite3';
import { newId } from '../../lib/new-id.ts';
import {
  Shown,
  type View,
  type ViewId,
  type ViewInput,
} from '../../../preload/contract/captures/views.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { createPublisher, presentFirst } from '../../lib/publisher.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { BUILT_IN } from './built-in.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  /** What is wrong with a search, in words; null where nothing is. */
  searchProblem: (text: string) => string | null;
  now: () => number;
}

interface Row {
  id: string;
  name: string;
  search: string;
  shown: string;
}

type Kept = Omit<View, 'position'>;

const AT_MOST = 200;

/** Views of captures, read from memory; table `views`. */
export function openViews({ db, groups, searchProblem, now }: Parts) {
  const rows = db
    .prepare<[], Row>('SELECT id, name, search, shown FROM views ORDER BY position, id')
    .all();
  const clear = db.prepare('DELETE FROM views');
  const insert = db.prepare<[string, number, string, string, string, number]>(
    'INSERT INTO views (id, position, name, search, shown, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let kept = withBuiltIn(rows.map(toKept));
  const changed = createPublisher<View[]>();

  const list = (): View[] => kept.map((view, index) => ({ ...view, position: index + 1 }));
  function mustFind(id: ViewId): Kept {
    const found = kept.find((view) => view.id === id);
    if (!found) throw new BackstitchError('VIEW_NOT_FOUND');
    return found;
  }
  /** They are few: all are written. Known at once, so that two changes at a time are both kept. */
  async function write(next: Kept[]): Promise<View[]> {
    const before = kept;
    kept = next;
    try {
      await groups.commit(() => {
        clear.run();
        for (const [index, { id, name, search, builtIn: _, ...shown }] of next.entries()) {
          insert.run(id, index + 1, name, search, JSON.stringify(shown), now());
        }
      });
    } catch (error) {
      if (kept === next) kept = before;
      throw error;
    }
    changed.publish(list());
    return list();
  }
  function check({ name, search }: ViewInput, others: readonly Kept[]): void {
    if (others.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      throw new BackstitchError('VIEW_INVALID', `There is already a view named “${name}”.`, {
        field: 'name',
      });
    }
    const problem = searchProblem(search);
    if (problem !== null) throw new BackstitchError('SEARCH_INVALID', problem, { field: 'search' });
  }

  return {
    list,
    /** @throws BackstitchError VIEW_NOT_FOUND, VIEW_INVALID, SEARCH_INVALID */
    async save({ id, ...input }: ViewInput & { id?: ViewId | undefined }): Promise<View[]> {
      const old = id === undefined ? undefined : mustFind(id);
      if (old?.builtIn && (input.name !== old.name || input.search !== old.search)) {
        const message = `“${old.name}” comes with Backstitch: its name and search stay as they are.`;
        const hint = 'Save it as a new view. Its columns and order can be changed here.';
        throw new BackstitchError('VIEW_INVALID', message, { hint, field: 'search' });
      }
      check(
        input,
        kept.filter((view) => view !== old),
      );
      if (old) return write(kept.map((view) => (view === old ? { ...old, ...input } : view)));
      if (kept.length >= AT_MOST) {
        throw new BackstitchError(
          'VIEW_INVALID',
          `There are ${AT_MOST} views, as many as can be kept.`,
          {
            hint: 'Delete one that nobody uses any more.',
          },
        );
      }
      return write([...kept, { ...input, id: newId('view_') as ViewId, builtIn: false }]);
    },
    /** @throws BackstitchError VIEW_NOT_FOUND, VIEW_INVALID */
    async remove({ id }: { id: ViewId }): Promise<View[]> {
      const gone = mustFind(id);
      if (gone.builtIn) {
        const message = `“${gone.name}” comes with Backstitch and cannot be deleted.`;
        throw new BackstitchError('VIEW_INVALID', message, { hint: 'Move it to the end.' });
      }
      return write(kept.filter((view) => view !== gone));
    },
    /** @throws BackstitchError VIEW_NOT_FOUND */
    async move({ id, position }: { id: ViewId; position: number }): Promise<View[]> {
      const moving = mustFind(id);
      const others = kept.filter((view) => view !== moving);
      return write(others.toSpliced(position - 1, 0, moving));
    },
    /** All of them now, and again each time one changes. */
    live(_input?: undefined, signal?: AbortSignal): AsyncGenerator<View[], void, void> {
      // Subscribed before the present ones are read: no change falls between.
      const changes = changed.subscribe(signal);
      return presentFirst(list(), changes);
    },
    [Symbol.dispose]: () => changed.close(),
  };
}

/** What an older version wrote may lack a field: the default fills it. */
function toKept({ id, name, search, shown }: Row): Kept {
  const read = Shown.safeParse(JSON.parse(shown));
  return {
    ...(read.success ? read.data : Shown.parse({})),
    id: id as ViewId,
    name,
    search,
    builtIn: false,
  };
}

/** Built-in ones take their order and how they are shown from what was kept, the rest from the program. */
function withBuiltIn(kept: readonly Kept[]): Kept[] {
  const known = new Map(BUILT_IN.map((view) => [view.id, view]));
  const missing = BUILT_IN.filter(({ id }) => kept.every((view) => view.id !== id));
  const merged = kept.map((view) => {
    const own = known.get(view.id);
    return own ? { ...view, name: own.name, search: own.search, builtIn: true } : view;
  });
  return [...missing, ...merged];
}
