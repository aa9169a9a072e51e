import { randomInt } from 'node:crypto';
import type { AppFiles } from './app-files.ts';
import { newJson, value } from './edit-json.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** `<name>-<five letters>`, made once for an app. */
export function newClientAppId(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  let letters = '';
  for (let i = 0; i < 5; i += 1) letters += LETTERS[randomInt(LETTERS.length)];
  return `${plain === '' ? 'app' : plain}-${letters}`;
}

/** The files of an empty app. */
export function newAppFiles(name: string): AppFiles {
  const root = newJson({
    app_id: value(newClientAppId(name)),
    config_version: value(20210101),
    name: value(name),
    location: value('US-VA'),
    deployment_model: value('GLOBAL'),
    environment: value(''),
    allowed_request_origins: value([]),
  });
  const source = newJson({
    name: value('mongodb-atlas'),
    type: value('mongodb-atlas'),
    config: value({
      clusterName: 'Cluster0',
      readPreference: 'primary',
      wireProtocolEnabled: false,
    }),
    version: value(1),
  });
  return new Map([
    ['realm_config.json', Buffer.from(root)],
    ['data_sources/mongodb-atlas/config.json', Buffer.from(source)],
    ['functions/config.json', Buffer.from('[]\n')],
  ]);
}
