import { randomUUID } from 'node:crypto';
import type {
  BalanceDto,
  BillingSettingsDto,
  ChatDetailDto,
  ChatDto,
  CreatedMandateDto,
  MandateOverviewPageDto,
  MeDto,
  MessageDto,
  NoticesDto,
  QuoteDto,
  RoleDto,
  TransactionDetailDto,
  TransactionDto,
  TransactionPageDto,
} from '@nyla/contracts';
import { type APIRequestContext, expect } from '@playwright/test';

interface RolePage {
  readonly items: readonly RoleDto[];
}

/** One person's way to the API. Every answer that is not a success fails the test. */
export class Client {
  constructor(readonly http: APIRequestContext) {}

  me(): Promise<MeDto> {
    return this.get('session');
  }

  balance(): Promise<BalanceDto> {
    return this.get('billing/balance');
  }

  async transactions(query: Record<string, string> = {}): Promise<TransactionDto[]> {
    const items: TransactionDto[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const params = new URLSearchParams({ limit: '200', ...query, ...(cursor ? { cursor } : {}) });
      const page: TransactionPageDto = await this.get(`billing/transactions?${params.toString()}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  transaction(id: string): Promise<TransactionDetailDto> {
    return this.get(`billing/transactions/${id}`);
  }

  newChat(): Promise<ChatDto> {
    return this.post('chats', {});
  }

  chat(id: string): Promise<ChatDetailDto> {
    return this.get(`chats/${id}`);
  }

  /** Asks in a chat, waits for the end of the answer and gives it as it is stored. */
  async ask(chatId: string, content: string, model: string): Promise<MessageDto> {
    const response = await this.send(chatId, content, model);
    expect(response.ok(), `asking answered ${response.status()}`).toBe(true);
    // Until its end is read the stream is not over.
    await response.text();
    const answer = (await this.chat(chatId)).messages.at(-1);
    if (!answer) throw new Error('the chat is empty');
    return answer;
  }

  /** Asks in a chat and gives whatever comes back. */
  send(chatId: string, content: string, model: string) {
    return this.http.post(`/api/v1/chats/${chatId}/messages`, { data: { content, model } });
  }

  async stop(chatId: string): Promise<void> {
    const response = await this.http.post(`/api/v1/chats/${chatId}/stop`);
    expect(response.ok(), `stopping answered ${response.status()}`).toBe(true);
  }

  quote(model: string, content: string): Promise<QuoteDto> {
    return this.post('models/quote', { model, content });
  }

  async role(name: string): Promise<RoleDto> {
    const { items } = await this.get<RolePage>('roles');
    const role = items.find((candidate) => candidate.name === name);
    if (!role) throw new Error(`there is no role ${name}`);
    return role;
  }

  async setRules(roleId: string, rules: RoleDto['rules']): Promise<void> {
    const response = await this.http.put(`/api/v1/roles/${roleId}/rules`, { data: { rules } });
    expect(response.status(), await response.text()).toBe(200);
  }

  /** Marks all notifications as read. */
  async readNotifications(): Promise<void> {
    await this.post('notifications/read', { all: true });
  }

  notices(): Promise<NoticesDto> {
    return this.get('notices');
  }

  billingSettings(): Promise<BillingSettingsDto> {
    return this.get('billing/settings');
  }

  async setThreshold(lowBalanceThreshold: string | null): Promise<void> {
    const response = await this.http.put('/api/v1/billing/settings', { data: { lowBalanceThreshold } });
    expect(response.status(), await response.text()).toBe(200);
  }

  mandates(q?: string): Promise<MandateOverviewPageDto> {
    return this.get(`admin/mandates${q === undefined ? '' : `?q=${encodeURIComponent(q)}`}`);
  }

  newMandate(name: string, email: string): Promise<CreatedMandateDto> {
    return this.post('admin/mandates', {
      name,
      billingModel: 'PREPAY_MANDATE',
      firstAdmin: { email, locale: 'de-CH' },
    });
  }

  credit(mandateId: string, amount: string, reason: string): Promise<TransactionDto> {
    return this.post(`admin/mandates/${mandateId}/credits`, { amount, reason });
  }

  reverse(mandateId: string, transactionId: string, reason: string): Promise<TransactionDto> {
    return this.post(`admin/mandates/${mandateId}/adjustments`, { reversalOf: transactionId, reason });
  }

  private async get<T>(path: string): Promise<T> {
    const response = await this.http.get(`/api/v1/${path}`);
    expect(response.ok(), `GET ${path} answered ${response.status()}`).toBe(true);
    return (await response.json()) as T;
  }

  private async post<T>(path: string, data: unknown): Promise<T> {
    const response = await this.http.post(`/api/v1/${path}`, { data, headers: { 'idempotency-key': randomUUID() } });
    expect(response.ok(), `POST ${path} answered ${response.status()}: ${await response.text()}`).toBe(true);
    return (await response.json()) as T;
  }
}
