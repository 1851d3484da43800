import { JsonSchemaService } from './json-schema.service.js';
import { jsonSchemaProblem } from './json-schema-check.js';

describe('a JSON schema', () => {
  it.each([
    '{}',
    '{"type":"object","properties":{"a":{"type":"string","format":"email"}},"required":["a"]}',
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","items":{"$ref":"#/$defs/a"},"$defs":{"a":{}}}',
    '{"type":"object","unbekannt":true}',
    '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}}}',
  ])('%s is in order', (schema) => {
    expect(jsonSchemaProblem(schema)).toBeUndefined();
  });

  it.each([
    'x',
    '[]',
    'true',
    'null',
    '"x"',
    '{"$ref":"https://example.ch/schema.json"}',
    '{"items":{"anyOf":[{"$ref":"file:///etc/passwd"}]}}',
    '{"$dynamicRef":"other.json"}',
    `${'{"not":'.repeat(2_000)}{}${'}'.repeat(2_000)}`,
    `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
  ])('%j is not', (schema) => {
    expect(jsonSchemaProblem(schema)).toBeDefined();
  });
});

describe('schemas that are compiled', () => {
  const many = (count: number, member: string) => Array.from({ length: count }, () => member).join(',');

  it('can be used, or not, each in its place', async () => {
    const level = (index: number) => `"d${index}":{"allOf":[${many(2, `{"$ref":"#/$defs/d${index + 1}"}`)}]}`;
    const branching = `{"$ref":"#/$defs/d0","$defs":{${Array.from({ length: 40 }, (_, index) => level(index)).join(',')},"d40":{}}}`;
    const edition =
      '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"__proto__":{"type":"string"}}}';
    const bad = [
      '{"type":"nonsense"}',
      '{"type":5}',
      '{"$ref":"#/$defs/missing"}',
      '{"pattern":"("}',
      '{"required":"a"}',
    ];
    const verdicts = await new JsonSchemaService().checkSchemas(['{}', ...bad, edition, branching]);
    expect(verdicts.map(({ valid }) => valid)).toEqual([true, ...bad.map(() => false), true, true]);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it('stop nothing and nobody when they take too long', async () => {
    const service = new JsonSchemaService();
    service.timeLimitMs = 1_500;
    let ticks = 0;
    const clock = setInterval(() => ticks++, 20);
    const verdicts = await service.checkSchemas(['{}', `{"oneOf":[${many(12_000, '{"not":{}}')}]}`, '{}']);
    clearInterval(clock);
    expect(verdicts.map(({ valid }) => valid)).toEqual([true, false, false]);
    expect(ticks).toBeGreaterThan(20);
  });
});
