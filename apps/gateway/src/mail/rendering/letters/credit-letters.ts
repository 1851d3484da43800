import type { Figure } from '../letter.js';
import type { LetterOf } from '../letter-writer.js';
import { quote, text } from './blocks.js';
import { OWN_MAILS, TOP_UP } from './paths.js';
import { whyOf } from './why.js';

export const balanceWarning: LetterOf<'balance_warning'> = (data, writer) => {
  const { warning, common } = writer.texts;
  const balance = writer.moneyLeft(data.balance);
  const threshold = writer.money(data.threshold);
  const { mandateName: mandate, ownerName } = data;
  const owner = ownerName ?? '';
  return {
    subject: writer.fill(ownerName === null ? warning.subject : warning.subjectOf, { mandate, owner, balance }),
    title: warning.title,
    greeting: common.greeting,
    blocks: [
      text(writer.fill(ownerName === null ? warning.intro : warning.introOf, { mandate, owner, threshold })),
      {
        kind: 'figures',
        rows: [
          { label: common.available, value: balance },
          { label: warning.threshold, value: threshold },
          ...writer.runway(data.runwayDays),
        ],
      },
    ],
    action: { label: common.topUp, path: TOP_UP },
    notes: [warning.after],
    ...whyOf(data, writer),
  };
};

export const creditExhausted: LetterOf<'credit_exhausted'> = (data, writer) => {
  const { exhausted, common } = writer.texts;
  const { mandateName: mandate, ownerName } = data;
  const values = { mandate, owner: ownerName ?? '' };
  return {
    subject: writer.fill(ownerName === null ? exhausted.subject : exhausted.subjectOf, values),
    title: exhausted.title,
    greeting: common.greeting,
    blocks: [
      text(writer.fill(ownerName === null ? exhausted.intro : exhausted.introOf, values)),
      { kind: 'figures', rows: [{ label: common.available, value: writer.money(data.balance) }] },
    ],
    action: { label: common.topUp, path: TOP_UP },
    notes: [],
    ...whyOf(data, writer),
  };
};

export const creditBooked: LetterOf<'credit_booked'> = (data, writer) => {
  const { booked, common } = writer.texts;
  const mandate = data.mandateName;
  const amount = writer.money(data.amount);
  const balance: Figure[] = data.balance === null ? [] : [{ label: booked.balance, value: writer.money(data.balance) }];
  return {
    subject: writer.fill(booked.subject, { amount }),
    title: booked.title,
    greeting: common.greeting,
    blocks: [
      text(writer.fill(booked.intro, { mandate, amount })),
      { kind: 'figures', rows: [{ label: common.amount, value: amount }, ...balance] },
      ...quote(common.reason, data.reason),
    ],
    action: { label: booked.action, path: '/billing' },
    notes: [],
    why: writer.fill(common.whyAccount, { mandate }),
    managePath: OWN_MAILS,
  };
};

export const topUpRequested: LetterOf<'top_up_requested'> = (data, writer) => {
  const { requested, common } = writer.texts;
  const values = { mandate: data.mandateName, user: data.userName, amount: writer.money(data.amount) };
  return {
    subject: writer.fill(requested.subject, values),
    title: requested.title,
    greeting: common.greeting,
    blocks: [text(writer.fill(requested.intro, values)), ...quote(common.note, data.note)],
    action: { label: requested.action, path: '/admin/requests' },
    notes: [],
    why: requested.why,
    managePath: OWN_MAILS,
  };
};

export const topUpDeclined: LetterOf<'top_up_declined'> = (data, writer) => {
  const { declined, common } = writer.texts;
  const values = { mandate: data.mandateName, amount: writer.money(data.amount) };
  return {
    subject: writer.fill(declined.subject, values),
    title: declined.title,
    greeting: common.greeting,
    blocks: [text(writer.fill(declined.intro, values)), ...quote(common.reason, data.reason)],
    action: { label: declined.action, path: TOP_UP },
    notes: [],
    why: declined.why,
    managePath: OWN_MAILS,
  };
};
