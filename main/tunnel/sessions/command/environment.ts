/** What a program needs to find its settings and the network; nothing else of ours goes to it. */
const PASSED = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
];

/** The environment of a program: an allow-list of ours, and what it is given by name. */
export function environmentFor(
  given: Readonly<Record<string, string>>,
  ours: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const passed = Object.entries(ours).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isPassed(entry[0]),
  );
  return { ...Object.fromEntries(passed), ...given };
}

const NAMES = new Set(PASSED.map((name) => name.toUpperCase()));

/** Case aside: Windows writes `Path`, and proxies are written in small letters as often. */
function isPassed(name: string): boolean {
  return NAMES.has(name.toUpperCase()) || name.startsWith('XDG_');
}
