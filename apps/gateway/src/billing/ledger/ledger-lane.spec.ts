import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import type { Reservation, ReserveResult, Settlement, SettleResult } from './ledger.types.js';
import { type ApplyBatch, LedgerLane } from './ledger-lane.js';

const GRANTED: ReserveResult = { status: 'granted' };
const ACCOUNT = '00000000-0000-7000-8000-00000000000a';

function reservation(id: string): Reservation {
  return reservationOf(ACCOUNT, '1', { id });
}

function settlement(id: string): Settlement {
  return settlementOf(id, '1');
}

function booked(seq: number): SettleResult {
  return { status: 'booked', repeated: false, seq, amount: 0n, balanceAfter: 0n, shortfall: 0n };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A database that notes its batches and answers when told to. */
class FakeLedger {
  readonly batches: string[][] = [];
  private readonly waiting: (() => void)[] = [];
  manual = true;
  /** Operations that the database refuses, and with them their whole batch. */
  readonly poisoned = new Set<string>();
  outage: Error | undefined;

  readonly apply: ApplyBatch = async (settlements, reservations) => {
    this.batches.push([...settlements.map(({ id }) => `s${id}`), ...reservations.map(({ id }) => `r${id}`)]);
    if (this.manual) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.outage) throw this.outage;
    const bad = [...settlements, ...reservations].find(({ id }) => this.poisoned.has(id));
    if (bad) throw new Error(`poison ${bad.id}`);
    return { settled: settlements.map(({ id }) => booked(Number(id))), reserved: reservations.map(() => GRANTED) };
  };

  async answer(): Promise<void> {
    this.waiting.shift()?.();
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  }
}

