import { createHash } from 'node:crypto';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** Under which captures of a webhook are filed: the same as long as it keeps its names. */
export const webhookEndpointId = (appId: AppId, service: string, webhook: string): EndpointId =>
  `wh_${hash(JSON.stringify([appId, service, webhook]))}` as EndpointId;

/** The same for an HTTPS endpoint. */
export const httpsEndpointId = (appId: AppId, method: string, route: string): EndpointId =>
  `he_${hash(JSON.stringify([appId, method, route]))}` as EndpointId;
