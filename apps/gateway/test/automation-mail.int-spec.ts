import type { ProblemDto, RunDto } from '@nyla/contracts';
import { RUN_MAILS_MAX } from '@nyla/contracts';
import { AutomationEditor, withDefinition } from './support/automation-editor.js';
import { forEach, mail, prompt, stepOf, TestAutomations, variable } from './support/automations.js';
import { MailServer } from './support/mail-server.js';
import { type Customer, eventually, World } from './support/world.js';

let world: World;
let smtp: MailServer;
let customer: Customer;
let automations: TestAutomations;

beforeAll(async () => {
  smtp = await MailServer.start();
  world = await World.create({ env: { SMTP_URL: smtp.url, MAIL_FROM: 'Nyla <nyla@absender.test>' } });
});

beforeEach(async () => {
  customer = await world.customer();
  automations = new TestAutomations(world, customer);
  // The customer's credit is told of by mail, too.
  await eventually(async () => {
    const open = "SELECT FROM mail_outbox WHERE mandate_id = $1 AND state IN ('queued', 'sending')";
    return (await world.billing.query(open, [customer.mandate.id])).rowCount === 0;
  });
  smtp.received.length = 0;
});

afterAll(async () => {
  await world.close();
  await smtp.close();
});

async function queued(): Promise<{ address: string; data: Record<string, string>; user_id: string | null }[]> {
  const { rows } = await world.appDb.query(
    "SELECT address, data, user_id FROM mail_outbox WHERE mandate_id = $1 AND kind = 'automation_mail' ORDER BY address",
    [customer.mandate.id],
  );
  return rows;
}

const sentTo = async () => (await queued()).map(({ address }) => address);

