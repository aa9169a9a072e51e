import { ActionError } from './action-error.ts';
import { fieldsOf } from './ejson.ts';
import { readHttpCall } from './http/arguments.ts';
import type { Credentials } from './http/credentials.ts';
import { type HttpTools, runHttpAction } from './http/http-action.ts';

export interface PostRequest {
  url: string;
  /** Content type of the body. */
  type: string;
  body: string;
  /** For Basic authentication. */
  user?: Credentials;
  /** For a bearer token. */
  token?: string;
}

/** Sends a POST to a vendor; the status and text of the answer, whatever they are. */
export type Post = (request: PostRequest) => Promise<{ status: number; text: string }>;

/**
 * A `Post` that goes where HTTP actions may go.
 *
 * @param code of the vendor: under it a failure of the network is thrown too.
 */
export function createPost(tools: HttpTools, code: string): Post {
  return async ({ url, type, body, user, token }) => {
    const headers = {
      'Content-Type': type,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    const signIn = user && { username: user.name, password: user.password };
    try {
      const call = readHttpCall('post', { url, headers, body, ...signIn });
      const answer = await runHttpAction(call, tools);
      return {
        status: answer.statusCode.value,
        text: Buffer.from(answer.body.value()).toString('utf8'),
      };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ActionError(code, why, error);
    }
  };
}

/** What a vendor says in the body of an error, as far as it can be told. */
export function vendorMessage(text: string): string {
  try {
    const { message, error, error_description: described } = fieldsOf(JSON.parse(text));
    const found = message ?? described ?? fieldsOf(error).message ?? error;
    if (typeof found === 'string') return found;
  } catch {
    // Not JSON: the text itself is shown.
  }
  return text.slice(0, 300);
}
