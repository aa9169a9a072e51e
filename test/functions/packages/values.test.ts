import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const value = (body: string): Promise<unknown> => room.value(body);

describe('values', () => {
  it('lodash groups, merges, copies, fills templates and waits', async () => {
    expect(
      await value(`
        const _ = require('lodash');
        const waited = await new Promise((resolve) => _.debounce(() => resolve('waited'), 5)());
        return [
          _.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even')), _.merge({ a: { b: 1 } }, { a: { c: 2 } }),
          _.template('hi <%= name %>')({ name: 'ada' }), _.cloneDeep({ d: new Date(0), m: new Map([[1, 2]]) }).m.get(1),
          _.isBuffer(Buffer.from('')), _.isEqual({ a: [1] }, { a: [1] }), require('lodash/fp').map((n) => n + 1)([1]), waited,
        ];`),
    ).toEqual([
      { odd: [1, 3], even: [2] },
      { a: { b: 1, c: 2 } },
      'hi ada',
      2,
      true,
      true,
      [2],
      'waited',
    ]);
  });

  it('moment reckons and writes in several languages', async () => {
    expect(
      await value(`
        const moment = require('moment');
        return [
          moment.utc('2020-02-29T12:00:00Z').add(1, 'year').format('dddd, MMMM Do YYYY, h:mm:ss a'),
          moment.duration(90, 'minutes').humanize(), moment.utc(0).locale('de').format('LL'),
          moment('2020-13-01').isValid(), moment.utc('05/02/69', 'MM/DD/YY').year(),
        ];`),
    ).toEqual([
      'Sunday, February 28th 2021, 12:00:00 pm',
      '2 hours',
      '1. Januar 1970',
      false,
      1969,
    ]);
  });

  it('moment-timezone knows zones and their summer time', async () => {
    expect(
      await value(`
        const moment = require('moment-timezone');
        return [
          moment.tz('2020-07-01T12:00:00Z', 'America/New_York').format('YYYY-MM-DD HH:mm z'),
          moment.tz('2020-01-01 00:00', 'Europe/Berlin').toISOString(),
        ];`),
    ).toEqual(['2020-07-01 08:00 EDT', '2019-12-31T23:00:00.000Z']);
  });

  it('dayjs reckons, with plugins, zones and languages', async () => {
    expect(
      await value(`
        const dayjs = require('dayjs');
        for (const name of ['utc', 'timezone', 'relativeTime']) dayjs.extend(require('dayjs/plugin/' + name));
        return [
          dayjs.utc('2020-01-31').add(1, 'month').format('YYYY-MM-DD'),
          dayjs.utc('2020-07-01T12:00:00Z').tz('America/New_York').format('HH:mm'),
          dayjs.utc(0).locale(require('dayjs/locale/fr')).format('dddd'),
          dayjs.utc(0).to(dayjs.utc(7200000)),
        ];`),
    ).toEqual(['2020-02-29', '08:00', 'jeudi', 'in 2 hours']);
  });

  it('luxon knows zones and languages, which are Intl’s', async () => {
    expect(
      await value(`
        const { DateTime, Duration, Interval } = require('luxon');
        const day = DateTime.fromISO('2020-07-01T12:00:00Z', { zone: 'America/New_York' });
        return [
          DateTime.utc(2020, 2, 29).plus({ years: 1 }).toISO(), day.toISO(), day.offsetNameShort,
          day.setLocale('de').toLocaleString(DateTime.DATE_FULL),
          day.setLocale('fr').toFormat('cccc d LLLL'), Duration.fromObject({ hours: 25 }).shiftTo('days', 'hours').toObject(),
          Interval.after(day, { days: 2 }).length('hours'), DateTime.utc(2020).toRelative({ base: DateTime.utc(2021) }),
        ];`),
    ).toEqual([
      '2021-02-28T00:00:00.000Z',
      '2020-07-01T08:00:00.000-04:00',
      'EDT',
      '1. Juli 2020',
      'mercredi 1 juillet',
      { days: 1, hours: 1 },
      48,
      '1 year ago',
    ]);
  });

  it('date-fns reckons, reads and writes', async () => {
    expect(
      await value(`
        const { format, addMonths, formatDistance, parseISO, parse } = require('date-fns');
        const { de } = require('date-fns/locale');
        return [
          format(new Date(2020, 1, 29), 'yyyy-MM-dd EEEE'), addMonths(new Date(2020, 0, 31), 1).getDate(),
          formatDistance(0, 90000), parseISO('2020-01-01T00:00:00Z').getTime(),
          format(parse('29.02.2020', 'dd.MM.yyyy', new Date(0)), 'PPPP', { locale: de }),
        ];`),
    ).toEqual([
      '2020-02-29 Saturday',
      29,
      '2 minutes',
      1_577_836_800_000,
      'Samstag, 29. Februar 2020',
    ]);
  });
});

describe('ids', () => {
  const V5 = '05b16a01-46c6-56dd-bd6e-c6dfb4a1427a';
  it.each([
    ['uuid-3', "require('uuid-3/v5')"],
    ['uuid-8', 'uuid.v5'],
    ['uuid-9', 'uuid.v5'],
  ])('%s makes random, timed and named ids', async (name, v5) => {
    const [random, other, timed, named] = (await value(`
      const uuid = require('${name}');
      return [uuid.v4(), uuid.v4(), uuid.v1(), (${v5})('x', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')];`)) as string[];
    expect(random).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(other).not.toBe(random);
    expect(timed).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1/);
    expect(named).toBe(V5);
  });

  it('nanoid 3 makes ids of any alphabet', async () => {
    expect(
      await value(`
        const { nanoid, customAlphabet } = require('nanoid');
        return [nanoid(), nanoid() === nanoid(), customAlphabet('ab', 5)()];`),
    ).toEqual([expect.stringMatching(/^[\w-]{21}$/), false, expect.stringMatching(/^[ab]{5}$/)]);
  });
});
