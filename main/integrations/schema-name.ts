/** Shorter than 50 characters; a letter or `_` first. The rule of Stitch's Connect API. */
const VALID = /^[a-z_][a-z0-9_$]{0,48}$/;
/** Names that SQLite keeps for itself, and the view of captures in the console. */
const TAKEN_BY_SQLITE = new Set(['main', 'temp', 'captures']);

/** The schema that a display name leads to; '' where nothing of it is left. */
export function deriveSchema(displayName: string): string {
  return displayName
    .toLowerCase()
    .replace(/[ -]/g, '_')
    .replace(/[^a-z0-9_]/g, '');
}

export type NameProblem = { field: 'name' | 'schema'; message: string };

/**
 * Why a name cannot be used; null where it can.
 *
 * @param given a schema name typed by the user; '' to make it of the display name.
 * @param taken schemas of the other integrations.
 */
export function checkName(
  displayName: string,
  given: string,
  taken: ReadonlySet<string>,
): { schema: string; problem: NameProblem | null } {
  const name = displayName.trim();
  const schema = given === '' ? deriveSchema(name) : given;
  const field = given === '' ? ('name' as const) : ('schema' as const);
  const no = (message: string) => ({ schema, problem: { field, message } });
  if (name === '') {
    return { schema, problem: { field: 'name', message: 'Enter a name for the integration.' } };
  }
  if (schema === '') {
    return no(
      `InvalidDisplayName: invalid name after deriving it from display_name (${name} -> ). Use letters or digits.`,
    );
  }
  if (!VALID.test(schema)) {
    return no(
      `“${schema}” is no schema name: shorter than 50 characters, lower-case letters, digits, _ ${given === '' ? '' : 'or $ '}only, and a letter or _ first.`,
    );
  }
  if (TAKEN_BY_SQLITE.has(schema) || schema.startsWith('sqlite_')) {
    return no(`SQLite uses the name “${schema}” itself. Choose another.`);
  }
  if (taken.has(schema)) {
    return no(
      `InvalidName: non-unique name after deriving it from display_name (${name} -> ${schema}). Another integration has it.`,
    );
  }
  return { schema, problem: null };
}
