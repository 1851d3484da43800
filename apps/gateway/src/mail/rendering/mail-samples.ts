import type { Locale, MailData } from '@nyla/contracts';

const DAYS_OF_OCTOBER = 31;
const AUTOMATION_ID = '0199a8c2-7d11-7c1a-9f52-3b1f0c9e4a10';
const RUN_ID = '0199a8c2-9e40-7b52-8a11-64d0c1f2e987';
/** No token: the link of a sample leads to the page that says so. */
const NO_TOKEN = 'muster';

interface Words {
  readonly automation: string;
  readonly note: string;
  readonly access: string;
  readonly reason: string;
  readonly declined: string;
  readonly subject: string;
  readonly text: string;
}

const WORDS: Readonly<Record<Locale, Words>> = {
  'de-CH': {
    automation: 'Wochenbericht',
    note: 'Für die Auswertung der Umfrage brauche ich bis Freitag etwas mehr.\nHerzlichen Dank!',
    access: 'Für Verträge brauche ich das grössere Modell.',
    reason: 'Zahlung vom 3. November, Rechnung 2026-118',
    declined: 'Die letzte Rechnung ist noch offen. Bitte melden Sie sich kurz.',
    subject: 'Wochenbericht, Woche 45',
    text: [
      '## Das Wichtigste',
      'Der **Umsatz** liegt _4 % über_ dem der Vorwoche.',
      '- Zürich: 128 Bestellungen\n- Genf: 96 Bestellungen',
      '| Produkt | Menge |\n| --- | --- |\n| Käse | 42 |\n| Öl | 17 |',
      'Quelle: [Statistik der Woche](https://example.ch/statistik)',
    ].join('\n\n'),
  },
  en: {
    automation: 'Weekly report',
    note: 'I need a little more until Friday to evaluate the survey.\nThank you!',
    access: 'I need the larger model for contracts.',
    reason: 'Payment of 3 November, invoice 2026-118',
    declined: 'The last invoice is still open. Please get in touch.',
    subject: 'Weekly report, week 45',
    text: [
      '## What matters',
      '**Sales** are _4% above_ those of the week before.',
      '- Zurich: 128 orders\n- Geneva: 96 orders',
      '| Product | Quantity |\n| --- | --- |\n| Cheese | 42 |\n| Oil | 17 |',
      'Source: [Statistics of the week](https://example.ch/statistics)',
    ].join('\n\n'),
  },
  'fr-CH': {
    automation: 'Rapport hebdomadaire',
    note: 'Il me faut un peu plus jusqu’à vendredi pour dépouiller l’enquête.\nMerci beaucoup\u202F!',
    access: 'Il me faut le grand modèle pour les contrats.',
    reason: 'Paiement du 3 novembre, facture 2026-118',
    declined: 'La dernière facture est encore ouverte. Merci de prendre contact avec nous.',
    subject: 'Rapport hebdomadaire, semaine 45',
    text: [
      '## L’essentiel',
      'Le **chiffre d’affaires** dépasse de _4 %_ celui de la semaine précédente.',
      '- Zurich\u00A0: 128 commandes\n- Genève\u00A0: 96 commandes',
      '| Produit | Quantité |\n| --- | --- |\n| Fromage | 42 |\n| Huile | 17 |',
      'Source\u00A0: [Statistique de la semaine](https://example.ch/statistique)',
    ].join('\n\n'),
  },
};

/** Made-up data of every kind, to show and to test what mails look like. */
export function mailSamples(locale: Locale): MailData {
  const words = WORDS[locale];
  const mandateName = 'Muster AG';
  const automation = { automationId: AUTOMATION_ID, automationName: words.automation, runId: RUN_ID };
  return {
    monthly_report: monthlyReport(mandateName, words),
    balance_warning: {
      mandateName,
      ownerName: null,
      balance: '38.45',
      threshold: '50',
      runwayDays: 4,
      contact: { addedBy: 'Anna Müller', addedOn: '2026-09-02', unsubscribePath: `/unsubscribe/${NO_TOKEN}` },
    },
    credit_exhausted: { mandateName, ownerName: 'Beat Brüllmann', balance: '0.0012' },
    credit_booked: { mandateName, amount: '1500', balance: '1538.45', reason: words.reason },
    top_up_requested: {
      mandateId: AUTOMATION_ID,
      mandateName,
      userName: 'Anna Müller',
      amount: '1500',
      note: words.note,
    },
    top_up_declined: { mandateName, amount: '1500', reason: words.declined },
    credit_request: { mandateName, userName: 'Beat Brüllmann', required: '12.5', note: words.note },
    provider_request: {
      mandateName,
      userName: 'Beat Brüllmann',
      connectorType: 'anthropic',
      modelName: 'Claude Sonnet',
      note: words.access,
    },
    automation_paused: { ...automation, reason: 'month_limit' },
    automation_failed: { ...automation, code: 'aicore.provider_unavailable' },
    invitation: {
      mandateName,
      inviterName: 'Anna Müller',
      path: `/invite/${NO_TOKEN}`,
      expiresAt: '2026-11-12T13:00:00Z',
    },
    password_reset: { displayName: 'Beat Brüllmann', path: `/reset/${NO_TOKEN}`, expiresAt: '2026-11-05T13:00:00Z' },
    automation_mail: {
      automationId: AUTOMATION_ID,
      automationName: words.automation,
      mandateName,
      subject: words.subject,
      text: words.text,
    },
    test_mail: { requestedBy: 'Anna Müller' },
  };
}

function monthlyReport(mandateName: string, { automation }: Words): MailData['monthly_report'] {
  return {
    mandateName,
    month: '2026-10',
    used: '1284.35',
    usedBefore: '1146.1',
    calls: 8412,
    callsBefore: 7930,
    credited: '1500',
    closingBalance: '1538.45',
    topModels: [
      { name: 'Claude Sonnet', calls: 5120, amount: '802.15' },
      { name: 'GPT-5 mini', calls: 2904, amount: '391.7' },
      { name: 'Perplexity Sonar', calls: 388, amount: '90.5' },
    ],
    topUsers: [
      { name: 'Anna Müller', calls: 4210, amount: '690.25' },
      { name: 'Beat Brüllmann', calls: 3102, amount: '480.6' },
      { name: 'Zoë d’Amico', calls: 1100, amount: '113.5' },
    ],
    topAutomations: [{ name: automation, calls: 620, amount: '88.4' }],
    days: Array.from({ length: DAYS_OF_OCTOBER }, (_, at) => ({
      date: `2026-10-${String(at + 1).padStart(2, '0')}`,
      amount: String(20 + ((at * 37) % 45)),
    })),
    forecast: '1320',
    runwayDays: 36,
    statementIds: [AUTOMATION_ID],
  };
}
