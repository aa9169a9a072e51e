/** Forms of a request that can be pasted, in the order they are offered, with what people call them. */
export const SNIPPET_LANGUAGES = [
  { id: 'curl', label: 'curl for bash' },
  { id: 'curl-powershell', label: 'curl for PowerShell' },
  { id: 'curl-cmd', label: 'curl for cmd' },
  { id: 'httpie', label: 'HTTPie' },
  { id: 'powershell', label: 'PowerShell' },
  { id: 'fetch', label: 'fetch' },
  { id: 'node', label: 'Node' },
  { id: 'python', label: 'Python requests' },
  { id: 'python-stdlib', label: 'Python' },
  { id: 'go', label: 'Go' },
  { id: 'php', label: 'PHP' },
  { id: 'ruby', label: 'Ruby' },
  { id: 'raw', label: 'Raw HTTP' },
] as const;

export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]['id'];

export const snippetLabel = (language: SnippetLanguage): string =>
  SNIPPET_LANGUAGES.find(({ id }) => id === language)?.label ?? language;
