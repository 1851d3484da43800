export const STATEMENT_FORMATS = ['pdf', 'csv', 'xlsx'] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];
export const PDF_MEDIA_TYPE = 'application/pdf';

/**
 * Whether a statement names MWST, and if not, why: the operator is not registered · the recipient is abroad, where the
 * service counts as rendered · it is the operator's own use, which nobody is charged for.
 */
export const STATEMENT_TAX_STATES = ['included', 'not_registered', 'abroad', 'own_use'] as const;
export type StatementTaxState = (typeof STATEMENT_TAX_STATES)[number];

/** What a statement sums usage by, in the order in which it shows them. */
export const STATEMENT_GROUPINGS = ['connectorType', 'model', 'feature', 'automationId', 'userId'] as const;
export type StatementGrouping = (typeof STATEMENT_GROUPINGS)[number];