describe('a mail step', () => {
  it('writes to members and allowed addresses what earlier steps gave', async () => {
    const { admin, user } = customer;
    const id = await automations.create({
      variables: [variable('an'), variable('name')],
      allowedRecipients: ['extern@firma.test', '@partner.test'],
      steps: [
        prompt('frage', 'Wochenbericht'),
        mail('post', [admin.email.toUpperCase(), '{{variables.an}}', 'irgendwer@partner.test'], {
          subject: 'Bericht für {{variables.name}}',
          text: '# Bericht\n\n{{steps.frage.text}}',
        }),
        prompt('danach', 'Ging an {{steps.post.recipients[0]}}'),
      ],
    });
    const run = await automations.run(id, [
      { name: 'an', value: 'extern@firma.test' },
      { name: 'name', value: 'Zürich\r\nBcc: opfer@fremd.test' },
    ]);
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'post')).toMatchObject({ status: 'succeeded', cost: '0.00' });
    await eventually(() => smtp.received.length === 3);
    const recipients = [admin.email, 'extern@firma.test', 'irgendwer@partner.test'];
    expect(smtp.received.flatMap(({ to }) => to).toSorted()).toEqual(recipients.toSorted());
    for (const { parsed } of smtp.received) {
      expect(parsed.subject).toBe('Bericht für Zürich Bcc: opfer@fremd.test');
      expect(parsed.headers.has('bcc')).toBe(false);
      expect(parsed.text).toContain('Bericht');
    }
    const rows = await queued();
    expect(rows.find(({ address }) => address === admin.email)?.user_id).toBe(admin.userId);
    expect(rows.find(({ address }) => address === 'extern@firma.test')?.user_id).toBeNull();
    expect(rows[0]?.data).toMatchObject({ automationName: 'Automation', mandateName: customer.mandate.name });
    expect(user.email).not.toBe(admin.email);
  });

  it.each([
    ['somebody elsewhere', 'fremd@anders.test', 'not_allowed'],
    ['two addresses in one value', 'extern@firma.test, opfer@fremd.test', 'address'],
    ['a line break', 'extern@firma.test\r\nRCPT TO:<opfer@fremd.test>', 'address'],
    ['a domain below an allowed one', 'a@unter.partner.test', 'not_allowed'],
    ['nobody', '', 'address'],
  ])('refuses %s, and nobody gets it', async (_what, value, reason) => {
    const id = await automations.create({
      variables: [variable('an')],
      allowedRecipients: ['extern@firma.test', '@partner.test'],
      steps: [mail('post', [customer.admin.email, '{{variables.an}}'])],
    });
    const run = await automations.run(id, [{ name: 'an', value }]);
    expect(run.status).toBe('failed');
    expect(run.error).toMatchObject({ code: 'automation.mail_refused', details: { reason } });
    expect(await sentTo()).toEqual([]);
  });

  it('takes nobody of another mandate for a member, nor somebody who was deactivated', async () => {
    const stranger = (await world.customer()).user;
    const { admin, user } = customer;
    const gone = await world.member('gegangen@kunde.test', customer.mandate, 'user');
    await world.appDb.query('UPDATE membership SET deactivated_at = now() WHERE user_id = $1', [gone.userId]);
    for (const address of [stranger.email, gone.email]) {
      const run = await automations.run(await automations.create({ steps: [mail('post', [address])] }));
      expect(run.error).toMatchObject({ code: 'automation.mail_refused', details: { reason: 'not_allowed' } });
    }
    expect((await automations.run(await automations.create({ steps: [mail('post', [admin.email])] }))).status).toBe(
      'succeeded',
    );
    expect(await sentTo()).toEqual([admin.email]);
    expect(user.email).toBeDefined();
  });

  it('sends a test to whoever tests, also when it is retried', async () => {
    const { admin, user } = customer;
    const id = await automations.create({ steps: [mail('post', [user.email]), mail('zwei', ['{{run.date}}'])] });
    const start = await world.people.send<RunDto>('POST', `automations/${id}/runs`, {
      as: admin,
      body: { test: true },
    });
    const run = await automations.ended(id, start.body.id, admin);
    expect(stepOf(run, 'post')).toMatchObject({ status: 'succeeded', output: admin.email });
    expect(await sentTo()).toEqual([admin.email]);
    // The second step fails; what is tried again is still a test, whoever tries it again.
    await world.appDb.query(
      `UPDATE automation_run SET definition = jsonb_set(definition, '{steps,1,sendMail,recipients}', $2::jsonb) WHERE id = $1`,
      [run.id, JSON.stringify([user.email])],
    );
    const retry = await world.people.send<RunDto>('POST', `automations/${id}/runs/${run.id}/retry`, { as: user });
    await automations.ended(id, retry.body.id, user);
    expect(await sentTo()).toEqual([admin.email, admin.email]);
  });

  it('is limited in each run, loops included, however long the list', async () => {
    const id = await automations.create({
      variables: [variable('texte', 'list')],
      steps: [forEach('jeder', 'variables.texte', [mail('post', [customer.admin.email], { text: '{{item}}' })])],
    });
    const value = Array.from({ length: RUN_MAILS_MAX + 5 }, (_, index) => `Text ${index}`).join('\n');
    const run = await automations.run(id, [{ name: 'texte', value }]);
    expect(run.error).toMatchObject({
      code: 'automation.mail_refused',
      details: { reason: 'run', maximum: RUN_MAILS_MAX },
    });
    expect(await sentTo()).toHaveLength(RUN_MAILS_MAX);
  });

  it('is limited on each day and mandate to the mail, by two gateways at once', async () => {
    const other = await world.secondGateway();
    const { mandate, admin } = customer;
    await world.appDb.query(
      `INSERT INTO automation_mail (run_id, path, mandate_id)
       SELECT gen_random_uuid(), 'post', $1 FROM generate_series(1, 195)`,
      [mandate.id],
    );
    // Those of yesterday do not count.
    await world.appDb.query(
      `INSERT INTO automation_mail (run_id, path, mandate_id, created_at)
       SELECT gen_random_uuid(), 'post', $1, now() - interval '25 hours' FROM generate_series(1, 200)`,
      [mandate.id],
    );
    const id = await automations.create({ steps: [mail('post', [admin.email])] });
    const started = await Promise.all(Array.from({ length: 12 }, () => automations.start(id)));
    const runs = await Promise.all(started.map((run) => automations.ended(id, run.id)));
    expect(runs.filter(({ status }) => status === 'succeeded')).toHaveLength(5);
    for (const { error } of runs.filter(({ status }) => status !== 'succeeded')) {
      expect(error).toMatchObject({ code: 'automation.mail_refused', details: { reason: 'day', maximum: 200 } });
    }
    expect(await sentTo()).toHaveLength(5);
    // Another mandate has its own day.
    const neighbour = await world.customer();
    const theirs = new TestAutomations(world, neighbour);
    const run = await theirs.run(await theirs.create({ steps: [mail('post', [neighbour.admin.email])] }));
    expect(run.status).toBe('succeeded');
    await other.close();
  });

  it('is not repeated when its gateway dies behind it', async () => {
    const id = await automations.create({
      steps: [mail('post', [customer.admin.email]), prompt('danach', 'slow: Guten Tag')],
    });
    const run = await automations.run(id);
    expect(await sentTo()).toHaveLength(1);
    // As a gateway leaves it that died between queueing the mail and noting the end of the step.
    await world.appDb.query(
      `UPDATE automation_run SET status = 'running', finished_at = NULL, gateway_id = 'dead', lease_until = now() - interval '1 hour' WHERE id = $1`,
      [run.id],
    );
    await world.appDb.query(
      `UPDATE automation_step_run SET status = 'running', finished_at = NULL WHERE run_id = $1 AND path = 'post'`,
      [run.id],
    );
    await eventually(async () => (await automations.read(id, run.id)).status === 'failed', 15_000);
    const after = await automations.read(id, run.id);
    expect(after.error?.code).toBe('automation.interrupted');
    expect(stepOf(after, 'post')?.status).toBe('interrupted');
    expect(await sentTo()).toHaveLength(1);
  });
});

