import type { ConnectorType } from '@nyla/contracts';
import type { Block } from '../letter.js';
import { type LetterOf, type LetterWriter, oneLine } from '../letter-writer.js';
import { quote, text } from './blocks.js';
import { OWN_MAILS, ROLES, TOP_UP } from './paths.js';

export const creditRequest: LetterOf<'credit_request'> = (data, writer) => {
  const { wish, common } = writer.texts;
  const values = { mandate: data.mandateName, user: data.userName };
  return {
    subject: writer.fill(wish.subject, values),
    title: wish.title,
    greeting: common.greeting,
    blocks: [
      text(writer.fill(wish.intro, values)),
      ...requiredOf(data.required, writer),
      ...quote(common.note, data.note),
    ],
    action: { label: common.topUp, path: TOP_UP },
    notes: [],
    why: writer.fill(wish.why, values),
    managePath: OWN_MAILS,
  };
};

export const providerRequest: LetterOf<'provider_request'> = (data, writer) => {
  const { access, common } = writer.texts;
  const provider = providerName(data.connectorType, writer);
  const { mandateName: mandate, userName: user, modelName } = data;
  const values = { mandate, user, target: modelName ?? provider };
  return {
    subject: writer.fill(access.subject, values),
    title: access.title,
    greeting: common.greeting,
    blocks: [
      text(writer.fill(access.intro, values)),
      {
        kind: 'figures',
        rows: [
          { label: access.provider, value: provider },
          { label: access.model, value: modelName === null ? access.anyModel : oneLine(modelName) },
        ],
      },
      ...quote(common.note, data.note),
    ],
    action: { label: access.action, path: ROLES },
    notes: [],
    why: writer.fill(access.why, values),
    managePath: OWN_MAILS,
  };
};

function requiredOf(required: string | null, writer: LetterWriter): Block[] {
  if (required === null) return [];
  return [{ kind: 'figures', rows: [{ label: writer.texts.wish.required, value: writer.money(required) }] }];
}

function providerName(connectorType: ConnectorType, { texts: { access } }: LetterWriter): string {
  const names: Readonly<Record<ConnectorType, string>> = {
    anthropic: 'Anthropic',
    openai: 'OpenAI',
    perplexity: 'Perplexity',
    tavily: 'Tavily',
    local: access.local,
    demo: access.demo,
  };
  return names[connectorType];
}
