import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger } from '@nestjs/common';

/** Whether a value satisfies a schema, and if not, why, in words. */
export type SchemaVerdict = { readonly valid: true } | { readonly valid: false; readonly problem: string };

interface Job {
  readonly schema: string;
  /** JSON; absent: the schema itself is what is in question. */
  readonly value?: string;
}

const AJV = createRequire(import.meta.url).resolve('ajv');
const TIME_LIMIT_MS = 5_000;
const MEMORY_LIMIT_MB = 64;
const PROBLEM_MAX_LENGTH = 500;
const ANSWER_TOO_COSTLY =
  'the answer could not be checked in time; simplify the patterns and alternatives of the schema';
const SCHEMA_TOO_COSTLY = 'takes too long to prepare; use fewer alternatives';

// As text, because a worker of its own file would need a build step of its own in tests.
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { default: Ajv } = require(workerData.ajv);
  const verdictOf = ({ schema: text, value }) => {
    const { $schema, ...schema } = JSON.parse(text);
    const ajv = new Ajv({ strict: false, validateFormats: false, inlineRefs: false, logger: false });
    if (value === undefined) {
      try {
        ajv.compile(schema);
        return { valid: true };
      } catch (error) {
        return { valid: false, problem: 'cannot be used: ' + error.message };
      }
    }
    const valid = ajv.validate(schema, JSON.parse(value));
    return valid ? { valid } : { valid, problem: ajv.errorsText(ajv.errors, { dataVar: 'answer' }) };
  };
  for (const job of workerData.jobs) parentPort.postMessage(verdictOf(job));
`;

/**
 * Checks JSON against schemas that people write. A pattern can be written so that it never comes to an end, and a
 * schema so that preparing it takes minutes, and either would stop the whole gateway with it: each check runs in a
 * thread of its own, with little memory and a few seconds.
 */
@Injectable()
export class JsonSchemaService {
  private readonly logger = new Logger(JsonSchemaService.name);
  timeLimitMs = TIME_LIMIT_MS;

  async check(schema: string, value: unknown): Promise<SchemaVerdict> {
    const [verdict] = await this.run([{ schema, value: JSON.stringify(value) }], ANSWER_TOO_COSTLY);
    return verdict ?? { valid: false, problem: ANSWER_TOO_COSTLY };
  }

  /** Whether schemas can be used at all, each in its place; all of them together have as long as one check. */
  async checkSchemas(schemas: readonly string[]): Promise<SchemaVerdict[]> {
    if (schemas.length === 0) return [];
    return this.run(
      schemas.map((schema) => ({ schema })),
      SCHEMA_TOO_COSTLY,
    );
  }

  /** @param late what those are told whose turn did not come, or did not end, in time */
  private run(jobs: readonly Job[], late: string): Promise<SchemaVerdict[]> {
    return new Promise((resolve) => {
      const worker = new Worker(WORKER, {
        eval: true,
        workerData: { ajv: AJV, jobs },
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
        env: {},
      });
      const verdicts: SchemaVerdict[] = [];
      const end = (problem: string): void => {
        clearTimeout(timer);
        const missing = jobs.slice(verdicts.length).map(() => ({ valid: false, problem }) as const);
        resolve([...verdicts, ...missing]);
        void worker.terminate();
      };
      const timer = setTimeout(() => end(late), this.timeLimitMs);
      worker.on('message', (verdict: SchemaVerdict) => {
        verdicts.push(shortened(verdict));
        if (verdicts.length === jobs.length) end(late);
      });
      worker.once('error', (error) => {
        this.logger.warn(`a JSON schema could not be used: ${String(error)}`);
        end('the schema itself cannot be used');
      });
    });
  }
}

function shortened(verdict: SchemaVerdict): SchemaVerdict {
  return verdict.valid ? verdict : { valid: false, problem: verdict.problem.slice(0, PROBLEM_MAX_LENGTH) };
}
