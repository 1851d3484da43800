import { failureOf, UnsendableMail } from './mail-failure.js';

describe('why a mail did not go out', () => {
  it.each([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'recipient_refused', 'never'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'temporary_refusal', 'again'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }, 'connection', 'ours'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 503 }, 'connection', 'ours'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 }, 'authentication', 'ours'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'sender_refused', 'ours'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 552 }, 'content_refused', 'never'],
    [{ code: 'EENVELOPE', message: 'No recipients defined' }, 'address_invalid', 'never'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'content_refused', 'never'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 452 }, 'temporary_refusal', 'again'],
    [{ code: 'EAUTH', responseCode: 535 }, 'authentication', 'ours'],
    [{ code: 'EAUTH', responseCode: 454 }, 'authentication', 'ours'],
    [{ code: 'ESOCKET', syscall: 'connect', message: 'connect ECONNREFUSED' }, 'connection', 'ours'],
    [{ code: 'ETIMEDOUT' }, 'connection', 'ours'],
    [{ code: 'ETLS' }, 'connection', 'ours'],
    [{ code: 'EPROTOCOL', responseCode: 554 }, 'connection', 'ours'],
    [{ code: 'EDNS' }, 'connection', 'ours'],
    [{ code: 'ENOSPC', syscall: 'write' }, 'storage', 'ours'],
    [{ code: 'EACCES', syscall: 'mkdir' }, 'storage', 'ours'],
    [new UnsendableMail('rendering', 'no'), 'rendering', 'again'],
    [new UnsendableMail('expired', 'no'), 'expired', 'never'],
    [undefined, 'connection', 'ours'],
  ])('%j is %s: %s', (error, failure, retry) => {
    expect(failureOf(error)).toMatchObject({ failure, retry });
  });

  it('keeps one short line of what the server says', () => {
    const response = `550 nein\r\n\u0000\u202e${'x'.repeat(2_000)}`;
    const { text } = failureOf({ code: 'EMESSAGE', responseCode: 550, response });
    expect(text).toMatch(/^550 nein x{400,}$/);
    expect(text.length).toBeLessThanOrEqual(500);
  });
});
