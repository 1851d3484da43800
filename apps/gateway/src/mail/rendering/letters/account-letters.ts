import type { LetterOf } from '../letter-writer.js';

export const invitation: LetterOf<'invitation'> = (data, writer) => {
  const { invitation: texts, common } = writer.texts;
  const values = { mandate: data.mandateName, inviter: data.inviterName };
  return {
    subject: writer.fill(texts.subject, values),
    title: writer.fill(texts.title, values),
    greeting: common.greeting,
    blocks: [{ kind: 'text', text: writer.fill(texts.intro, values) }],
    action: { label: texts.action, path: data.path, isShown: true },
    notes: [writer.fill(texts.until, { date: writer.time(data.expiresAt) })],
    why: writer.fill(texts.why, values),
    managePath: null,
  };
};

export const passwordReset: LetterOf<'password_reset'> = (data, writer) => {
  const { reset, common } = writer.texts;
  return {
    subject: reset.subject,
    title: reset.title,
    greeting: writer.fill(common.greetingName, { name: data.displayName }),
    blocks: [{ kind: 'text', text: reset.intro }],
    action: { label: reset.action, path: data.path, isShown: true },
    notes: [writer.fill(reset.until, { date: writer.time(data.expiresAt) }), reset.ignore],
    why: reset.why,
    managePath: null,
  };
};

export const testMail: LetterOf<'test_mail'> = (data, writer) => {
  const { test, common } = writer.texts;
  return {
    subject: test.subject,
    title: test.title,
    greeting: common.greeting,
    blocks: [{ kind: 'text', text: writer.fill(test.intro, { name: data.requestedBy }) }],
    action: { label: test.action, path: '/' },
    notes: [],
    why: test.why,
    managePath: null,
  };
};
