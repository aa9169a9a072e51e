/** How a client that starts a program is told of Backstitch: the form most of them read. */
export function stdioSetup(dataDir: string): string {
  const args = ['mcp', '--data-dir', dataDir].map((one) => JSON.stringify(one)).join(', ');
  return setupOf(['"command": "backstitch",', `"args": [${args}]`]);
}

/**
 * How a client that connects over HTTP is told of it. The token is named, not shown: this text is copied into
 * files that are committed.
 */
export function httpSetup(origin: string): string {
  return setupOf([
    '"type": "http",',
    `"url": ${JSON.stringify(`${origin}/mcp`)},`,
    '"headers": { "Authorization": "Bearer ${BACKSTITCH_TOKEN}" }',
  ]);
}

const setupOf = (lines: readonly string[]): string =>
  [
    '{',
    '  "mcpServers": {',
    '    "backstitch": {',
    ...lines.map((line) => `      ${line}`),
    '    }',
    '  }',
    '}',
  ].join('\n');
