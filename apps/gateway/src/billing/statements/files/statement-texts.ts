import type { Locale, StatementGrouping, StatementTaxState } from '@nyla/contracts';

/** What a file of a statement says in words. */
export interface StatementTexts {
  readonly title: (month: string) => string;
  readonly fileName: string;
  readonly number: string;
  readonly period: string;
  readonly account: string;
  readonly mandateAccount: string;
  readonly createdAt: string;
  readonly bookings: string;
  readonly noBookings: string;
  readonly range: (first: string, last: string) => string;
  readonly recipient: string;
  readonly operator: string;
  readonly calculation: string;
  readonly opening: string;
  readonly credits: string;
  readonly adjustments: string;
  readonly transfers: string;
  readonly expiry: string;
  readonly usage: string;
  readonly closing: string;
  readonly open: string;
  readonly tax: string;
  readonly rate: string;
  readonly net: string;
  readonly taxAmount: string;
  readonly gross: string;
  readonly taxNotes: Readonly<Record<StatementTaxState, string>>;
  readonly usageBy: Readonly<Record<StatementGrouping, string>>;
  readonly groupings: Readonly<Record<StatementGrouping, string>>;
  readonly outsideAutomations: string;
  readonly unknown: string;
  readonly movements: string;
  readonly time: string;
  readonly type: string;
  readonly reason: string;
  readonly calls: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly amount: string;
  readonly total: string;
  readonly section: string;
  readonly label: string;
  readonly detail: string;
  readonly sameUsage: string;
  readonly closingNote: string;
  readonly page: (page: number, pages: number) => string;
}

