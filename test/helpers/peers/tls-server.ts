import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Certificates for localhost and 127.0.0.1: by an authority nobody knows, or by themselves; `elsewhere` is for db.example. */
export type TestCertificate = 'issued' | 'self-signed' | 'elsewhere';

const read = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

/** The authority that issued the one of `issued`, in PEM. */
export const AUTHORITY = read('authority-for-tests-only.cert');

/** A certificate with its key, in PEM. */
export const certificatePair = (of: TestCertificate) => ({
  key: read(`${of}-for-tests-only.key`),
  cert: read(`${of}-for-tests-only.cert`),
});

/** Where the certificate of an authority, or one that is its own, lies as a file. */
export const certificateFile = (of: TestCertificate | 'authority'): string =>
  fileURLToPath(new URL(`../../fixtures/tls/${of}-for-tests-only.cert.pem`, import.meta.url));

/** An https server on a free loopback port that counts requests, connections and bytes. */
export async function tlsServer(certificate: TestCertificate, answer?: RequestListener) {
  const seen = { requests: 0, connections: 0, plainBytes: 0 };
  const server = createServer(certificatePair(certificate), (request, response) => {
    seen.requests += 1;
    request.resume();
    request.on('end', () => {
      if (answer === undefined) response.end('ok');
      else answer(request, response);
    });
  });
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket: Socket) => {
    seen.connections += 1;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => (seen.plainBytes += chunk.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    port,
    url: `https://localhost:${port}/hook`,
    /** Shows the other certificate from now on. */
    show: (other: TestCertificate): void => {
      server.setSecureContext(certificatePair(other));
      server.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
