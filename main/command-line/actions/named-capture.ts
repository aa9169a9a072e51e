import type { CapturePage } from '../../../preload/contract/captures.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Connection } from '../connection/connection.ts';
import { queryOf } from './searched.ts';

const LATEST = 'latest';

/**
 * The id that a person means: itself, or `latest` and `latest:SEARCH` for the newest.
 *
 * @throws BackstitchError CAPTURE_NOT_FOUND where nothing matches, SEARCH_INVALID
 */
export async function captureNamed(engine: Connection, given: string): Promise<string> {
  if (given !== LATEST && !given.startsWith(`${LATEST}:`)) return given;
  const search = given.slice(LATEST.length + 1);
  const query = queryOf({ search, limit: 1 });
  const page = (await engine.ask('GET', `/captures${query}`)) as CapturePage;
  refuseMistakes(page);
  const [newest] = page.items;
  if (newest !== undefined) return newest.id;
  throw new BackstitchError('CAPTURE_NOT_FOUND', 'No capture matches.');
}

/**
 * A list with a mistake in its search shows what the rest of it finds: a script must not go on with that.
 *
 * @throws BackstitchError SEARCH_INVALID
 */
export function refuseMistakes({ problems }: CapturePage): void {
  const mistake = problems.find(({ kind }) => kind === 'mistake');
  if (mistake === undefined) return;
  const [fix] = mistake.fixes;
  const hint = fix && `Try ${fix.text}`;
  throw new BackstitchError('SEARCH_INVALID', mistake.message, hint ? { hint } : {});
}
