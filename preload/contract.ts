import { captures } from './contract/captures.ts';
import { endpoints } from './contract/endpoints.ts';
import { replays } from './contract/replays.ts';
import { system } from './contract/system.ts';
import { tunnel } from './contract/tunnel.ts';

/** The whole API. Served over MessagePort, WebSocket and REST; the page knows nothing else. */
export const contract = { captures, endpoints, replays, system, tunnel };
