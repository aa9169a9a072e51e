import type { ClientApiView } from '../../../preload/contract/apps/client-api.ts';

type At = Pick<ClientApiView, 'clientAppId' | 'baseUrl'>;

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The first lines of a client application, with the newer library. */
export const realmWebSnippet = ({ clientAppId, baseUrl }: At): string =>
  `import * as Realm from 'realm-web';

const app = new Realm.App({
  id: ${quoted(clientAppId)},
  baseUrl: ${quoted(baseUrl)},
});
const user = await app.logIn(Realm.Credentials.anonymous());
const answer = await user.callFunction('name');
`;

/** The same with the older one, for Node. */
export const stitchSnippet = ({ clientAppId, baseUrl }: At): string =>
  `const {
  AnonymousCredential, Stitch, StitchAppClientConfiguration,
} = require('mongodb-stitch-server-sdk');

const config = new StitchAppClientConfiguration.Builder()
  .withBaseUrl(${quoted(baseUrl)})
  .build();
const client = Stitch.initializeAppClient(${quoted(clientAppId)}, config);
await client.auth.loginWithCredential(new AnonymousCredential());
const answer = await client.callFunction('name', []);
`;
