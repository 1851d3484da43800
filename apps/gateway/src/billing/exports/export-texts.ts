import type { CallOutcome, ConnectorType, Feature, Locale, StatisticsGrouping, TransactionType } from '@nyla/contracts';

/** Headings of a file of bookings, in the order of their columns. */
export type BookingHeading =
  | 'time'
  | 'seq'
  | 'type'
  | 'connectorType'
  | 'model'
  | 'feature'
  | 'automation'
  | 'run'
  | 'step'
  | 'user'
  | 'inputTokens'
  | 'outputTokens'
  | 'amount'
  | 'balanceAfter'
  | 'account'
  | 'outcome'
  | 'estimated'
  | 'reason'
  | 'reference'
  | 'utc'
  | 'id';

/** What a file says in words. */
export interface ExportTexts {
  readonly bookings: string;
  readonly bookingsFile: string;
  readonly usageFile: string;
  readonly headings: Readonly<Record<BookingHeading, string>>;
  readonly groupings: Readonly<Record<StatisticsGrouping, string>>;
  readonly calls: string;
  readonly used: string;
  readonly yes: string;
  readonly mandateAccount: string;
  readonly types: Readonly<Record<TransactionType, string>>;
  readonly features: Readonly<Record<Feature, string>>;
  readonly outcomes: Readonly<Record<CallOutcome, string>>;
  readonly connectors: Readonly<Record<ConnectorType, string>>;
}

const PROVIDERS = { anthropic: 'Anthropic', openai: 'OpenAI', perplexity: 'Perplexity', tavily: 'Tavily' } as const;

/** Files speak the language of their reader. */
export const EXPORT_TEXTS: Readonly<Record<Locale, ExportTexts>> = {
  'de-CH': {
    bookings: 'Buchungen',
    bookingsFile: 'nyla-buchungen',
    usageFile: 'nyla-verbrauch',
    headings: {
      time: 'Zeit',
      seq: 'Nr.',
      type: 'Art',
      connectorType: 'Anbieter',
      model: 'Modell',
      feature: 'Funktion',
      automation: 'Automation',
      run: 'Lauf',
      step: 'Schritt',
      user: 'Benutzer',
      inputTokens: 'Tokens Eingabe',
      outputTokens: 'Tokens Ausgabe',
      amount: 'Betrag CHF',
      balanceAfter: 'Saldo CHF',
      account: 'Konto',
      outcome: 'Ergebnis',
      estimated: 'Geschätzt',
      reason: 'Grund',
      reference: 'Referenz',
      utc: 'Zeit (UTC)',
      id: 'Buchung',
    },
    groupings: {
      day: 'Tag',
      month: 'Monat',
      connectorType: 'Anbieter',
      model: 'Modell',
      feature: 'Funktion',
      userId: 'Benutzer',
      automationId: 'Automation',
    },
    calls: 'Aufrufe',
    used: 'Verbrauch CHF',
    yes: 'ja',
    mandateAccount: 'Mandant',
    types: {
      credit: 'Aufladung',
      debit: 'Verbrauch',
      adjustment: 'Korrektur',
      transfer: 'Übertrag',
      expiry: 'Verfall',
    },
    features: { chat: 'Chat', automation: 'Automation', api: 'API' },
    outcomes: { completed: 'vollständig', aborted: 'abgebrochen', failed: 'vom Anbieter unterbrochen' },
    connectors: { ...PROVIDERS, local: 'Lokal', demo: 'Demo' },
  },
  en: {
    bookings: 'Bookings',
    bookingsFile: 'nyla-bookings',
    usageFile: 'nyla-usage',
    headings: {
      time: 'Time',
      seq: 'No.',
      type: 'Type',
      connectorType: 'Provider',
      model: 'Model',
      feature: 'Feature',
      automation: 'Automation',
      run: 'Run',
      step: 'Step',
      user: 'User',
      inputTokens: 'Input tokens',
      outputTokens: 'Output tokens',
      amount: 'Amount CHF',
      balanceAfter: 'Balance CHF',
      account: 'Account',
      outcome: 'Outcome',
      estimated: 'Estimated',
      reason: 'Reason',
      reference: 'Reference',
      utc: 'Time (UTC)',
      id: 'Booking',
    },
    groupings: {
      day: 'Day',
      month: 'Month',
      connectorType: 'Provider',
      model: 'Model',
      feature: 'Feature',
      userId: 'User',
      automationId: 'Automation',
    },
    calls: 'Calls',
    used: 'Usage CHF',
    yes: 'yes',
    mandateAccount: 'Mandate',
    types: { credit: 'Top-up', debit: 'Usage', adjustment: 'Correction', transfer: 'Transfer', expiry: 'Expiry' },
    features: { chat: 'Chat', automation: 'Automation', api: 'API' },
    outcomes: { completed: 'complete', aborted: 'stopped', failed: 'broken off by the provider' },
    connectors: { ...PROVIDERS, local: 'Local', demo: 'Demo' },
  },
  'fr-CH': {
    bookings: 'Écritures',
    bookingsFile: 'nyla-ecritures',
    usageFile: 'nyla-consommation',
    headings: {
      time: 'Date',
      seq: 'N°',
      type: 'Type',
      connectorType: 'Fournisseur',
      model: 'Modèle',
      feature: 'Fonction',
      automation: 'Automatisation',
      run: 'Exécution',
      step: 'Étape',
      user: 'Utilisateur',
      inputTokens: 'Tokens en entrée',
      outputTokens: 'Tokens en sortie',
      amount: 'Montant CHF',
      balanceAfter: 'Solde CHF',
      account: 'Compte',
      outcome: 'Résultat',
      estimated: 'Estimé',
      reason: 'Motif',
      reference: 'Référence',
      utc: 'Date (UTC)',
      id: 'Écriture',
    },
    groupings: {
      day: 'Jour',
      month: 'Mois',
      connectorType: 'Fournisseur',
      model: 'Modèle',
      feature: 'Fonction',
      userId: 'Utilisateur',
      automationId: 'Automatisation',
    },
    calls: 'Appels',
    used: 'Consommation CHF',
    yes: 'oui',
    mandateAccount: 'Mandant',
    types: {
      credit: 'Recharge',
      debit: 'Consommation',
      adjustment: 'Correction',
      transfer: 'Transfert',
      expiry: 'Expiration',
    },
    features: { chat: 'Chat', automation: 'Automatisation', api: 'API' },
    outcomes: { completed: 'complet', aborted: 'arrêté', failed: 'interrompu par le fournisseur' },
    connectors: { ...PROVIDERS, local: 'Local', demo: 'Démo' },
  },
};
