/** How a client that starts a program is told of Backstitch: the form most of them read. */
export function stdioSetup(dataDir: string): string {
  const server = { command: 'backstitch', args: ['mcp', '--data-dir', dataDir] };
  return JSON.stringify({ mcpServers: { backstitch: server } }, null, 2);
}

/**
 * How a client that connects over HTTP is told of it. The token is named, not shown: this text is copied into
 * files that are committed.
 */
export function httpSetup(origin: string): string {
  const headers = { Authorization: 'Bearer ${BACKSTITCH_TOKEN}' };
  const server = { type: 'http', url: `${origin}/mcp`, headers };
  return JSON.stringify({ mcpServers: { backstitch: server } }, null, 2);
}
