import { readJson } from './json-answer.js';
import { JsonSchemaService } from './json-schema.service.js';

describe('the JSON of an answer', () => {
  it.each([
    ['alone', ' {"a": [1, 2]} '],
    ['in a code fence', 'Here it is:\n```json\n{"a": [1, 2]}\n```\nAnything else?'],
    ['in a fence without a language', '```\n{"a": [1, 2]}\n```'],
    ['in the second of two fences', '```sh\nls\n```\n\n```json\n{"a": [1, 2]}\n```'],
    ['between words', 'Gern: {"a": [1, 2]} Bitte sehr.'],
  ])('is found %s', (_name, answer) => expect(readJson(answer)).toEqual({ found: true, value: { a: [1, 2] } }));

  it('may be a list, a text, a number or null', () => {
    expect(readJson('Liste: [1, {"b": 2}].')).toEqual({ found: true, value: [1, { b: 2 }] });
    expect(readJson('"ja"')).toEqual({ found: true, value: 'ja' });
    expect(readJson('0')).toEqual({ found: true, value: 0 });
    expect(readJson('null')).toEqual({ found: true, value: null });
  });

  it.each(['', 'Nein.', '{"a": 1', 'undefined', '}{', '``` ```'])('is not found in %j', (answer) =>
    expect(readJson(answer)).toEqual({ found: false }),
  );

  it('is not looked for over and over in a long answer that holds none', () => {
    const from = Date.now();
    expect(readJson('```\n'.repeat(100_000) + '{'.repeat(100_000)).found).toBe(false);
    expect(Date.now() - from).toBeLessThan(1_000);
  });
});

describe('the check against a schema', () => {
  const schemas = new JsonSchemaService();
  const schema = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['category'],
    properties: { category: { enum: ['Anfrage', 'Reklamation'] }, at: { type: 'string', format: 'date' } },
  });

  it('accepts what fits', async () => {
    expect(await schemas.check(schema, { category: 'Anfrage', at: 'heute' })).toEqual({ valid: true });
  });

  it('says what does not', async () => {
    expect(await schemas.check(schema, {})).toEqual({
      valid: false,
      problem: "answer must have required property 'category'",
    });
  });

  it('does not fetch what a schema refers to', async () => {
    const verdict = await schemas.check('{"$ref": "http://127.0.0.1:1/schema.json"}', {});
    expect(verdict).toEqual({ valid: false, problem: 'the schema itself cannot be used' });
  });

  it('gives up on a pattern that never comes to an end, and the gateway goes on meanwhile', async () => {
    const hasty = new JsonSchemaService();
    hasty.timeLimitMs = 1_500;
    let ticks = 0;
    const timer = setInterval(() => ticks++, 20);
    const verdict = await hasty.check('{"type": "string", "pattern": "^(a+)+$"}', `${'a'.repeat(40)}!`);
    clearInterval(timer);
    expect(verdict).toMatchObject({ valid: false, problem: expect.stringContaining('could not be checked in time') });
    expect(ticks).toBeGreaterThan(5);
  });
});
