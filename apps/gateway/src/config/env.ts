import { plainToInstance, Transform } from 'class-transformer';
import {
  getMetadataStorage,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const DATABASE = { protocols: ['postgres', 'postgresql'], require_protocol: true, require_tld: false };
const INFERENCE_GEOS = ['global', 'us'] as const;
const SMTP = { protocols: ['smtp', 'smtps'], require_protocol: true, require_tld: false };
const HTTP = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

const toNumber = Transform(({ value }) => (typeof value === 'string' && value !== '' ? Number(value) : value));
const toBoolean = Transform(({ value }) => (value === '1' ? true : value === '0' ? false : value));

/** Every setting of the gateway. The keys are the names of the environment variables; nothing else reads them. */
export class Env {
  @toNumber
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT = 3000;

  @IsString()
  @MinLength(1)
  HOST = '127.0.0.1';

  @IsString()
  @MinLength(1)
  NYLA_DATA_DIR = '.nyla';

  @IsOptional()
  @IsUrl(DATABASE)
  DATABASE_URL?: string;

  @IsOptional()
  @IsUrl(DATABASE)
  BILLING_DATABASE_URL?: string;

  /** Undefined: on with the embedded database, off otherwise. */
  @IsOptional()
  @toBoolean
  @IsBoolean()
  NYLA_DEMO?: boolean;

  @IsOptional()
  @IsString()
  @MinLength(32)
  NYLA_SECRET?: string;

  @IsOptional()
  @IsUrl(HTTP)
  PUBLIC_URL?: string;

  /** Where mails are handed over; undefined: they become files in the data folder. */
  @IsOptional()
  @IsUrl(SMTP)
  SMTP_URL?: string;

  /** Who mails come from: an address, or `Name <address>`. */
  @IsOptional()
  @IsEmail({ allow_display_name: true, require_tld: false })
  MAIL_FROM?: string;

  /** How long mails that were sent or given up are kept, in days. */
  @toNumber
  @IsInt()
  @Min(1)
  @Max(36_500)
  MAIL_RETENTION_DAYS = 90;

  @IsOptional()
  @IsString()
  @MinLength(16)
  METRICS_TOKEN?: string;

  @IsIn(LOG_LEVELS)
  LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'warn';

  /** Per cent on top of the provider's price. */
  @Matches(/^\d{1,4}(\.\d{1,4})?$/)
  MARKUP_PERCENT = '50';

  /** First CHF per USD; later rates are kept in the database. */
  @Matches(/^(?=.*[1-9])\d{1,3}(\.\d{1,8})?$/)
  FX_USD_CHF = '0.80';

  @IsOptional()
  @IsString()
  @MinLength(8)
  ANTHROPIC_API_KEY?: string;

  @IsUrl(HTTP)
  ANTHROPIC_BASE_URL = 'https://api.anthropic.com';

  /** Where Anthropic's models run; the United States alone cost more. */
  @IsIn(INFERENCE_GEOS)
  ANTHROPIC_INFERENCE_GEO: (typeof INFERENCE_GEOS)[number] = 'global';

  @IsOptional()
  @IsString()
  @MinLength(8)
  OPENAI_API_KEY?: string;

  @IsUrl(HTTP)
  OPENAI_BASE_URL = 'https://api.openai.com/v1';

  @IsOptional()
  @IsString()
  @MinLength(8)
  PERPLEXITY_API_KEY?: string;

  @IsUrl(HTTP)
  PERPLEXITY_BASE_URL = 'https://api.perplexity.ai';

  @IsOptional()
  @IsString()
  @MinLength(8)
  TAVILY_API_KEY?: string;

  @IsUrl(HTTP)
  TAVILY_BASE_URL = 'https://api.tavily.com';

  @IsOptional()
  @IsUrl(HTTP)
  LOCAL_BASE_URL?: string;

  @IsOptional()
  @IsString()
  LOCAL_API_KEY?: string;

  /** Pause between two words of the demo connector, in milliseconds. */
  @toNumber
  @IsInt()
  @Min(0)
  @Max(1000)
  DEMO_WORD_DELAY_MS = 35;

  /** How long a call's reservation lives unless the call renews it, in seconds. */
  @toNumber
  @IsInt()
  @Min(1)
  @Max(3600)
  HOLD_TTL_SECONDS = 120;

  /** Hosts in private networks that HTTP steps of automations may reach all the same, separated by commas. */
  @Matches(/^[\w.:[\]-]*( *, *[\w.:[\]-]+)*$/)
  AUTOMATION_ALLOW_PRIVATE_HOSTS = '';
}

/** Names every setting that is wrong, never a value: values may be secrets. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettings';
}

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = getMetadataStorage()
  .getTargetValidationMetadatas(Env, '', false, false)
  .map(({ propertyName }) => propertyName)
  .filter((name, index, names) => names.indexOf(name) === index);

/**
 * Reads and validates the settings. An empty variable counts as absent.
 * @throws InvalidSettingsError with one line per setting.
 */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const names = new Set(SETTING_NAMES);
  const given = Object.fromEntries(Object.entries(source).filter(([name, value]) => names.has(name) && value !== ''));
  const env = plainToInstance(Env, given, { exposeDefaultValues: true });
  const problems = validateSync(env, { validationError: { target: false, value: false } }).flatMap((violation) =>
    Object.values(violation.constraints ?? {}),
  );
  if (Boolean(env.DATABASE_URL) !== Boolean(env.BILLING_DATABASE_URL)) {
    problems.push('DATABASE_URL and BILLING_DATABASE_URL must be set together, or neither');
  }
  if (env.DATABASE_URL && !env.NYLA_SECRET) {
    problems.push('NYLA_SECRET must be set when DATABASE_URL is set');
  }
  if (env.SMTP_URL && !env.MAIL_FROM) problems.push('MAIL_FROM must be set when SMTP_URL is set');
  if (problems.length > 0) {
    throw new InvalidSettingsError(
      `Some settings are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
  return env;
}
