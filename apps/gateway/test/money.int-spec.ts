import { randomUUID } from 'node:crypto';
import type {
  BalanceDto,
  InsufficientBalanceDetails,
  ProblemDto,
  StatisticsDto,
  TransactionDetailDto,
  TransactionDto,
  TransactionPageDto,
} from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { VerifyService } from '../src/billing/ledger/verify.service.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type Customer, eventually, headersOf, World } from './support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

type Booked = TransactionDto & ProblemDto;

function credit(mandateId: string, body: object, key: string = randomUUID()) {
  return world.people.send<Booked>('POST', `admin/mandates/${mandateId}/credits`, {
    as: world.operator,
    body,
    headers: { 'idempotency-key': key },
  });
}

function reverse(mandateId: string, reversalOf: string, key: string = randomUUID()) {
  return world.people.send<Booked>('POST', `admin/mandates/${mandateId}/adjustments`, {
    as: world.operator,
    body: { reversalOf, reason: 'Irrtum' },
    headers: { 'idempotency-key': key },
  });
}

async function ask(as: Sender, content = 'Guten Tag') {
  return (await world.ask(as, await world.newChat(as), { content })).finish();
}

const balanceOf = async (as: Sender) => (await world.people.send<BalanceDto>('GET', 'billing/balance', { as })).body;

const bookings = async (mandateId: string): Promise<number> => {
  const { rows } = await world.billing.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM billing_transaction WHERE mandate_id = $1',
    [mandateId],
  );
  return rows[0]?.count ?? 0;
};

describe('a credit', () => {
  it('is a booking with author, reason and reference, and is there at once', async () => {
    const { mandate, admin } = await world.customer({ credit: '0' });
    const { status, body } = await credit(mandate.id, {
      amount: '12.345678901',
      reason: 'Einzahlung',
      reference: 'R-7',
    });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        type: 'credit',
        seq: 1,
        amount: '12.345678901',
        balanceAfter: '12.345678901',
        userId: world.operator.userId,
        reason: 'Einzahlung',
        reference: 'R-7',
      },
    });
    expect(await balanceOf(admin)).toMatchObject({ balance: '12.345678901', held: '0.00', available: '12.345678901' });
  });

  it('sent twice with one key is booked once, and answered as the first time', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    const key = randomUUID();
    const one = await credit(mandate.id, { amount: '5', reason: 'x' }, key);
    const two = await credit(mandate.id, { amount: '5', reason: 'x' }, key);
    expect([two.status, two.body]).toEqual([one.status, one.body]);
    expect(await bookings(mandate.id)).toBe(1);
  });

  it('sent 20 times at once with one key is booked once', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => credit(mandate.id, { amount: '5', reason: 'x' }, key)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await world.account(mandate.id)).toMatchObject({ balance: '5.000000000' });
  });

  it('sent to two gateways at once with one key is booked once [lesson: income-once]', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    const second = await world.secondGateway();
    try {
      const urls = [world.baseUrl, await second.listen()];
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const response = await fetch(`${urls[index % 2]}/api/v1/admin/mandates/${mandate.id}/credits`, {
            method: 'POST',
            headers: { ...headersOf(world.operator), 'idempotency-key': key },
            body: JSON.stringify({ amount: '5', reason: 'x' }),
          });
          return response.text();
        }),
      );
      expect(new Set(answers.map((text) => (JSON.parse(text) as TransactionDto).id)).size).toBe(1);
      expect(await bookings(mandate.id)).toBe(1);
    } finally {
      await second.close();
    }
  });

  it('with a used key and another body is a conflict, and changes nothing', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    const key = randomUUID();
    await credit(mandate.id, { amount: '5', reason: 'x' }, key);
    for (const body of [
      { amount: '6', reason: 'x' },
      { amount: '5', reason: 'y' },
      { amount: '5', reason: 'x', reference: 'z' },
    ]) {
      const { status, body: problem } = await credit(mandate.id, body, key);
      expect([status, problem.code]).toEqual([409, 'common.idempotency_conflict']);
    }
    expect(await world.account(mandate.id)).toMatchObject({ balance: '5.000000000' });
  });

  it('with a key that another mandate used is its own', async () => {
    const [one, two] = [await world.customer({ credit: '0' }), await world.customer({ credit: '0' })];
    const key = randomUUID();
    const ids = [
      await credit(one.mandate.id, { amount: '5', reason: 'x' }, key),
      await credit(two.mandate.id, { amount: '5', reason: 'x' }, key),
    ];
    expect(new Set(ids.map(({ body }) => body.id)).size).toBe(2);
  });

  it('above the limit is refused; at the limit it is booked exactly', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    const refused = await credit(mandate.id, { amount: '1000000.000000001', reason: 'x' });
    expect([refused.status, refused.body.code]).toEqual([422, 'billing.amount_out_of_range']);
    expect(refused.body.details).toMatchObject({ maximum: expect.stringMatching(/^1000000(\.0+)?$/) });
    expect((await credit(mandate.id, { amount: '1000000', reason: 'x', confirm: '1000000.00' })).status).toBe(201);
    expect((await credit(mandate.id, { amount: '0.000000001', reason: 'x' })).status).toBe(201);
    expect((await world.account(mandate.id)).balance).toBe('1000000.000000001');
  });

  it('of a mandate that is not there is not found', async () => {
    expect((await credit(randomUUID(), { amount: '5', reason: 'x' })).status).toBe(404);
  });

  it('many at once are all booked, numbered without gaps', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    await Promise.all(Array.from({ length: 60 }, () => credit(mandate.id, { amount: '0.1', reason: 'x' })));
    expect(await world.account(mandate.id)).toMatchObject({ balance: '6.000000000', last_seq: '60' });
  });
});

