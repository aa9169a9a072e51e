import type { Capture } from './public.d.ts';

/** What was waited for did not come. */
export class NotSeen extends Error {
  readonly found: Capture[];

  constructor(message: string, found: Capture[]) {
    super(message);
    this.name = 'NotSeen';
    this.found = found;
  }
}

/** An expectation was not met. */
export class ExpectationFailed extends Error {
  readonly report: unknown;

  constructor(message: string, report: unknown) {
    super(message);
    this.name = 'ExpectationFailed';
    this.report = report;
  }
}

/** The engine refused a call. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(message: string, code: string, status: number) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.status = status;
  }
}
