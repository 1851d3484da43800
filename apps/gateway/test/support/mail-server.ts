import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly parsed: ParsedMail;
  readonly raw: string;
}

/** A refusal with its SMTP reply code. */
export function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

export interface MailServerOptions {
  /** Fails to refuse the recipient. */
  readonly onRecipient?: (address: string) => void;
  readonly onSender?: (address: string) => void;
  /** Before the mail is taken; fails to refuse it. */
  readonly onMail?: (to: readonly string[]) => Promise<void> | void;
  /** Before the server says that it took the mail, which it has. */
  readonly beforeOk?: () => Promise<void>;
  readonly login?: { readonly user: string; readonly password: string };
  readonly port?: number;
}

/** A real SMTP server that keeps what it is given. */
export class MailServer {
  readonly received: ReceivedMail[] = [];

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
    private readonly login: MailServerOptions['login'],
  ) {}

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const { login, port = 0 } = options;
    const taken: { mail?: MailServer } = {};
    const server = new SMTPServer({
      disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      allowInsecureAuth: true,
      authOptional: !login,
      closeTimeout: 200,
      onAuth: ({ username, password }, _session, done) =>
        username === login?.user && password === login?.password
          ? done(null, { user: username })
          : done(refusal(535, '5.7.8 Authentication credentials invalid')),
      onMailFrom: ({ address }, _session, done) => settled(() => options.onSender?.(address), done),
      onRcptTo: ({ address }, _session, done) => settled(() => options.onRecipient?.(address), done),
      onData: (stream, session, done) => {
        const take = async (): Promise<void> => {
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          const raw = Buffer.concat(chunks);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          await options.onMail?.(to);
          const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
          taken.mail?.received.push({ from, to, parsed: await simpleParser(raw), raw: raw.toString() });
          await options.beforeOk?.();
        };
        take().then(
          () => done(),
          (error: Error) => done(error),
        );
      },
    } satisfies SMTPServerOptions);
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve());
    });
    const address = server.server.address() as AddressInfo;
    taken.mail = new MailServer(server, address.port, login);
    return taken.mail;
  }

  get url(): string {
    const login = this.login
      ? `${encodeURIComponent(this.login.user)}:${encodeURIComponent(this.login.password)}@`
      : '';
    return `smtp://${login}127.0.0.1:${this.port}`;
  }

  receivedBy(address: string): ReceivedMail[] {
    return this.received.filter(({ to }) => to.includes(address));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

function settled(work: () => void, done: (error?: Error) => void): void {
  try {
    work();
    done();
  } catch (error) {
    done(error as Error);
  }
}
