import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** A refusal in the vendor's form: status, code, text. */
export interface Refusal {
  status: number;
  /** '' where the vendor gave none. */
  code: string;
  text: string;
  headers?: HeaderPair[];
}

/**
 * The error body of the vendor's API, without its `link`: whoever was refused is a stranger, and the
 * private side of Backstitch is none of theirs.
 */
export function refusalBody({ code, text }: Refusal): Buffer {
  const fields = {
    error: text,
    ...(code !== '' && { error_code: code }),
  };
  return Buffer.from(JSON.stringify(fields), 'utf8');
}

const STATUS: Record<string, number> = {
  ExecutionTimeLimitExceeded: 408,
  InternalServerError: 500,
};

/** What a failed run is answered with. */
export const runRefusal = (error: { code: string; message: string }): Refusal => ({
  status: STATUS[error.code] ?? 400,
  code: error.code,
  text: error.message,
});