export const STATEMENT_TEXTS: Readonly<Record<Locale, StatementTexts>> = {
  'de-CH': {
    title: (month) => `Auszug ${month}`,
    fileName: 'nyla-auszug',
    number: 'Auszug Nr.',
    period: 'Zeitraum',
    account: 'Konto',
    mandateAccount: 'Guthaben des Mandanten',
    createdAt: 'Erstellt am',
    bookings: 'Buchungen',
    noBookings: 'keine',
    range: (first, last) => `Nr. ${first} bis ${last}`,
    recipient: 'Empfänger',
    operator: 'Betreiber',
    calculation: 'Berechnung',
    opening: 'Anfangssaldo',
    credits: 'Aufladungen',
    adjustments: 'Korrekturen',
    transfers: 'Überträge',
    expiry: 'Verfallenes Guthaben',
    usage: 'Verbrauch',
    closing: 'Schlusssaldo',
    open: 'Offener Betrag, auf Rappen gerundet',
    tax: 'Im Verbrauch enthaltene MWST',
    rate: 'Satz',
    net: 'Netto CHF',
    taxAmount: 'MWST CHF',
    gross: 'Brutto CHF',
    taxNotes: {
      included:
        'Die gebuchten Beträge sind Endpreise und enthalten die MWST. Sie ist je Satz einmal auf ganze Rappen gerundet; zurückgenommene Aufrufe sind abgezogen.',
      not_registered: 'Der Betreiber ist nicht als MWST-pflichtig eingetragen; die Beträge enthalten keine MWST.',
      abroad:
        'Leistung an einen Empfänger im Ausland, nicht der Schweizer MWST unterstellt (Art. 8 Abs. 1 MWSTG); die Beträge enthalten keine MWST.',
      own_use: 'Eigener Verbrauch des Betreibers, ohne MWST.',
    },
    usageBy: {
      connectorType: 'Verbrauch nach Anbieter',
      model: 'Verbrauch nach Modell',
      feature: 'Verbrauch nach Funktion',
      automationId: 'Verbrauch nach Automation',
      userId: 'Verbrauch nach Benutzer',
    },
    groupings: {
      connectorType: 'Anbieter',
      model: 'Modell',
      feature: 'Funktion',
      automationId: 'Automation',
      userId: 'Benutzer',
    },
    outsideAutomations: 'ohne Automation',
    unknown: 'nicht mehr vorhanden',
    movements: 'Weitere Buchungen',
    time: 'Datum',
    type: 'Art',
    reason: 'Grund und Referenz',
    calls: 'Aufrufe',
    inputTokens: 'Tokens Eingabe',
    outputTokens: 'Tokens Ausgabe',
    amount: 'CHF',
    total: 'Total',
    section: 'Abschnitt',
    label: 'Bezeichnung',
    detail: 'Angabe',
    sameUsage: 'Jede der folgenden Aufstellungen zeigt denselben Verbrauch.',
    closingNote: 'Dieser Auszug ist keine Zahlungsaufforderung.',
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
  en: {
    title: (month) => `Statement ${month}`,
    fileName: 'nyla-statement',
    number: 'Statement no.',
    period: 'Period',
    account: 'Account',
    mandateAccount: 'Credit of the mandate',
    createdAt: 'Made on',
    bookings: 'Bookings',
    noBookings: 'none',
    range: (first, last) => `no. ${first} to ${last}`,
    recipient: 'Recipient',
    operator: 'Operator',
    calculation: 'Calculation',
    opening: 'Opening balance',
    credits: 'Top-ups',
    adjustments: 'Corrections',
    transfers: 'Transfers',
    expiry: 'Expired credit',
    usage: 'Usage',
    closing: 'Closing balance',
    open: 'Amount due, rounded to centimes',
    tax: 'VAT contained in usage',
    rate: 'Rate',
    net: 'Net CHF',
    taxAmount: 'VAT CHF',
    gross: 'Gross CHF',
    taxNotes: {
      included:
        'Amounts booked are final prices and contain VAT. It is rounded once for each rate, to whole centimes; calls that were taken back are deducted.',
      not_registered: 'The operator is not registered for VAT; amounts contain none.',
      abroad:
        'Service to a recipient abroad, not subject to Swiss VAT (art. 8 para. 1 of the VAT Act); amounts contain none.',
      own_use: "The operator's own use, without VAT.",
    },
    usageBy: {
      connectorType: 'Usage by provider',
      model: 'Usage by model',
      feature: 'Usage by feature',
      automationId: 'Usage by automation',
      userId: 'Usage by user',
    },
    groupings: {
      connectorType: 'Provider',
      model: 'Model',
      feature: 'Feature',
      automationId: 'Automation',
      userId: 'User',
    },
    outsideAutomations: 'outside of automations',
    unknown: 'no longer exists',
    movements: 'Other bookings',
    time: 'Date',
    type: 'Type',
    reason: 'Reason and reference',
    calls: 'Calls',
    inputTokens: 'Input tokens',
    outputTokens: 'Output tokens',
    amount: 'CHF',
    total: 'Total',
    section: 'Section',
    label: 'Name',
    detail: 'Detail',
    sameUsage: 'Each of the following tables shows the same usage.',
    closingNote: 'This statement is no request for payment.',
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  'fr-CH': {
    title: (month) => `Relevé ${month}`,
    fileName: 'nyla-releve',
    number: 'Relevé n°',
    period: 'Période',
    account: 'Compte',
    mandateAccount: 'Crédit du mandant',
    createdAt: 'Établi le',
    bookings: 'Écritures',
    noBookings: 'aucune',
    range: (first, last) => `n° ${first} à ${last}`,
    recipient: 'Destinataire',
    operator: 'Exploitant',
    calculation: 'Calcul',
    opening: 'Solde initial',
    credits: 'Recharges',
    adjustments: 'Corrections',
    transfers: 'Transferts',
    expiry: 'Crédit expiré',
    usage: 'Consommation',
    closing: 'Solde final',
    open: 'Montant dû, arrondi au centime',
    tax: 'TVA comprise dans la consommation',
    rate: 'Taux',
    net: 'Net CHF',
    taxAmount: 'TVA CHF',
    gross: 'Brut CHF',
    taxNotes: {
      included:
        'Les montants comptabilisés sont des prix finaux, TVA comprise. Elle est arrondie une seule fois par taux, au centime\u202f; les appels annulés sont déduits.',
      not_registered: 'L’exploitant n’est pas assujetti à la TVA\u202f; les montants n’en contiennent pas.',
      abroad:
        'Prestation à un destinataire à l’étranger, non soumise à la TVA suisse (art. 8, al. 1, LTVA)\u202f; les montants n’en contiennent pas.',
      own_use: 'Consommation propre de l’exploitant, sans TVA.',
    },
    usageBy: {
      connectorType: 'Consommation par fournisseur',
      model: 'Consommation par modèle',
      feature: 'Consommation par fonction',
      automationId: 'Consommation par automatisation',
      userId: 'Consommation par utilisateur',
    },
    groupings: {
      connectorType: 'Fournisseur',
      model: 'Modèle',
      feature: 'Fonction',
      automationId: 'Automatisation',
      userId: 'Utilisateur',
    },
    outsideAutomations: 'hors automatisation',
    unknown: 'n’existe plus',
    movements: 'Autres écritures',
    time: 'Date',
    type: 'Type',
    reason: 'Motif et référence',
    calls: 'Appels',
    inputTokens: 'Tokens en entrée',
    outputTokens: 'Tokens en sortie',
    amount: 'CHF',
    total: 'Total',
    section: 'Section',
    label: 'Désignation',
    detail: 'Indication',
    sameUsage: 'Chacun des tableaux suivants montre la même consommation.',
    closingNote: 'Ce relevé n’est pas une demande de paiement.',
    page: (page, pages) => `Page ${page} sur ${pages}`,
  },
};