describe('saving a mail step', () => {
  const fieldsOf = async (recipients: string[], allowedRecipients: string[] = [], more = {}) => {
    const editor = new AutomationEditor(world, customer);
    const answer = await editor.refusalOf(withDefinition({ allowedRecipients }, [mail('post', recipients, more)]));
    return answer.fields ?? [];
  };

  it('names what is wrong, and where', async () => {
    expect(await fieldsOf(['a@b.ch, c@d.ch'])).toEqual(['definition.steps.0.sendMail.recipients.0']);
    expect(await fieldsOf([])).toEqual(['definition.steps.0.sendMail.recipients']);
    expect(await fieldsOf(['a@b.ch'], ['b.ch', '@b.ch'])).toEqual(['definition.allowedRecipients.0']);
    expect(await fieldsOf(['{{variables.nie}}'])).toEqual(['definition.steps.0.sendMail.recipients.0']);
    expect(await fieldsOf(['a@b.ch'], [], { subject: '{{steps.nie.text}}' })).toEqual([
      'definition.steps.0.sendMail.subject',
    ]);
    expect((await fieldsOf(Array(11).fill('a@b.ch') as string[])).length).toBeGreaterThan(0);
  });

  it('keeps it, and definitions without a list of recipients as they were', async () => {
    const editor = new AutomationEditor(world, customer);
    const saved = await editor.create(
      withDefinition({ allowedRecipients: ['@partner.test'] }, [mail('post', ['a@partner.test'])]),
    );
    expect(saved.definition.allowedRecipients).toEqual(['@partner.test']);
    const plain = await editor.create();
    expect(plain.definition).not.toHaveProperty('allowedRecipients');
    const denied = await editor.send<ProblemDto>(
      'GET',
      `automations/${saved.id}`,
      undefined,
      (await world.customer()).admin,
    );
    expect(denied.status).toBe(404);
  });
});