describe('a correction', () => {
  it('reverses a booking in full, once, and says which [lesson: no-edits]', async () => {
    const { mandate, admin } = await world.customer({ credit: '7' });
    const booked = (await credit(mandate.id, { amount: '3', reason: 'x' })).body;
    const { status, body } = await reverse(mandate.id, booked.id);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { type: 'adjustment', amount: '-3.00', reversalOf: booked.id },
    });
    const again = await reverse(mandate.id, booked.id);
    expect([again.status, again.body.code]).toEqual([409, 'billing.already_reversed']);
    expect((await balanceOf(admin)).balance).toBe('7.00');
  });

  it('of what is reversed already says so, also where the balance would not cover it', async () => {
    const { mandate } = await world.customer({ credit: '1' });
    const booked = (await credit(mandate.id, { amount: '3', reason: 'x' })).body;
    expect((await reverse(mandate.id, booked.id)).status).toBe(201);
    const again = await reverse(mandate.id, booked.id);
    expect([again.status, again.body.code]).toEqual([409, 'billing.already_reversed']);
  });

  it('sent many times at once happens once', async () => {
    const { mandate } = await world.customer({ credit: '7' });
    const booked = (await credit(mandate.id, { amount: '3', reason: 'x' })).body;
    const answers = await Promise.all(Array.from({ length: 10 }, () => reverse(mandate.id, booked.id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
    const key = randomUUID();
    const other = (await credit(mandate.id, { amount: '2', reason: 'x' })).body;
    const repeats = await Promise.all(Array.from({ length: 10 }, () => reverse(mandate.id, other.id, key)));
    expect(new Set(repeats.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect((await world.account(mandate.id)).balance).toBe('7.000000000');
  });

  it('of a credit that is spent is refused: the balance never falls below its limit', async () => {
    const { mandate, user } = await world.customer({ credit: '0' });
    const booked = (await credit(mandate.id, { amount: '3', reason: 'x' })).body;
    expect((await ask(user)).one('done').status).toBe('completed');
    const refused = await reverse(mandate.id, booked.id);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(parseChf((await world.account(mandate.id)).balance)).toBeGreaterThan(0n);
  });

  it('of a credit that a running call has reserved is refused until the call is over', async () => {
    const { mandate, user } = await world.customer({ credit: '0' });
    const { maximum } = await world.quote(user, 'Guten Tag');
    const one = await world.credit(mandate.id, '1');
    const booked = (await credit(mandate.id, { amount: maximum, reason: 'x' })).body;
    world.fake.script({ words: 30, wordDelayMs: 20 });
    const stream = await world.ask(user, await world.newChat(user), { content: 'Guten Tag' });
    await stream.until('start');
    expect((await reverse(mandate.id, booked.id)).status).toBe(201);
    expect((await reverse(mandate.id, one.id)).status).toBe(402);
    await stream.finish();
  });

  it('of a debit gives the amount back, and statistics say the same as the bookings', async () => {
    const { mandate, user, admin } = await world.customer({ credit: '5' });
    const { price } = (await ask(user)).one('done');
    const { status, body } = await reverse(mandate.id, price?.transactionId ?? '');
    expect([status, body.amount]).toEqual([201, price?.amount]);
    expect((await balanceOf(admin)).balance).toBe('5.00');
  });

  it('of a correction is refused, or is itself a booking that can be traced', async () => {
    const { mandate } = await world.customer({ credit: '7' });
    const booked = (await credit(mandate.id, { amount: '3', reason: 'x' })).body;
    const reversal = (await reverse(mandate.id, booked.id)).body;
    const twice = await reverse(mandate.id, reversal.id);
    if (twice.status === 201) expect(twice.body).toMatchObject({ amount: '3.00', reversalOf: reversal.id });
    else expect(twice.status).toBeLessThan(500);
  });
});

describe('a receipt', () => {
  it('recomputes by hand to its booking', async () => {
    const { user } = await world.customer();
    world.fake.script({ usage: { input_tokens: 1_234, output_tokens: 567, total_tokens: 1_801 } });
    const { price } = (await ask(user)).one('done');
    const { body } = await world.people.send<TransactionDetailDto>(
      'GET',
      `billing/transactions/${price?.transactionId}`,
      { as: user },
    );
    // (1'234 × 1 + 567 × 5) ÷ 1'000'000 USD × 0.80 CHF × 1.5
    expect(body).toMatchObject({ amount: '-0.0048828', shortfall: '0.00' });
    expect(body.receipt).toMatchObject({
      lines: [
        { kind: 'input', quantity: 1_234, usd: '1', perUnits: 1_000_000, usdAmount: '0.001234' },
        { kind: 'output', quantity: 567, usd: '5', perUnits: 1_000_000, usdAmount: '0.002835' },
      ],
      usdTotal: '0.004069',
      fxRate: expect.stringMatching(/^0\.80*$/),
      markupPercent: expect.stringMatching(/^50(\.0+)?$/),
      amount: '0.0048828',
      rounding: 'half-even',
    });
    expect(JSON.stringify(body)).not.toContain('sk-fake');
  });
});

describe('PREPAY_USER', () => {
  it('gives every member an own account with its initial credit, and one does not pay for another [lesson: personal-limit]', async () => {
    const { mandate, user, admin } = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit: '2.5' });
    await Promise.all(Array.from({ length: 8 }, () => balanceOf(user)));
    expect(await balanceOf(user)).toMatchObject({ balance: '2.50', billingModel: 'PREPAY_USER' });
    expect((await ask(user)).one('done').status).toBe('completed');
    expect(parseChf((await balanceOf(user)).balance)).toBeLessThan(parseChf('2.5'));
    expect((await balanceOf(admin)).balance).toBe('2.50');
    expect((await world.account(mandate.id, user.userId)).user_id).toBe(user.userId);
  });

  it('gives the initial credit once, however many first calls come at once', async () => {
    const { mandate, user } = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit: '1' });
    const chats = await world.newChats(user, 10);
    await Promise.all(chats.map(async (chatId) => (await world.ask(user, chatId, { content: 'x' })).finish()));
    const { rows } = await world.billing.query<{ type: string; amount: string }>(
      "SELECT type, amount FROM billing_transaction WHERE mandate_id = $1 AND type = 'credit'",
      [mandate.id],
    );
    expect(rows).toEqual([{ type: 'credit', amount: '1.000000000' }]);
  });

  it('lets the operator credit one member, and nobody of another mandate', async () => {
    const { mandate, user, admin } = await world.customer({ billingModel: 'PREPAY_USER' });
    const stranger = await world.customer();
    await world.credit(mandate.id, '4', user.userId);
    expect([(await balanceOf(user)).balance, (await balanceOf(admin)).balance]).toEqual(['4.00', '0.00']);
    expect((await credit(mandate.id, { amount: '1', reason: 'x', userId: stranger.user.userId })).status).toBe(404);
    const { problem } = await ask(admin);
    expect(problem?.code).toBe('billing.insufficient_balance');
  });

  it('shows members every booking of their own account, what the operator credited included', async () => {
    const { mandate, user } = await world.customer({ billingModel: 'PREPAY_USER' });
    await world.credit(mandate.id, '4', user.userId);
    await ask(user);
    const { items } = await world.transactions(user);
    const sum = items.reduce((total, { amount }) => total + parseChf(amount), 0n);
    expect({ types: items.map(({ type }) => type), sum }).toEqual({
      types: ['debit', 'credit'],
      sum: parseChf((await balanceOf(user)).balance),
    });
  });
});

