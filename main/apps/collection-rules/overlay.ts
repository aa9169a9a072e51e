import { type Perform, SCRATCH, type Work } from './action.ts';

/** As long as this, texts are handed to the store in one call. */
const CALL_BYTES = 256 * 1024;

/**
 * Does something on documents that are handed in, in the order they have.
 *
 * @param texts of documents, canonical EJSON
 * @param work is told where they are
 */
export function overlay<T>(
  { parts }: Work,
  texts: readonly string[],
  work: (perform: Perform, at: typeof SCRATCH) => Promise<T>,
): Promise<T> {
  return parts.scratch(async (perform) => {
    const at = JSON.stringify(SCRATCH).slice(1, -1);
    for (const documents of inCalls(texts))
      await perform.text('insertMany', `{${at},"documents":[${documents.join(',')}]}`);
    return work(perform, SCRATCH);
  });
}

function* inCalls(texts: readonly string[]): Generator<string[], void, void> {
  let call: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    call.push(text);
    bytes += text.length;
    if (bytes < CALL_BYTES) continue;
    yield call;
    call = [];
    bytes = 0;
  }
  if (call.length > 0) yield call;
}
