/** Facts that are there, as text. */
export function knownFacts(facts: Record<string, string | number | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );
}
