import { afterAll, describe, expect, it } from 'vitest';
import { openPackageRoom } from './package-room.ts';

const room = await openPackageRoom();
afterAll(() => room[Symbol.asyncDispose]());
const value = (body: string): Promise<unknown> => room.value(body);

describe('packages that check', () => {
  it('joi 17 checks objects, addresses, URLs and dates', async () => {
    expect(
      await value(`
        const Joi = require('joi');
        const shape = Joi.object({ mail: Joi.string().email().required(), site: Joi.string().uri(), n: Joi.number().min(1), d: Joi.date().iso(), host: Joi.string().hostname() });
        const good = shape.validate({ mail: 'ada@example.com', site: 'https://example.com/a?b=c', n: '5', d: '2020-01-01', host: 'example.com' });
        const bad = shape.validate({ mail: 'x', site: 'no url', n: 0 }, { abortEarly: false });
        const later = await Joi.string().external(async (text) => text + '!').validateAsync('a');
        return [good.error, good.value.n, bad.error.details.map(({ message }) => message), later];`),
    ).toEqual([
      null,
      5,
      [
        '"mail" must be a valid email',
        '"site" must be a valid uri',
        '"n" must be greater than or equal to 1',
      ],
      'a!',
    ]);
  });

  it('yup checks and turns', async () => {
    expect(
      await value(`
        const yup = require('yup');
        const shape = yup.object({ n: yup.number().required().positive(), mail: yup.string().email(), on: yup.date() });
        const bad = await shape.validate({ n: -1, mail: 'x' }, { abortEarly: false }).catch((error) => error.errors);
        return [(await shape.validate({ n: '3', mail: 'a@b.co', on: '2020-01-01' })).on.getTime(), bad];`),
    ).toEqual([
      1_577_836_800_000,
      expect.arrayContaining(['n must be a positive number', 'mail must be a valid email']),
    ]);
  });

  it('zod checks and turns', async () => {
    expect(
      await value(`
        const { z } = require('zod');
        const shape = z.object({ n: z.coerce.number().int(), mail: z.email(), site: z.url().optional(), kind: z.enum(['a', 'b']) });
        const { success, error } = shape.safeParse({ n: 1.5, mail: 'x', site: 'y', kind: 'c' });
        return [shape.parse({ n: '1', mail: 'a@b.co', site: 'https://example.com', kind: 'a' }), success, error.issues.map(({ path }) => path[0])];`),
    ).toEqual([
      { n: 1, mail: 'a@b.co', site: 'https://example.com', kind: 'a' },
      false,
      ['n', 'mail', 'site', 'kind'],
    ]);
  });

  it('ajv compiles schemas and checks by them', async () => {
    expect(
      await value(`
        const Ajv = require('ajv');
        const check = new Ajv({ allErrors: true }).compile({ type: 'object', properties: { a: { type: 'integer', minimum: 2 }, b: { $ref: '#/definitions/s' } }, required: ['a'], definitions: { s: { type: 'string', pattern: '^x' } } });
        return [check({ a: 3, b: 'xy' }), check({ a: 1, b: 'y' }), check.errors.map(({ message }) => message)];`),
    ).toEqual([true, false, ['must be >= 2', 'must match pattern "^x"']]);
  });

  it('validator checks texts', async () => {
    expect(
      await value(`
        const v = require('validator');
        return [
          v.isEmail('a@example.com'), v.isURL('example'), v.isCreditCard('4111111111111111'), v.escape('<a>'),
          v.isIP('::1'), v.isMobilePhone('+14158675309', 'en-US'), v.isUUID('x'), v.normalizeEmail('Ada@GMail.com'),
        ];`),
    ).toEqual([true, false, true, '&lt;a&gt;', true, true, false, 'ada@gmail.com']);
  });
});

