import type { z } from 'zod';
import type { Snippet } from '../../preload/contract/captures/snippets.ts';
import type {
  CheckInput,
  ExpectationReport,
} from '../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { SnippetLanguage } from '../../preload/rules/snippet-languages.ts';
import type { Portable } from '../interchange/portable.ts';
import type { Cutter } from '../interchange/cutter.ts';
import type { EngineCalls } from './engine-calls.ts';
import type { Procedure } from './procedure.ts';

/** What a tool works with. */
export interface ToolContext<P extends Procedure = Procedure> {
  engine: EngineCalls<P>;
  /** A capture with its bytes, cut already. @throws BackstitchError CAPTURE_NOT_FOUND */
  capture: (id: CaptureId) => Promise<Portable>;
  /** Such a capture as text that sends it again. */
  snippet: (capture: Portable, language: SnippetLanguage) => Snippet;
  /** Judges captures as they are shown: of what is cut, nothing can be guessed by asking. */
  judge: (input: CheckInput, signal: AbortSignal) => Promise<ExpectationReport>;
  cut: Cutter;
  /** False where the caller asked for everything as it is. */
  redacts: boolean;
  now: () => number;
  signal: AbortSignal;
}

/** A fact of an answer; what strangers wrote stands in `untrusted` alone, as one text. */
export type Answer = Record<string, unknown>;

export interface Tool {
  name: string;
  title: string;
  description: string;
  /** read: looks only. change: changes something here. send: sends something, too. */
  kind: 'read' | 'change' | 'send';
  /** Its calls may take up to a minute, and are counted apart. */
  waits: boolean;
  input: z.ZodObject;
  /** Operations of the contract it uses; it cannot use any other. */
  calls: readonly Procedure[];
  run: (input: unknown, context: ToolContext) => Promise<Answer>;
}

/** A row of the table of tools, with the types of its input and of what it calls. */
export function tool<S extends z.ZodObject, const P extends Procedure>(row: {
  name: string;
  title: string;
  description: string;
  kind?: Tool['kind'];
  waits?: boolean;
  input: S;
  calls: readonly P[];
  run: (input: z.output<S>, context: ToolContext<P>) => Promise<Answer> | Answer;
}): Tool {
  return {
    kind: 'read',
    waits: false,
    ...row,
    // Input was read by the schema of the same row.
    run: async (input, context) => row.run(input as z.output<S>, context),
  };
}
