/**
 * The last answers by their keys: files repeat themselves, and each question would look at all that the same file
 * added before.
 *
 * @param most how many are kept; the oldest makes room
 */
export function openRecent<V extends boolean | readonly number[]>(most = 1000) {
  const kept = new Map<string | number, V>();
  return (key: string | number, ask: () => V): V => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = ask();
    const [oldest] = kept.keys();
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
    kept.set(key, answer);
    return answer;
  };
}
