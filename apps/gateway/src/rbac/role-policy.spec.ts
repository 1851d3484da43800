import { CONNECTOR_TYPES, PERMISSIONS, providerResource } from '@nyla/contracts';
import fc from 'fast-check';
import { defaultRolesOf } from './default-roles.js';
import { PermissionSet, type RoleRules, type Rule } from './permission-set.js';
import { findEscalation, findOperatorGrant } from './role-policy.js';

const allow = (resource: string): Rule => ({ resource, effect: 'allow' });
const deny = (resource: string): Rule => ({ resource, effect: 'deny' });

function escalation(caller: RoleRules, after: RoleRules, before: RoleRules = []): string | undefined {
  return findEscalation({ kind: 'customer', caller: new PermissionSet('customer', [caller]), before, after });
}

const ADMIN = defaultRolesOf('customer').find(({ name }) => name === 'admin')?.rules ?? [];

describe('a change of rules', () => {
  it('may hand out what the caller has', () => {
    expect(escalation(ADMIN, ADMIN)).toBeUndefined();
    expect(escalation(ADMIN, [allow('data.*'), allow('resource.aicore.openai/*')])).toBeUndefined();
    expect(escalation([allow('data.chat.*')], [allow('data.chat.own'), deny('data.*')])).toBeUndefined();
  });

  it('may not hand out what the caller lacks', () => {
    expect(escalation([allow('ui.chat')], [allow('ui.billing')])).toBe('ui.billing');
    expect(escalation([allow('data.*'), deny('data.billing.topUp')], [allow('data.*')])).toBe('data.billing.topUp');
    expect(escalation(ADMIN, [allow('*')])).toBe('*');
  });

  it('sees through prefixes of models', () => {
    const caller = [allow('resource.aicore.openai'), deny('resource.aicore.openai/o9*')];
    expect(escalation(caller, [allow('resource.aicore.openai')])).toBe('resource.aicore.openai/o9*');
    expect(escalation(caller, [allow('resource.aicore.openai/o9-mini')])).toBe('resource.aicore.openai/o9-mini');
    expect(escalation(caller, [allow('resource.aicore.openai/gpt*')])).toBeUndefined();
    expect(escalation(caller, caller)).toBeUndefined();
    expect(escalation([allow('resource.aicore.openai/gpt-6')], [allow('resource.aicore.openai')])).toBe(
      'resource.aicore.openai',
    );
  });

  it('may not lift a denial that binds the caller too', () => {
    const before = [allow('ui.*'), deny('ui.billing')];
    expect(escalation(before, [allow('ui.*')], before)).toBe('ui.billing');
  });

  it('may leave what was granted before', () => {
    expect(
      escalation([allow('ui.chat')], [allow('ui.billing'), allow('ui.chat')], [allow('ui.billing')]),
    ).toBeUndefined();
  });

  it('never makes two people together stronger than they were (property)', () => {
    const names = [
      ...PERMISSIONS,
      ...CONNECTOR_TYPES.map((type) => providerResource(type)),
      'resource.aicore.openai/a',
    ];
    const resource = fc.oneof(
      fc.constantFrom(...names),
      fc.tuple(fc.constantFrom(...names), fc.nat(30)).map(([name, length]) => `${name.slice(0, length)}*`),
    );
    const rules = fc.array(fc.record({ resource, effect: fc.constantFrom('allow', 'deny') }), {
      maxLength: 6,
    }) as fc.Arbitrary<Rule[]>;
    const probe = fc.oneof(fc.constantFrom(...names), fc.constant('resource.aicore.openai/ab'));
    fc.assert(
      fc.property(rules, rules, rules, probe, (caller, before, after, name) => {
        fc.pre(escalation(caller, after, before) === undefined);
        const could = [caller, before].some((role) => new PermissionSet('customer', [role]).allows(name));
        expect(!new PermissionSet('customer', [after]).allows(name) || could).toBe(true);
      }),
    );
  });
});

describe('the operator’s permissions outside ROOT', () => {
  it.each(['data.operator.*', 'data.operator.credit', 'data.op*', 'ui.admin', 'ui.adm*'])('%s is refused', (name) => {
    expect(findOperatorGrant('customer', [allow('ui.chat'), allow(name)])).toBe(name);
    expect(findOperatorGrant('root', [allow(name)])).toBeUndefined();
    expect(findOperatorGrant('customer', [deny(name)])).toBeUndefined();
  });

  it.each(['*', 'data.*', 'ui.*', 'resource.aicore.openai'])('%s is not meant that way', (name) => {
    expect(findOperatorGrant('customer', [allow(name)])).toBeUndefined();
  });
});

describe('default roles', () => {
  const granted = (kind: 'root' | 'customer', wanted: string) => {
    const role = defaultRolesOf(kind).find(({ name }) => name === wanted);
    return new PermissionSet(kind, role ? [role.rules] : []).granted();
  };
  const providers = CONNECTOR_TYPES.map((type) => providerResource(type));

  it('make an operator in ROOT only', () => {
    expect(granted('root', 'operator')).toEqual([...PERMISSIONS, ...providers]);
    expect(granted('customer', 'operator')).toEqual([]);
  });

  it('make an admin of everything but the operator’s', () => {
    const expected = PERMISSIONS.filter((name) => !name.startsWith('data.operator.') && name !== 'ui.admin');
    expect(granted('customer', 'admin')).toEqual([...expected, ...providers]);
    expect(granted('root', 'admin')).toEqual([...expected, ...providers]);
  });

  it('make a user who sees only their own', () => {
    expect(granted('customer', 'user')).toEqual([
      'ui.chat',
      'ui.automations',
      'ui.billing',
      'data.chat.own',
      'data.automations.own',
      'data.billing.balance.read',
      'data.billing.transactions.own',
      'data.apiKeys.own',
      ...providers,
    ]);
  });
});
