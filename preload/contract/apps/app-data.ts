import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId, AppValue, JsonText, Revision } from '../app-model.ts';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

const byApp = z.object({ appId: AppId });
/** Longer than the vendor's 64: exports name what they like, and each has to be filled in. */
const SecretName = z.string().min(1).max(1000);
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');

export const ValueView = AppValue.extend({ appId: AppId, revision: Revision });
export type ValueView = z.infer<typeof ValueView>;

export const values = {
  list: oc
    .route({ method: 'GET', path: '/values', summary: 'Values of an app' })
    .input(byApp)
    .output(z.array(ValueView))
    .errors(errors('APP_NOT_FOUND')),
  save: oc
    .route({ method: 'PUT', path: '/values', summary: 'Add or change a value' })
    .input(
      byApp.extend({ value: AppValue, oldName: z.string().max(64), revision: Revision.nullable() }),
    )
    .output(z.array(ValueView))
    .errors(onChange),
  remove: oc
    .route({ method: 'DELETE', path: '/apps/{appId}/values/{name}', summary: 'Delete a value' })
    .input(byApp.extend({ name: z.string().max(64) }))
    .output(z.array(ValueView))
    .errors(onChange),
};

export const SecretView = z.object({
  appId: AppId,
  name: z.string(),
  isSet: z.boolean(),
  last4: z.string().describe('its last four characters; empty for short ones'),
  usedBy: z.array(z.string()).describe('where the app names it'),
});
export type SecretView = z.infer<typeof SecretView>;

export const secrets = {
  list: oc
    .route({
      method: 'GET',
      path: '/secrets',
      summary: 'Names of Secrets, and the last four characters of long ones',
    })
    .input(byApp)
    .output(z.array(SecretView))
    .errors(errors('APP_NOT_FOUND')),
  put: oc
    .route({ method: 'PUT', path: '/secrets/{name}', summary: 'Set a Secret' })
    .input(
      z.object({
        name: SecretName,
        value: z.string().max(100_000),
        appId: AppId.optional().describe('may be left out where there is one app'),
      }),
    )
    .output(SecretView.extend({ warning: z.string().nullable() }))
    .errors(onChange),
  remove: oc
    .route({ method: 'DELETE', path: '/apps/{appId}/secrets/{name}', summary: 'Delete a Secret' })
    .input(byApp.extend({ name: SecretName }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onChange),
};

export const AppUser = z.object({
  id: z.string(),
  appId: AppId,
  type: z.enum(['normal', 'server']),
  name: z.string(),
  email: z.string().nullable(),
  identities: z.array(z.object({ id: z.string(), providerType: z.string() })),
  apiKeys: z.array(
    z.object({ id: z.string(), name: z.string(), createdAt: EpochMs, disabled: z.boolean() }),
  ),
  data: JsonText,
  disabled: z.boolean(),
  createdAt: EpochMs,
});
export type AppUser = z.infer<typeof AppUser>;

const onUser = errors('APP_NOT_FOUND', 'USER_NOT_FOUND', 'USER_INVALID', 'STORE_UNAVAILABLE');
const byUser = byApp.extend({ id: z.string().max(200) });

export const users = {
  list: oc
    .route({ method: 'GET', path: '/users', summary: 'Users of an app' })
    .input(byApp.extend({ search: z.string().max(200).default('') }))
    .output(z.array(AppUser))
    .errors(onUser),
  create: oc
    .route({ method: 'POST', path: '/users', summary: 'Add a user' })
    .input(
      byApp.extend({
        kind: z.enum(['email', 'api-key', 'anonymous', 'stand-in']),
        id: z.string().max(200).default('').describe('stand-in: the id the app names'),
        name: z.string().max(200).default(''),
        email: z.string().max(320).default(''),
        password: z.string().max(1000).default(''),
      }),
    )
    .output(z.object({ user: AppUser, apiKey: z.string().nullable().describe('shown only once') }))
    .errors(onUser),
  update: oc
    .route({ method: 'PUT', path: '/users/{id}', summary: 'Rename, disable, set data or password' })
    .input(
      byUser.extend({
        name: z.string().max(200).optional(),
        disabled: z.boolean().optional(),
        data: JsonText.optional(),
        password: z.string().max(1000).optional(),
      }),
    )
    .output(AppUser)
    .errors(onUser),
  remove: oc
    .route({ method: 'DELETE', path: '/apps/{appId}/users/{id}', summary: 'Delete a user' })
    .input(byUser)
    .output(z.object({ removed: z.boolean() }))
    .errors(onUser),
  addApiKey: oc
    .route({
      method: 'POST',
      path: '/apps/{appId}/users/{id}/api-keys',
      summary: 'Create an API key',
    })
    .input(byUser.extend({ name: z.string().min(1).max(200) }))
    .output(z.object({ user: AppUser, apiKey: z.string() }))
    .errors(onUser),
  removeApiKey: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/users/{id}/api-keys/{keyId}',
      summary: 'Delete an API key',
    })
    .input(byUser.extend({ keyId: z.string().max(60) }))
    .output(AppUser)
    .errors(onUser),
  issueToken: oc
    .route({
      method: 'POST',
      path: '/users/{id}/token',
      summary: 'Create an access token for endpoints',
    })
    .input(byUser)
    .output(z.object({ token: z.string(), expiresAt: EpochMs }))
    .errors(onUser),
};
