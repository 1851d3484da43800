import { randomUUID } from 'node:crypto';
import type { BillingModel, TopUpDto } from '@nyla/contracts';
import { expect } from '@playwright/test';
import type { Client } from './client.js';
import type { Person } from './people.js';

/** Has the operator switch a mandate's billing model, whatever it was before. */
export async function setBillingModel(operator: Client, mandateId: string, billingModel: BillingModel): Promise<void> {
  const response = await operator.http.put(`/api/v1/admin/mandates/${mandateId}/settings`, { data: { billingModel } });
  expect(response.status(), await response.text()).toBe(200);
}

type ClientOf = (person: Person) => Promise<Client>;

/** Gives the members of Beispiel GmbH balances of their own; answers how to take them away again. */
export async function prepareUserBalances(clientOf: ClientOf): Promise<() => Promise<void>> {
  const [operator, bea] = [await clientOf('operator'), await clientOf('bea')];
  const { mandateId } = await bea.me();
  await setBillingModel(operator, mandateId, 'PREPAY_USER');
  return () => setBillingModel(operator, mandateId, 'PREPAY_MANDATE');
}

/** An open request of Muster AG; answers how to withdraw it. */
export async function prepareRequest(clientOf: ClientOf): Promise<() => Promise<void>> {
  const { http } = await clientOf('anna');
  const made = await http.post('/api/v1/billing/top-up-requests', {
    data: { amount: '15000', note: 'Für das Projekt Föhn' },
    headers: { 'idempotency-key': randomUUID() },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = (await made.json()) as TopUpDto;
  return async () => {
    const answer = await http.post(`/api/v1/billing/top-up-requests/${id}/withdrawal`);
    expect(answer.status(), await answer.text()).toBe(200);
  };
}
