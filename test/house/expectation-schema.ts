import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ExpectationFile } from '../../preload/contract/interchange/expectations.ts';

/** Where the schema for editors is kept. It is packed with the program. */
export const EXPECTATION_SCHEMA = join(import.meta.dirname, '../../schema/expectation.json');

/** The JSON Schema of a file of expectations, as the contract has it. */
export function expectationSchema(): string {
  const schema = z.toJSONSchema(ExpectationFile, { io: 'input', reused: 'ref' });
  const titled = { title: 'Backstitch expectations (*.expect.json)', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(dirname(EXPECTATION_SCHEMA), { recursive: true });
  writeFileSync(EXPECTATION_SCHEMA, expectationSchema());
}