describe('POSTPAY', () => {
  it('goes down to the credit limit and no further', async () => {
    const { mandate, user, admin } = await world.customer({
      billingModel: 'POSTPAY',
      creditLimit: '0.05',
      credit: '0',
    });
    expect(await balanceOf(admin)).toMatchObject({ balance: '0.00', available: '0.05', creditLimit: '0.05' });
    world.fake.script({ usage: { input_tokens: 10, output_tokens: 4_000, total_tokens: 4_010 } });
    const answers = [];
    for (let call = 0; call < 4; call++) answers.push(await ask(user));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 402, 402]);
    const { balance } = await world.account(mandate.id);
    expect(parseChf(balance)).toBeLessThan(0n);
    expect(parseChf(balance)).toBeGreaterThanOrEqual(-parseChf('0.05'));
    const { available } = (answers[2]?.problem?.details ?? {}) as unknown as InsufficientBalanceDetails;
    expect(parseChf(available)).toBe(parseChf(balance) + parseChf('0.05'));
  });
});

describe('UNLIMITED', () => {
  it('is never refused, and running calls are seen as holds of nothing', async () => {
    const { mandate, user } = await world.customer({ billingModel: 'UNLIMITED', credit: '0' });
    world.fake.script({ words: 40, wordDelayMs: 20 });
    const chats = await world.newChats(user, 5);
    const streams = await Promise.all(chats.map((chatId) => world.ask(user, chatId, { content: 'Guten Tag' })));
    await Promise.all(streams.map((stream) => stream.until('delta')));
    const { rows } = await world.billing.query<{ amount: string }>(
      'SELECT h.amount FROM billing_hold h JOIN billing_account a ON a.id = h.account_id WHERE a.mandate_id = $1',
      [mandate.id],
    );
    expect(rows).toEqual(Array.from({ length: 5 }, () => ({ amount: '0.000000000' })));
    await Promise.all(streams.map((stream) => stream.finish()));
    expect(await balanceOf(user)).toMatchObject({ state: 'unlimited', available: null, creditLimit: null });
    expect(parseChf((await balanceOf(user)).balance)).toBeLessThan(0n);
    expect(await world.openHolds(mandate.id)).toBe(0);
  });

  it('is how ROOT starts', async () => {
    expect((await balanceOf(world.operator)).billingModel).toBe('UNLIMITED');
    expect((await ask(world.operator)).one('done').status).toBe('completed');
  });
});

