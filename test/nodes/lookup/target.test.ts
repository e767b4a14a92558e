import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { automaticTarget, whatIsLost, type Loss } from '../../../nodes/lookup/target';

const PAYLOAD = { property: 'payload', propertyType: 'msg', source: 'value', output: 'report' };

describe('the property that is written to where none is named', () => {
  for (const [reading, target] of [
    [{}, 'payload'],
    [{ output: 'text' }, 'payload'],
    [{ output: 'verdict' }, 'verdict'],
    [{ output: 'verdict', property: 'payload.dst' }, 'verdict'],
    [{ property: 'payload.dst' }, 'report'],
    [{ property: 'msg.payload.dst' }, 'report'],
    [{ property: 'payload["dst ip"]' }, 'report'],
    [{ property: 'payload[0]' }, 'report'],
    [{ property: 'payloads' }, 'payload'],
    [{ property: 'event.payload' }, 'payload'],
    [{ source: 'text' }, 'report'],
    [{ source: 'text', property: 'line' }, 'payload'],
    [{ property: 'payload.dst', propertyType: 'flow' }, 'payload'],
    [{ property: 'payload', propertyType: 'jsonata' }, 'payload'],
    [{ property: 'payload.dst', propertyType: 'jsonata' }, 'report'],
    [{ property: '$trim(payload.dst)', propertyType: 'jsonata' }, 'report'],
    [{ property: '$trim( payload )', propertyType: 'jsonata' }, 'report'],
  ] as const) {
    it(`is msg.${target} for ${JSON.stringify(reading)}`, () => {
      assert.equal(automaticTarget({ ...PAYLOAD, ...reading }), target);
    });
  }
});

describe('what a message loses by its answer', () => {
  const cases: [target: string, reading: object, lost: Loss][] = [
    ['payload', {}, 'indicator'],
    ['msg.payload', {}, 'indicator'],
    ['payload', { source: 'text' }, 'event'],
    ['payload', { property: 'payload.dst' }, 'event'],
    ['payload', { property: 'payload["dst"]' }, 'event'],
    ['payload', { property: 'hash' }, 'payload'],
    ['payload', { property: 'hash', propertyType: 'flow' }, 'payload'],
    ['event', { property: 'event.dst' }, 'event'],
    ['event.dst', { property: 'event.dst' }, 'indicator'],
    ['report', {}, 'nothing'],
    ['payload.report', { property: 'payload.dst' }, 'nothing'],
    ['verdict', { source: 'text' }, 'nothing'],
  ];
  for (const [target, reading, lost] of cases) {
    it(`is ${lost} when msg.${target} is written for ${JSON.stringify(reading)}`, () => {
      assert.equal(whatIsLost(target, { ...PAYLOAD, ...reading }), lost);
    });
  }
});
