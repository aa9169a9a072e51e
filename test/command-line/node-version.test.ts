import { expect, it } from 'vitest';
import { requireNode } from '../../main/command-line/node-version.ts';

it.each(['22.15.0', '22.23.3', '23.0.0', '24.21.0', '26.1.0', '100.0.0'])(
  'runs on Node %s',
  (version) => {
    expect(() => requireNode(version)).not.toThrow();
  },
);

it.each(['22.14.9', '22.0.0', '21.20.0', '20.20.2', '8.0.0'])(
  'refuses Node %s and says what to do',
  (version) => {
    expect(() => requireNode(version)).toThrow(
      expect.objectContaining({
        code: 'NODE_TOO_OLD',
        message: `Backstitch needs Node.js 22.15 or later; this is ${version}.`,
      }),
    );
  },
);