describe('an account that is suspended', () => {
  it('refuses calls with its own code, asks no provider, and still shows its figures', async () => {
    const { mandate, user } = await world.customer();
    await world.billing.query("UPDATE billing_account SET status = 'suspended' WHERE mandate_id = $1", [mandate.id]);
    const { status, problem } = await ask(user);
    expect([status, problem?.code]).toEqual([403, 'billing.account_suspended']);
    expect(world.fake.requests).toEqual([]);
    expect(await balanceOf(user)).toMatchObject({ state: 'suspended', balance: '10.00' });
  });

  it('refuses a call that passed the door before it was suspended', async () => {
    const { mandate, user } = await world.customer();
    const chats = await world.newChats(user, 20);
    const suspending = world.billing.query("UPDATE billing_account SET status = 'suspended' WHERE mandate_id = $1", [
      mandate.id,
    ]);
    const answers = await Promise.all(
      chats.map(async (chatId) => (await world.ask(user, chatId, { content: 'x' })).finish()),
    );
    await suspending;
    for (const { status, problem } of answers) {
      if (status !== 200) expect([status, problem?.code]).toEqual([403, 'billing.account_suspended']);
    }
  });
});

describe('what is shown while a call runs', () => {
  it('is the reservation beside the balance, and the balance falls with the booking, live [lesson: tight-holds]', async () => {
    const { user } = await world.customer();
    const controller = new AbortController();
    const response = await fetch(`${world.baseUrl}/api/v1/billing/balance/events`, {
      headers: headersOf(user),
      signal: controller.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    const listening = (async () => {
      for await (const chunk of response.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    world.fake.script({ words: 30, wordDelayMs: 30 });
    const stream = await world.ask(user, await world.newChat(user), { content: 'Guten Tag' });
    await stream.until('start');
    const reserved = parseChf(stream.one('start').reserved);
    const during = await balanceOf(user);
    expect([during.balance, parseChf(during.held), parseChf(during.available ?? '0')]).toEqual([
      '10.00',
      reserved,
      parseChf('10') - reserved,
    ]);
    await stream.finish();
    const after = await balanceOf(user);
    expect(parseChf(after.balance)).toBe(parseChf('10') - parseChf(stream.one('price').amount));
    await eventually(() => heard.includes(`"balance":"${after.balance}"`), 2_000);
    controller.abort();
    await listening;
  });
});

describe('statistics', () => {
  it('are the sum of the bookings, however they are grouped, the moment a call is over', async () => {
    const { mandate, user, admin } = await world.customer();
    const statistics = async (groupBy: string) => {
      const query = `from=2026-01-01&to=2028-12-31${groupBy === '' ? '' : `&groupBy=${groupBy}`}`;
      return (await world.people.send<StatisticsDto>('GET', `billing/statistics?${query}`, { as: admin })).body;
    };
    for (let call = 1; call <= 5; call++) {
      await ask(call % 2 === 0 ? user : admin);
      expect((await statistics('')).total.calls).toBe(call);
    }
    const debits = await world.debits(mandate.id);
    const sum = debits.reduce((total, { amount }) => total - parseChf(amount), 0n);
    const output = debits.reduce((total, { usage }) => total + (usage?.['output'] ?? 0), 0);
    for (const groupBy of ['', 'day', 'month', 'connectorType', 'model', 'feature', 'userId', 'day,model,userId']) {
      const { rows, total } = await statistics(groupBy);
      expect({ groupBy, amount: parseChf(total.amount), output: total.outputTokens }).toEqual({
        groupBy,
        amount: sum,
        output,
      });
      expect(rows.reduce((all, { amount }) => all + parseChf(amount), 0n)).toBe(
        groupBy === '' && rows.length === 0 ? 0n : sum,
      );
    }
    expect((await statistics('userId')).rows.map(({ calls }) => calls).toSorted()).toEqual([2, 3]);
  });
});

describe('the file of bookings', () => {
  const csvOf = async (as: Sender, query = '') => {
    const response = await fetch(`${world.baseUrl}/api/v1/billing/transactions?format=csv${query}`, {
      headers: headersOf(as),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      response,
      bytes,
      lines: bytes
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .split('\r\n'),
    };
  };

  it('opens in a Swiss Excel: byte order mark, semicolons, every digit, all bookings of the filter [lesson: csv-export]', async () => {
    const { mandate, admin } = await world.customer({ credit: '0' });
    await credit(mandate.id, {
      amount: '1234.000000001',
      reason: 'Grund; mit "Zeichen"\nund Zeile',
      reference: 'Zürich',
    });
    for (let number = 0; number < 70; number++) await credit(mandate.id, { amount: '0.1', reason: 'klein' });
    const { response, bytes, lines } = await csvOf(admin);
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="[\w.-]+\.csv"/);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = bytes.toString('utf8');
    expect(text).toContain('1234.000000001');
    expect(text).toContain('"Grund; mit ""Zeichen""\nund Zeile"');
    expect(text).toContain('Zürich');
    expect(lines.filter((line) => line.includes(';klein;'))).toHaveLength(70);
    const columns = lines[0]?.split(';').length;
    for (const line of lines.filter((one) => one.includes(';klein;')))
      expect(line.split(';')).toHaveLength(columns ?? 0);
    expect((await csvOf(admin, '&q=Zürich')).lines.filter((line) => line.includes(';klein;'))).toEqual([]);
  });

  it('holds no formula that a spreadsheet would run [lesson: csv-export]', async () => {
    const { mandate, admin } = await world.customer({ credit: '0' });
    const evil = [
      '=1+1',
      '+1+1',
      '-1+1',
      '@SUM(A1)',
      '=HYPERLINK("http://x";"y")',
      '|cmd',
      '=cmd|/C calc',
      '\u00a0=1+1',
      '＝1+1',
      '-2',
    ];
    for (const reason of evil) await credit(mandate.id, { amount: '1', reason, reference: reason });
    const { bytes } = await csvOf(admin);
    const cells = bytes.toString('utf8').split(/[;\r\n]/);
    expect(cells.filter((cell) => /^"?[=+@\t]/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => /^"?-(?!\d+(\.\d+)?"?$)/.test(cell))).toEqual([]);
  });
});

describe('the list of bookings', () => {
  const COUNT = 500;
  let customer: Customer;

  beforeAll(async () => {
    customer = await world.customer({ credit: '0' });
    for (let batch = 0; batch < COUNT / 50; batch++) {
      await Promise.all(
        Array.from({ length: 50 }, () => credit(customer.mandate.id, { amount: '0.01', reason: 'Seite' })),
      );
    }
  }, 30_000);

  it(`pages through ${COUNT} without loss or repeat while new ones come in`, async () => {
    const before = new Set(
      (
        await world.billing.query<{ id: string }>('SELECT id FROM billing_transaction WHERE mandate_id = $1', [
          customer.mandate.id,
        ])
      ).rows.map(({ id }) => id),
    );
    expect(before.size).toBe(COUNT);
    const seen: TransactionDto[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `?limit=37${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: TransactionPageDto = await world.transactions(customer.admin, query);
      expect(page.items.length).toBeLessThanOrEqual(37);
      seen.push(...page.items);
      cursor = page.nextCursor;
      await Promise.all([1, 2, 3].map(() => credit(customer.mandate.id, { amount: '0.02', reason: 'neu' })));
    }
    const ids = seen.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => before.has(id))).toHaveLength(COUNT);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map(({ seq }) => seq).toSorted((a, b) => b - a));
  });

  it('filters by type, day, search and model, each exactly', async () => {
    const { admin, user } = await world.customer();
    await ask(user);
    const listed = async (query: string) => (await world.transactions(admin, query)).items.map(({ type }) => type);
    expect(await listed('')).toEqual(['debit', 'credit']);
    expect(await listed('?type=credit')).toEqual(['credit']);
    expect(await listed('?connectorType=openai')).toEqual(['debit']);
    expect(await listed('?connectorType=demo')).toEqual([]);
    expect(await listed('?model=gpt-6.1-terra')).toEqual(['debit']);
    expect(await listed('?model=gpt-6')).toEqual([]);
    expect(await listed('?feature=chat')).toEqual(['debit']);
    expect(await listed('?feature=api')).toEqual([]);
    expect(await listed('?q=einzahl')).toEqual(['credit']);
    expect(await listed('?from=2020-01-01&to=2020-12-31')).toEqual([]);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich' }).format(new Date());
    expect(await listed(`?from=${today}&to=${today}`)).toEqual(['debit', 'credit']);
  });
});

describe('a booking', () => {
  it('cannot be changed, not even in the database', async () => {
    const { mandate } = await world.customer();
    for (const sql of [
      'UPDATE billing_transaction SET amount = 1000 WHERE mandate_id = $1',
      "UPDATE billing_transaction SET reason = '' WHERE mandate_id = $1",
      'DELETE FROM billing_transaction WHERE mandate_id = $1',
    ]) {
      await expect(world.billing.query(sql, [mandate.id])).rejects.toThrow(/append-only/);
    }
    await expect(world.billing.query('TRUNCATE billing_transaction CASCADE')).rejects.toThrow(/append-only/);
  });

  it('that was forged past all triggers is found by verify', async () => {
    const { mandate } = await world.customer();
    const forged = await world.billing.connect();
    const isClean = async () => (await world.app.get(VerifyService).verify()).differences.length === 0;
    try {
      await forged.query('BEGIN');
      await forged.query('ALTER TABLE billing_transaction DISABLE TRIGGER USER');
      const { rows } = await forged.query<{ reason: string }>(
        'SELECT reason FROM billing_transaction WHERE mandate_id = $1',
        [mandate.id],
      );
      await forged.query("UPDATE billing_transaction SET reason = 'nachträglich' WHERE mandate_id = $1", [mandate.id]);
      await forged.query('COMMIT');
      expect(await isClean()).toBe(false);
      await forged.query('UPDATE billing_transaction SET reason = $2 WHERE mandate_id = $1', [
        mandate.id,
        rows[0]?.reason,
      ]);
    } finally {
      await forged.query('ALTER TABLE billing_transaction ENABLE TRIGGER USER');
      forged.release();
    }
    expect(await isClean()).toBe(true);
  });

  it.each([
    ['a balance that was set', 'UPDATE billing_account SET balance = balance + $2 WHERE mandate_id = $1'],
    ['credit held for nothing', 'UPDATE billing_account SET held = held + $2 WHERE mandate_id = $1'],
    ['a number that is missing', 'UPDATE billing_account SET last_seq = last_seq + $2 WHERE mandate_id = $1'],
    ['statistics that are ahead', 'UPDATE billing_usage_daily SET amount = amount + $2 WHERE mandate_id = $1'],
    ['sums that are ahead', 'UPDATE billing_mandate_usage_daily SET amount = amount + $2 WHERE mandate_id = $1'],
  ])('aside, verify finds %s', async (_name, forge) => {
    const { mandate, user } = await world.customer();
    await ask(user);
    await world.billing.query(forge, [mandate.id, 1]);
    expect((await world.app.get(VerifyService).verify()).differences.length).toBeGreaterThan(0);
    await world.billing.query(forge, [mandate.id, -1]);
  });
});
