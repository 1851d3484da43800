import type { AutomationDefinitionDto, AutomationTemplateDto, Locale, StepDto, VariableDto } from '@nyla/contracts';
import type { PromptText, TemplateTexts, VariableText } from './template-texts.js';
import { GERMAN } from './texts.de-ch.js';
import { ENGLISH } from './texts.en.js';
import { FRENCH } from './texts.fr-ch.js';

const TEXTS: Readonly<Record<Locale, TemplateTexts>> = { 'de-CH': GERMAN, en: ENGLISH, 'fr-CH': FRENCH };
const TIME_ZONE = 'Europe/Zurich';

/**
 * The automations that people can start from, in their language.
 * @param ownAddress where mails go until somebody else is named
 */
export function templatesOf(locale: Locale, ownAddress: string): AutomationTemplateDto[] {
  const texts = TEXTS[locale];
  return [
    marketSummary(texts.marketSummary),
    classification(texts.classification),
    translation(texts.translation),
    weeklyReport(texts.weeklyReport, ownAddress),
  ];
}

function marketSummary({
  name,
  description,
  market,
  focus,
  search,
  summary,
}: TemplateTexts['marketSummary']): AutomationTemplateDto {
  return {
    id: 'market-summary',
    name,
    description,
    definition: definition(
      [variable(market), variable(focus, { required: false })],
      [webSearch(search), prompt(summary)],
    ),
    schedule: { cron: '0 7 1 * *', timeZone: TIME_ZONE, missed: 'catch_up' },
  };
}

function classification({
  name,
  description,
  texts,
  categories,
  each,
  classify,
  fields,
  urgencies,
}: TemplateTexts['classification']): AutomationTemplateDto {
  const [category, urgency, reason] = fields;
  const schema = {
    type: 'object',
    properties: { [category]: { type: 'string' }, [urgency]: { enum: urgencies }, [reason]: { type: 'string' } },
    required: fields,
    additionalProperties: false,
  };
  return {
    id: 'classify-texts',
    name,
    description,
    definition: definition(
      [variable(texts, { type: 'list' }), variable(categories)],
      [forEach(each, texts, 100, prompt(classify, schema))],
    ),
    schedule: null,
  };
}

function translation({
  name,
  description,
  entries,
  language,
  glossary,
  each,
  translate,
}: TemplateTexts['translation']): AutomationTemplateDto {
  return {
    id: 'translate-list',
    name,
    description,
    definition: definition(
      [variable(entries, { type: 'list' }), variable(language), variable(glossary, { required: false })],
      [forEach(each, entries, 200, prompt(translate))],
    ),
    schedule: null,
  };
}

function weeklyReport(
  { name, description, topic, to, search, report, mail }: TemplateTexts['weeklyReport'],
  ownAddress: string,
): AutomationTemplateDto {
  const { id, name: stepName, subject, text } = mail;
  const recipients = [`{{variables.${to.name}}}`];
  return {
    id: 'weekly-report',
    name,
    description,
    definition: definition(
      [variable(topic), variable({ ...to, value: ownAddress })],
      [
        webSearch(search),
        prompt(report),
        { id, name: stepName, kind: 'send_mail', sendMail: { recipients, subject, text } },
      ],
    ),
    schedule: { cron: '0 7 * * 1', timeZone: TIME_ZONE, missed: 'catch_up' },
  };
}

function definition(variables: VariableDto[], steps: StepDto[]): AutomationDefinitionDto {
  return { variables, steps, models: ['auto/balanced'], allowedHosts: [] };
}

function variable({ name, label, value }: VariableText, rest: Partial<VariableDto> = {}): VariableDto {
  return { name, label, type: 'text', required: true, defaultValue: value ?? null, ...rest };
}

function webSearch({ id, name, query }: TemplateTexts['marketSummary']['search']): StepDto {
  return { id, name, kind: 'web_search', webSearch: { query, model: 'tavily/search-basic' } };
}

function prompt({ id, name, prompt: text, system }: PromptText, schema?: object): StepDto {
  const jsonSchema = schema === undefined ? null : JSON.stringify(schema, null, 2);
  return { id, name, kind: 'prompt', prompt: { prompt: text, system, jsonSchema, maxOutputTokens: null, models: [] } };
}

function forEach(
  { id, name }: { readonly id: string; readonly name: string },
  list: VariableText,
  maxItems: number,
  step: StepDto,
): StepDto {
  return { id, name, kind: 'for_each', forEach: { list: `variables.${list.name}`, maxItems, steps: [step] } };
}
