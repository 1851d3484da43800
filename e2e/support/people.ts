export const PASSWORD = 'nyla-demo';

/** The people of the demo mandates. Anna and Urs are in Muster AG, Bea in Beispiel GmbH, which has a history. */
export const PEOPLE = {
  operator: { email: 'operator@nyla.local', name: 'Olivia Operator' },
  anna: { email: 'admin@muster.local', name: 'Anna Muster' },
  urs: { email: 'user@muster.local', name: 'Urs Muster' },
  bea: { email: 'admin@beispiel.local', name: 'Bea Beispiel' },
} as const;

export type Person = keyof typeof PEOPLE;
