import type { SchemaTables } from '../text/sql-completions.ts';

export interface FoundTable {
  name: string;
  columns: readonly string[];
  /** Some of its columns are what is looked for: only those are given. */
  isByColumn: boolean;
}

/** Tables whose name, or some of whose columns, contain a text; all of them for no text. */
export function foundTables(
  schemas: readonly SchemaTables[],
  typed: string,
): { schema: string; tables: FoundTable[] }[] {
  const wanted = typed.trim().toLowerCase();
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  return schemas
    .map(({ schema, tables }) => ({
      schema,
      tables: tables.flatMap(({ name, columns }): FoundTable[] => {
        if (wanted === '') return [{ name, columns, isByColumn: false }];
        const some = columns.filter(fits);
        if (some.length > 0) return [{ name, columns: some, isByColumn: true }];
        return fits(name) || fits(`${schema}.${name}`)
          ? [{ name, columns, isByColumn: false }]
          : [];
      }),
    }))
    .filter(({ tables }) => tables.length > 0);
}
