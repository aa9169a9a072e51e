import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EndpointId } from '../shapes.ts';

export const EndpointCharset = z.object({
  endpointId: EndpointId.describe('of an endpoint, webhook or integration'),
  charset: z
    .string()
    .max(40)
    .nullable()
    .describe('a label of the WHATWG Encoding Standard, or utf-32le, utf-32be; null: by each body'),
});
export type EndpointCharset = z.infer<typeof EndpointCharset>;

/** How bodies are read, where they do not say it themselves. */
export const reading = {
  charsets: oc
    .route({ method: 'GET', path: '/charsets', summary: 'Charsets chosen for endpoints' })
    .output(z.array(EndpointCharset)),
  setCharset: oc
    .route({
      method: 'PUT',
      path: '/charsets/{endpointId}',
      summary: 'Choose how the bodies of an endpoint are read; its captures are indexed again',
    })
    .input(EndpointCharset)
    .output(EndpointCharset)
    .errors(errors('BAD_INPUT', 'STORE_UNAVAILABLE')),
};
