import { later } from '../ui/parts/later.tsx';

/** The panel that sends several captures; its script comes with its first use. */
export const ManyReplaysPart = later(
  'The replays',
  async () => (await import('./many/many-panel.tsx')).ManyPanel,
);
