import { Unreadable } from './entry.ts';

/** Larger lines are no data of ours: nothing is kept of them. */
const LONGEST_LINE = 512 * 1024 * 1024;
const LF = 10;

/** Lines of a UTF-8 file without their ends; a line without an end counts, too. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const open: Uint8Array[] = [];
  let size = 0;
  const text = new TextDecoder();
  const take = (): string => {
    const line = text.decode(open.length === 1 ? open[0] : Buffer.concat(open));
    open.length = 0;
    size = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      open.push(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > LONGEST_LINE) throw new Unreadable('A line of the file is longer than 512 MB.');
    if (rest.length > 0) open.push(Uint8Array.from(rest));
  }
  if (open.length > 0) yield take();
}
