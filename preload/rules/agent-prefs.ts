/** Preference: agents may come in at `/mcp`. True or false; left out: false. */
export const AGENTS_CONNECT = 'agents.connect';
/** Preference: agents that come in at `/mcp` may change things. True or false; left out: false. */
export const AGENTS_CHANGE = 'agents.change';
