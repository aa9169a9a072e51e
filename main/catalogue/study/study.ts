import type { Studied } from '../../captures/catalogued/studied.ts';
import { bodyValue } from './body-value.ts';
import { keyText, typeKeyOf } from './key.ts';
import { createTypeUnderStudy, type TypeUnderStudy } from './type-under-study.ts';
import type { ChangeRow, TypeReader, TypeRow } from './type-row.ts';

/** What a round of captures says, as rows to write: it may come from another process. */
export interface StudyResult {
  types: { row: TypeRow; changes: ChangeRow[] }[];
  /** One for each capture that is there: its type as a place in `types`, and how it differs. */
  captures: {
    captureId: number;
    type: number;
    version: string | null;
    drift: string | null;
    breaking: boolean;
  }[];
}

interface Parts {
  read: (id: number) => Studied | undefined;
  types: TypeReader;
  /** Called between two captures: a place to give way. */
  pause: () => Promise<void> | undefined;
}

/** Types beyond this are not told apart any more: names of events can be made up without end. */
const MOST_TYPES = 5000;

/**
 * Looks at captures: of which type each is, how it differs from the baseline of that type, and what the
 * types look like with them. Nothing is written. One that cannot be read is passed over.
 */
export async function study(ids: readonly number[], parts: Parts): Promise<StudyResult> {
  const { read, types, pause } = parts;
  const places = new Map<string, { at: number; type: TypeUnderStudy }>();
  const captures: StudyResult['captures'] = [];
  const known = types.count();
  let fresh = 0;

  for (const id of ids) {
    await pause();
    const capture = read(id);
    if (capture === undefined) continue;
    const value = bodyValue(capture.body);
    const key = typeKeyOf(capture, value?.value);
    const text = keyText(key);
    let place = places.get(text);
    if (place === undefined) {
      const row = types.byKey(text);
      if (row === undefined && known + fresh >= MOST_TYPES) continue;
      if (row === undefined) fresh += 1;
      const type = createTypeUnderStudy(key, text, row, types);
      place = { at: places.size, type };
      places.set(text, place);
    }
    const { drift, breaking } = place.type.take(capture, value);
    captures.push({ captureId: id, type: place.at, version: key.version, drift, breaking });
  }
  return { types: [...places.values()].map(({ type }) => type.rows()), captures };
}
