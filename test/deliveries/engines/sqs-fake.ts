import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureFault } from './sqs-signature.ts';

/** The key that it knows. */
export const KEY = { accessKeyId: 'AKIATEST', secretAccessKey: 'needle-key', sessionToken: '' };

interface Sent {
  MessageBody: string;
  MessageAttributes: Record<string, { StringValue: string }>;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
}

/**
 * The JSON protocol of SQS on loopback, as its API reference has it: SendMessage and GetQueueAttributes, one
 * queue `hooks` and one `hooks.fifo`, which drops what it has seen. Knows one access key, and judges signatures.
 */
export async function startSqs(key = KEY) {
  const kept: Sent[] = [];
  const seen = new Map<string, string>();
  let failing: string | null = null;
  let judged = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(body));
      };
      const refuse = (type: string, message = ''): void =>
        answer(400, { __type: `com.amazonaws.sqs#${type}`, message });
      const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
      const body = Buffer.concat(chunks);
      const input = JSON.parse(body.toString()) as Sent & { QueueUrl: string };
      if (failing !== null) {
        refuse(failing);
        failing = null;
        return;
      }
      const { method = '', url = '', headers } = request;
      const fault = signatureFault({ method, url, headers, body }, key);
      if (fault !== null) return refuse(fault);
      judged += 1;
      const isFifo = input.QueueUrl.endsWith('/hooks.fifo');
      if (!isFifo && !input.QueueUrl.endsWith('/hooks')) return refuse('QueueDoesNotExist');
      if (action === 'GetQueueAttributes') return answer(200, { Attributes: {} });
      if (input.MessageBody.length > 262_144) {
        const why =
          'One or more parameters are invalid. Reason: Message must be shorter than 262144 bytes.';
        return refuse('InvalidParameterValue', why);
      }
      if (Object.keys(input.MessageAttributes).length > 10) return refuse('InvalidParameterValue');
      if (isFifo && input.MessageGroupId === undefined) return refuse('MissingParameter');
      const known = isFifo ? seen.get(input.MessageDeduplicationId ?? '') : undefined;
      if (known === undefined) kept.push(input);
      const id = known ?? `m-${kept.length}`;
      if (isFifo) seen.set(input.MessageDeduplicationId ?? '', id);
      const MD5OfMessageBody = createHash('md5').update(input.MessageBody).digest('hex');
      answer(200, {
        MessageId: id,
        MD5OfMessageBody,
        ...(isFifo && { SequenceNumber: String(kept.length) }),
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    kept,
    /** How many requests had a right signature. */
    judged: (): number => judged,
    url: (queue: string) => `http://127.0.0.1:${port}/123/${queue}`,
    /** The next request is refused with an error of this name. */
    failNext: (name: string): void => void (failing = name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
