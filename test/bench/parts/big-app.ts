import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FUNCTION = `exports = async function (payload, response) {
  const { data } = JSON.parse(payload.body.text());
  console.log('paid', data.object.amount);
  response.setStatusCode(201);
  response.setBody(JSON.stringify({ amount: data.object.amount, at: new Date() }));
};
`;

/**
 * Files of an app with webhooks `w0`, `w1`, ... that all run the same function.
 *
 * @param mark stands in each function: another one makes every file a changed one.
 */
export function writeApp(directory: string, webhooks: number, mark = ''): void {
  const file = (path: string, text: string): void => {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  file('stitch.json', JSON.stringify({ config_version: 20180301, app_id: 'bench', name: 'bench' }));
  file('services/in/config.json', JSON.stringify({ name: 'in', type: 'http', version: 1 }));
  for (let i = 0; i < webhooks; i += 1) {
    const at = `services/in/incoming_webhooks/w${i}`;
    file(
      `${at}/config.json`,
      JSON.stringify({
        name: `w${i}`,
        run_as_authed_user: false,
        run_as_user_id: '',
        respond_result: true,
        options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
      }),
    );
    file(`${at}/source.js`, `${FUNCTION}// ${mark}\n`);
  }
}
