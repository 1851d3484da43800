import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createTestApp, type TestApp } from './support/test-app.js';

const COMMITTED = path.resolve(import.meta.dirname, '../openapi.json');

let app: TestApp;
let served: OpenAPIObject;

beforeAll(async () => {
  app = await createTestApp();
  const answer = await app.nest.inject({ method: 'GET', url: '/api/openapi.json' });
  expect(answer.statusCode).toBe(200);
  served = answer.json();
});

afterAll(() => app.close());

describe('the OpenAPI document', () => {
  it('is served as it is committed; `npm run openapi` writes it anew', () => {
    expect(served).toEqual(JSON.parse(readFileSync(COMMITTED, 'utf8')));
  });

  it('describes every route: what it takes, what it answers, what a refusal looks like', () => {
    const operations = Object.entries(served.paths).flatMap(([route, methods]) =>
      Object.entries(methods as Record<string, { responses: Record<string, unknown> }>).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${route}`,
        answers: Object.keys(operation.responses),
      })),
    );
    expect(operations.length).toBeGreaterThan(25);
    expect(operations.filter(({ answers }) => !answers.includes('default'))).toEqual([]);
    expect(operations.filter(({ answers }) => !answers.some((status) => /^2\d\d$/.test(status)))).toEqual([]);
  });

  it('refers only to what it contains, and says of every route what it is for', () => {
    const names = new Set(Object.keys(served.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`));
    const references = [...JSON.stringify(served).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.length).toBeGreaterThan(40);
    expect(references.filter((reference) => !names.has(reference))).toEqual([]);
    const schemes = Object.keys(served.components?.securitySchemes ?? {});
    expect(served.security?.flatMap((requirement) => Object.keys(requirement)).toSorted()).toEqual(schemes.toSorted());
    const silent = Object.entries(served.paths).flatMap(([route, methods]) =>
      Object.entries(methods as Record<string, { summary?: string }>)
        .filter(([, { summary }]) => !summary)
        .map(([method]) => `${method} ${route}`),
    );
    expect(silent).toEqual([]);
  });

  it('writes money as decimal strings, never as numbers', () => {
    const schemas = served.components?.schemas ?? {};
    const money =
      /^(amount|balance|balanceAfter|held|available|creditLimit|likely|maximum|shortfall|used.*|.*PerMillion)$/;
    const numbers = Object.entries(schemas).flatMap(([name, schema]) =>
      Object.entries(('properties' in schema && schema.properties) || {})
        .filter(([field, property]) => money.test(field) && 'type' in property && property.type !== 'string')
        .map(([field]) => `${name}.${field}`),
    );
    expect(numbers).toEqual([]);
  });
});
