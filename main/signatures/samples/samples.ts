import { CODE_SAMPLES } from './code.ts';
import { PAYMENT_SAMPLES } from './payments.ts';
import { PEOPLE_SAMPLES } from './people.ts';
import type { Sample } from './sample.ts';

export const SAMPLES: readonly Sample[] = [...CODE_SAMPLES, ...PAYMENT_SAMPLES, ...PEOPLE_SAMPLES];
