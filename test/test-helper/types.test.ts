import { readFileSync } from 'node:fs';
import { expect, expectTypeOf, it } from 'vitest';
import type { CaptureDetail, CaptureSummary } from '../../preload/contract/captures.ts';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import type { ExpectationReport } from '../../preload/contract/interchange/expectations.ts';
import type { SenderReport } from '../../preload/contract/signatures.ts';
import type { Detail } from '../../test-helper/captured.ts';
import type { Report } from '../../test-helper/checking.ts';
import type { Listed } from '../../test-helper/endpoint.ts';
import * as helper from '../../test-helper/index.ts';
import type * as told from '../../test-helper/public.d.ts';
import type { Summary } from '../../test-helper/waiting.ts';
import { API_TYPES, apiTypes } from './api-types.ts';

const TYPES = readFileSync(new URL('../../test-helper/public.d.ts', import.meta.url), 'utf8');

it('describes the operations of the contract; npm run api-types writes them', () => {
  expect(readFileSync(API_TYPES, 'utf8')).toBe(apiTypes());
});

it('exports what its types say', () => {
  const exported: typeof told = helper;
  const names = TYPES.matchAll(/^export declare (?:function|class) (\w+)/gm);
  expect(new Set(Object.keys(exported))).toEqual(new Set([...names].map(([, name]) => name)));
});

it('reads answers as the contract gives them', () => {
  expectTypeOf<ExpectationReport>().toExtend<Report>();
  expectTypeOf<CaptureDetail>().toExtend<Detail>();
  expectTypeOf<CaptureSummary>().toExtend<Summary>();
  expectTypeOf<Endpoint>().toExtend<Listed>();
  expectTypeOf<SenderReport['deliveryId']>().toEqualTypeOf<told.Capture['deliveryId']>();
  expectTypeOf<CaptureSummary['signature']>().toEqualTypeOf<told.Capture['signature']>();
});
