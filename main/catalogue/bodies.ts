import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type { EventVariant } from '../../preload/contract/captures/event-types.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { BREAKING } from '../../preload/rules/drift-kinds.ts';
import type { Studied } from '../captures/catalogued/studied.ts';
import { driftOf } from './drift/drift.ts';
import type { Rule } from './drift/rule.ts';
import { ruleOfSchema, SchemaMistake } from './drift/schema-rule.ts';
import { readJson } from './shape/json.ts';
import { bodyValue } from './study/body-value.ts';
import { unpackRule } from './study/packed.ts';
import { variantsOf } from './variants.ts';

interface Parts {
  studied: (id: CaptureId) => Studied | undefined;
  /** What is usual, as it is kept; null while it is learned. @throws BackstitchError EVENT_TYPE_NOT_FOUND */
  baselineOf: (id: EventTypeId) => Uint8Array | null;
}

/** @throws BackstitchError SCHEMA_INVALID, with its place */
export function ruleFrom(text: string): Rule {
  try {
    return ruleOfSchema(text);
  } catch (error) {
    if (!(error instanceof SchemaMistake)) throw error;
    throw new BackstitchError('SCHEMA_INVALID', error.message, { field: 'schema', cause: error });
  }
}

/** Single bodies, held against what is usual of an event type. */
export function createBodies({ studied, baselineOf }: Parts) {
  function valueOf({
    captureId,
    body,
  }: {
    captureId?: CaptureId | undefined;
    body?: string | undefined;
  }) {
    if (captureId === undefined) return readJson(body ?? '');
    const capture = studied(captureId);
    if (capture === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return bodyValue(capture.body);
  }

  return {
    /** @throws BackstitchError EVENT_TYPE_NOT_FOUND, CAPTURE_NOT_FOUND, SCHEMA_INVALID */
    validate(input: {
      id: EventTypeId;
      captureId?: CaptureId | undefined;
      body?: string | undefined;
      schema?: string | undefined;
    }) {
      const baseline = baselineOf(input.id);
      const value = valueOf(input);
      const own = baseline === null ? null : unpackRule(baseline);
      const rule = input.schema === undefined ? own : ruleFrom(input.schema);
      if (rule === null || value === undefined) return { judged: false, violations: [] };
      const violations = driftOf(value.value, rule).map(({ path, kind, was, now }) => ({
        path,
        kind,
        breaking: BREAKING.has(kind),
        expected: was,
        found: now,
      }));
      return { judged: true, violations };
    },
    /** @throws BackstitchError EVENT_TYPE_NOT_FOUND, CAPTURE_NOT_FOUND */
    variants({ id, captureId }: { id: EventTypeId; captureId: CaptureId }): {
      judged: boolean;
      variants: EventVariant[];
    } {
      const baseline = baselineOf(id);
      const value = valueOf({ captureId });
      if (baseline === null || value === undefined) return { judged: false, variants: [] };
      return { judged: true, variants: variantsOf(value.value, unpackRule(baseline)) };
    },
  };
}
