import { createHash } from 'node:crypto';
import type { Expectation } from '../../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { checksOf } from './assertions.ts';
import type { Check } from './checks.ts';
import { type Looked, jsonAt, lookAt } from './looked.ts';
import type { Failure, Subject } from '../subject.ts';

/** What one capture comes to. */
export interface Judged {
  id: CaptureId;
  /** For each assertion of `each`, why it does not hold; null where it does. */
  each: (Failure | null)[];
  some: (Failure | null)[];
  /** What no other capture may have; null where it has nothing there. */
  distinct: string | null;
}

/** Longer values are told apart by their hash. */
const LONG_KEY = 200;
const TOO_DEEP: Failure = {
  expected: '',
  found: 'JSON that is nested too deep to be judged',
  place: { kind: 'text' },
};

/** Parts of an expectation that are judged one capture at a time. */
export function judgeOf({ each = [], some = [], distinct }: Expectation) {
  const eachChecks = each.flatMap(checksOf);
  const someChecks = some.flatMap(checksOf);
  return {
    each: eachChecks,
    some: someChecks,
    /** Never throws, whatever the capture holds. */
    async judge(subject: Subject): Promise<Judged> {
      const looked = await lookAt(subject);
      return {
        id: subject.id,
        each: eachChecks.map((check) => failureOf(check, looked)),
        some: someChecks.map((check) => failureOf(check, looked)),
        distinct: distinct === undefined ? null : keyOf(distinct, looked),
      };
    },
  };
}

function failureOf(check: Check, looked: Looked): Failure | null {
  try {
    return check.judge(looked) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return { ...TOO_DEEP, expected: check.words };
    throw error;
  }
}

function keyOf(distinct: string, looked: Looked): string | null {
  if (distinct === 'deliveryId') return looked.subject.deliveryId;
  const values = jsonAt(looked.body, distinct);
  if ('problem' in values || values.length === 0) return null;
  try {
    const key = JSON.stringify(values.map(({ value }) => value));
    return key.length > LONG_KEY ? createHash('sha256').update(key).digest('hex') : key;
  } catch (error) {
    // Nested too deep to be written.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