describe('the lane', () => {
  it('sends what arrives while a batch is under way together in the next, settlements first', async () => {
    const database = new FakeLedger();
    const lane = new LedgerLane(database.apply);
    const answers = [
      lane.reserve(reservation('1')),
      lane.reserve(reservation('2')),
      lane.settle(settlement('3')),
      lane.reserve(reservation('4')),
    ];
    expect(database.batches).toEqual([['r1']]);
    await database.answer();
    expect(database.batches).toEqual([['r1'], ['s3', 'r2', 'r4']]);
    await database.answer();
    expect(await Promise.all(answers)).toEqual([GRANTED, GRANTED, booked(3), GRANTED]);
    expect(lane.fallbacks).toBe(0);
  });

  it('never has two batches under way, and starts again after a rest', async () => {
    const database = new FakeLedger();
    const lane = new LedgerLane(database.apply);
    const first = lane.reserve(reservation('1'));
    const second = lane.reserve(reservation('2'));
    await nextTurn();
    expect(database.batches).toHaveLength(1);
    await database.answer();
    await database.answer();
    await Promise.all([first, second]);
    const third = lane.reserve(reservation('3'));
    expect(database.batches).toHaveLength(3);
    await database.answer();
    expect(await third).toEqual(GRANTED);
  });

  it('lets a second operation with the same id wait for the next batch, in order', async () => {
    const database = new FakeLedger();
    const lane = new LedgerLane(database.apply);
    void lane.reserve(reservation('0'));
    const answers = [
      lane.reserve(reservation('1')),
      lane.settle(settlement('1')),
      lane.settle(settlement('1')),
      lane.reserve(reservation('2')),
    ];
    for (let batch = 0; batch < 4; batch++) await database.answer();
    expect(database.batches).toEqual([['r0'], ['r1', 'r2'], ['s1'], ['s1']]);
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  it('cuts a long queue into batches and keeps its order', async () => {
    const database = new FakeLedger();
    const lane = new LedgerLane(database.apply);
    const ids = Array.from({ length: 1_200 }, (_, index) => String(index));
    const answers = ids.map((id) => lane.reserve(reservation(id)));
    for (let batch = 0; batch < 4; batch++) await database.answer();
    await Promise.all(answers);
    expect(database.batches.map((batch) => batch.length)).toEqual([1, 512, 512, 175]);
    expect(database.batches.flat()).toEqual(ids.map((id) => `r${id}`));
  });

  it('repeats a failed batch one by one, so that a poisoned operation fails alone', async () => {
    const database = new FakeLedger();
    const lane = new LedgerLane(database.apply);
    database.poisoned.add('2');
    const first = lane.reserve(reservation('0'));
    const answers = Promise.allSettled(['1', '2', '3'].map((id) => lane.settle(settlement(id))));
    database.manual = false;
    await database.answer();
    await first;
    expect(await answers).toEqual([
      { status: 'fulfilled', value: booked(1) },
      { status: 'rejected', reason: new Error('poison 2') },
      { status: 'fulfilled', value: booked(3) },
    ]);
    expect(database.batches).toEqual([['r0'], ['s1', 's2', 's3'], ['s1'], ['s2'], ['s3']]);
    expect(lane.fallbacks).toBe(1);
  });

  it('does not repeat a batch of one', async () => {
    const database = new FakeLedger();
    database.manual = false;
    database.poisoned.add('1');
    const lane = new LedgerLane(database.apply);
    await expect(lane.reserve(reservation('1'))).rejects.toThrow('poison 1');
    expect(database.batches).toHaveLength(1);
    expect(lane.fallbacks).toBe(0);
  });

  it('treats an answer that leaves an operation out as a failure of the batch', async () => {
    const lane = new LedgerLane(async () => ({ settled: [], reserved: [] }));
    await expect(lane.reserve(reservation('1'))).rejects.toThrow('did not answer every operation');
  });

  it('asks a database that is away once more, not once for each operation', async () => {
    const database = new FakeLedger();
    const outage = new Error('connection refused');
    const lane = new LedgerLane(database.apply, (error) => error === outage);
    const first = lane.reserve(reservation('0'));
    const rest = Promise.allSettled(Array.from({ length: 100 }, (_, id) => lane.settle(settlement(String(id + 1)))));
    database.manual = false;
    await database.answer();
    await first;
    database.outage = outage;
    expect(new Set((await rest).map(({ status }) => status))).toEqual(new Set(['fulfilled']));

    const refused = Promise.allSettled(Array.from({ length: 100 }, (_, id) => lane.settle(settlement(String(id + 1)))));
    expect((await refused).every(({ status }) => status === 'rejected')).toBe(true);
    expect(database.batches.slice(2).map((batch) => batch.length)).toEqual([1, 99, 1]);
  });

  it('runs its batches in no caller’s context', async () => {
    const transaction = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const lane = new LedgerLane(async (_, reservations) => {
      seen.push(transaction.getStore());
      return { settled: [], reserved: reservations.map(() => GRANTED) };
    });
    await transaction.run('of one caller', () => lane.reserve(reservation('1')));
    expect(seen).toEqual([undefined]);
  });

  it('loses and doubles no operation, whatever comes between', async () => {
    const step = fc.record({
      kind: fc.constantFrom('reserve' as const, 'settle' as const),
      id: fc.nat(12).map(String),
      pauses: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.subarray(['1', '5', '9']), async (steps, poisoned) => {
        const applied: string[] = [];
        const lane = new LedgerLane(async (settlements, reservations) => {
          await nextTurn();
          const ids = [...settlements, ...reservations].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          if (ids.some((id) => poisoned.includes(id))) throw new Error('poison');
          applied.push(...settlements.map(({ id }) => `s${id}`), ...reservations.map(({ id }) => `r${id}`));
          return {
            settled: settlements.map(({ id }) => booked(Number(id))),
            reserved: reservations.map(() => GRANTED),
          };
        });
        const answers: Promise<unknown>[] = [];
        for (const { kind, id, pauses } of steps) {
          for (let pause = 0; pause < pauses; pause++) await nextTurn();
          const answer = kind === 'reserve' ? lane.reserve(reservation(id)) : lane.settle(settlement(id));
          answers.push(answer.then(String, () => `refused ${id}`));
        }
        const results = await Promise.all(answers);
        const healthy = steps.filter(({ id }) => !poisoned.includes(id));
        expect(results.filter((text) => String(text).startsWith('refused'))).toHaveLength(
          steps.length - healthy.length,
        );
        expect(applied.toSorted()).toEqual(healthy.map(({ kind, id }) => `${kind.slice(0, 1)}${id}`).toSorted());
        for (const id of new Set(healthy.map((one) => one.id))) {
          const order = healthy.filter((one) => one.id === id).map(({ kind }) => kind.slice(0, 1));
          expect(applied.filter((text) => text.slice(1) === id).map((text) => text.slice(0, 1))).toEqual(order);
        }
      }),
      { numRuns: 100 },
    );
  });
});
