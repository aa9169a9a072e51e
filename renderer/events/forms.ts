import type { SchemaForm } from '../../preload/contract/captures/event-types.ts';
import type { CodeLanguage } from '../ui/code/code-props.ts';

/** How a type can be written out. JSON Schema has a file for each; `backstitch catalogue export` writes all. */
export const FORMS: readonly {
  id: SchemaForm;
  label: string;
  language: CodeLanguage;
  isOneFile: boolean;
}[] = [
  { id: 'typescript', label: 'TypeScript', language: 'javascript', isOneFile: true },
  { id: 'zod', label: 'Zod', language: 'javascript', isOneFile: true },
  { id: 'json-schema', label: 'JSON Schema', language: 'json', isOneFile: false },
  { id: 'openapi', label: 'OpenAPI', language: 'json', isOneFile: true },
];
