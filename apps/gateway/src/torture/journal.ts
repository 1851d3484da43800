import { appendFileSync } from 'node:fs';

/** A booking that the gateway told somebody of. */
export interface Acknowledged {
  readonly what: string;
  readonly bookingId: string;
  /** As booked: negative for what was charged. */
  readonly amount: string;
  /** Of the request that it answers, if that had one. */
  readonly tag: string | null;
}

/** A request that may move money once, however often it is sent; its tag is written on its bookings. */
export interface Asked {
  readonly what: 'top-up' | 'credit' | 'transfer' | 'reversal';
  readonly tag: string;
  readonly amount: string;
}

/** What an answer cost in all, of the message that it is. */
export interface AnswerPrice {
  readonly messageId: string;
  readonly amount: string;
}

/**
 * What was asked and what was acknowledged, kept by the client: outside of everything that gets killed. The file is
 * for people who look for the cause of a failure.
 */
export class Journal {
  readonly acknowledged: Acknowledged[] = [];
  readonly asked = new Map<string, Asked>();
  readonly prices: AnswerPrice[] = [];
  /** What clients saw that must never be seen. */
  readonly sights: string[] = [];

  constructor(private readonly file: string | null) {}

  ask(asked: Asked): void {
    if (this.asked.has(asked.tag)) return;
    this.asked.set(asked.tag, asked);
    this.note('asked', asked);
  }

  acknowledge(acknowledged: Acknowledged): void {
    this.acknowledged.push(acknowledged);
    this.note('acknowledged', acknowledged);
  }

  price(price: AnswerPrice): void {
    this.prices.push(price);
    this.note('price', price);
  }

  sight(what: string): void {
    this.sights.push(what);
    this.note('sight', { what });
  }

  /** A line for people alone. */
  note(event: string, details: object): void {
    if (this.file === null) return;
    appendFileSync(this.file, `${JSON.stringify({ at: new Date().toISOString(), event, ...details })}\n`);
  }
}
