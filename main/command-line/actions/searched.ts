import { bad } from '../refusals.ts';

/** A search, as an argument or as an option. */
export function searchOf(argument: string | undefined, option: string | undefined): string {
  if (argument !== undefined && option !== undefined) {
    throw bad(
      'The search is given twice.',
      'Write it once, or use --search for one that begins with -.',
    );
  }
  return argument ?? option ?? '';
}

/** A query of what is given. */
export function queryOf(fields: Record<string, string | number | boolean | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
