import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSchema } from '../../main/project/schema.ts';

/** Where the schema of the project file stands. */
export const SCHEMA_FILE = join(import.meta.dirname, '../../schema/project.json');

/** As it is written: two blanks to a level, a line break at the end. */
export const schemaText = (): string => `${JSON.stringify(fileSchema(), null, 2)}\n`;

if (import.meta.main) writeFileSync(SCHEMA_FILE, schemaText());