describe('packages that read and write formats', () => {
  it.each(['cheerio', 'cheerio-rc'])('%s reads and changes HTML', async (name) => {
    expect(
      await value(`
        const $ = require('${name}').load('<ul><li class=a>1</li><li>2</li></ul>');
        $('li.a').text('<x>').attr('id', 'q');
        return [$('li').length, $('ul').html(), $('li').map((i, one) => $(one).text()).get()];`),
    ).toEqual([2, '<li class="a" id="q">&lt;x&gt;</li><li>2</li>', ['<x>', '2']]);
  });

  it('cheerio says so when a page is to be fetched by it', async () => {
    await expect(value("await require('cheerio').fromURL(url)")).rejects.toThrow(
      /undici\.\w+ is not available to functions; .*context\.http/,
    );
  });

  it('xml2js reads and writes XML', async () => {
    expect(
      await value(`
        const { parseStringPromise, parseString, Builder } = require('xml2js');
        const broken = await parseStringPromise('<a>').catch((error) => error.message.split('\\n')[0]);
        const old = await new Promise((resolve) => parseString('<a>1</a>', (error, found) => resolve(found)));
        return [await parseStringPromise('<a b="1"><c>x</c></a>'), new Builder({ headless: true }).buildObject({ a: { c: 'y' } }), old, broken];`),
    ).toEqual([
      { a: { $: { b: '1' }, c: ['x'] } },
      '<a>\n  <c>y</c>\n</a>',
      { a: '1' },
      'Unclosed root tag',
    ]);
  });

  it('fast-xml-parser reads, writes and checks XML', async () => {
    expect(
      await value(`
        const { XMLParser, XMLBuilder, XMLValidator } = require('fast-xml-parser');
        return [new XMLParser({ ignoreAttributes: false }).parse('<a b="1"><c>2</c></a>'), new XMLBuilder({}).build({ a: { c: 1 } }), XMLValidator.validate('<a>').err.code];`),
    ).toEqual([{ a: { c: 2, '@_b': '1' } }, '<a><c>1</c></a>', 'InvalidTag']);
  });

  it('csv-parse reads at once, by callback and as a stream', async () => {
    expect(
      await value(`
        const { parse } = require('csv-parse');
        const { parse: atOnce } = require('csv-parse/sync');
        const called = await new Promise((resolve, reject) => parse('a,b\\n1,"x,y"\\n', { columns: true }, (error, rows) => (error ? reject(error) : resolve(rows))));
        const streamed = [];
        for await (const row of require('stream').Readable.from(['1;2\\n3', ';4\\n']).pipe(parse({ delimiter: ';' }))) streamed.push(row);
        return [atOnce('1;2', { delimiter: ';' }), called, streamed];`),
    ).toEqual([
      [['1', '2']],
      [{ a: '1', b: 'x,y' }],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ]);
  });

  it('papaparse reads and writes CSV', async () => {
    expect(
      await value(`
        const Papa = require('papaparse');
        return [Papa.parse('a,b\\n1,2', { header: true, dynamicTyping: true }).data, Papa.unparse([{ a: 1, b: 'x,y' }])];`),
    ).toEqual([[{ a: 1, b: 2 }], 'a,b\r\n1,"x,y"']);
  });

  it('handlebars fills templates, with helpers and partials', async () => {
    expect(
      await value(`
        const H = require('handlebars');
        H.registerHelper('up', (text) => text.toUpperCase());
        H.registerPartial('end', '!{{x}}');
        return H.compile('{{#each l}}{{@index}}{{up this}},{{/each}} {{{raw}}}{{esc}}{{> end x=1}}')({ l: ['a', 'b'], raw: '<b>', esc: '<i>' });`),
    ).toBe('0A,1B, <b>&lt;i&gt;!1');
  });

  it('mustache fills templates', async () => {
    expect(
      await value(
        "return require('mustache').render('{{#l}}{{.}};{{/l}}{{x}}{{> p}}', { l: [1, 2], x: '<' }, { p: '!' });",
      ),
    ).toBe('1;2;&lt;!');
  });

  it('ejs fills templates, also those that wait', async () => {
    expect(
      await value(`
        const ejs = require('ejs');
        return [ejs.render('<% for (const x of l) { %><%= x %>;<% } %>', { l: [1, '<'] }), await ejs.render('<%= await p %>', { p: Promise.resolve(5) }, { async: true })];`),
    ).toEqual(['1;&lt;;', '5']);
  });
});
