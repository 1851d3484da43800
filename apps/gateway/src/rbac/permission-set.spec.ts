import { CONNECTOR_TYPES, PERMISSIONS, providerResource } from '@nyla/contracts';
import fc from 'fast-check';
import { PermissionSet, type RoleRules, type Rule } from './permission-set.js';

const allow = (resource: string): Rule => ({ resource, effect: 'allow' });
const deny = (resource: string): Rule => ({ resource, effect: 'deny' });
const customer = (...roles: RoleRules[]) => new PermissionSet('customer', roles);
const root = (...roles: RoleRules[]) => new PermissionSet('root', roles);

const SOL = 'resource.aicore.openai/gpt-6-sol';

// Names and prefixes that overlap often, so that the properties meet every kind of conflict.
const resources = fc.constantFrom(...PERMISSIONS, ...CONNECTOR_TYPES.map((type) => providerResource(type)), SOL);
const patterns = fc.oneof(
  resources,
  fc.tuple(resources, fc.nat(40)).map(([name, length]) => `${name.slice(0, length)}*`),
  fc.constant('resource.aicore.openai/*'),
);
const roleRules = fc.uniqueArray(fc.record({ resource: patterns, effect: fc.constantFrom('allow', 'deny') }), {
  selector: (rule) => rule.resource,
  maxLength: 8,
}) as fc.Arbitrary<Rule[]>;

describe('one role', () => {
  it('allows nothing without rules', () => {
    expect(customer().allows('data.chat.own')).toBe(false);
    expect(customer([]).allows('data.chat.own')).toBe(false);
  });

  it('matches an exact name or a prefix', () => {
    const set = customer([allow('ui.chat'), allow('data.billing.*')]);
    expect(set.allows('ui.chat')).toBe(true);
    expect(set.allows('data.billing.topUp')).toBe(true);
    expect(set.allows('ui.billing')).toBe(false);
    expect(set.allows('data.billing')).toBe(false);
  });

  it('lets the most specific rule decide', () => {
    const set = customer([deny('*'), allow('data.*'), deny('data.billing.*'), allow('data.billing.topUp')]);
    expect(set.allows('ui.chat')).toBe(false);
    expect(set.allows('data.chat.own')).toBe(true);
    expect(set.allows('data.billing.settings.read')).toBe(false);
    expect(set.allows('data.billing.topUp')).toBe(true);
  });

  it('denies on a tie', () => {
    expect(customer([allow('ui.chat'), deny('ui.chat')]).allows('ui.chat')).toBe(false);
    expect(customer([deny('ui.*'), allow('ui.*')]).allows('ui.chat')).toBe(false);
    expect(customer([allow('resource.aicore.openai'), deny('resource.aicore.openai/*')]).allows(SOL)).toBe(false);
  });

  it('knows no wildcard but the last character', () => {
    expect(customer([allow('data.*.own')]).allows('data.chat.own')).toBe(false);
  });

  it.each([
    'Data.chat.own',
    'data.chat.OWN',
    'dаta.chat.own',
    'data.chat.own ',
    'data.chat.own\u200b',
    'data․chat․own',
  ])('does not take %j for data.chat.own', (lookAlike) => {
    expect(customer([allow(lookAlike)]).allows('data.chat.own')).toBe(false);
    expect(customer([allow('data.chat.own')]).allows(lookAlike)).toBe(false);
  });
});

describe('several roles', () => {
  it('need only one that allows', () => {
    expect(customer([deny('ui.chat')], [allow('ui.chat')]).allows('ui.chat')).toBe(true);
  });
});

describe('the operator', () => {
  it('exists in the ROOT mandate only', () => {
    const everything = [allow('*'), allow('data.operator.*'), allow('data.operator.credit'), allow('ui.admin')];
    for (const permission of ['data.operator.credit', 'data.operator.mandates.read', 'ui.admin'] as const) {
      expect(customer(everything).allows(permission)).toBe(false);
      expect(root(everything).allows(permission)).toBe(true);
      expect(customer(everything).granted()).not.toContain(permission);
    }
  });
});

describe('providers', () => {
  it('cover their models unless a more specific rule speaks', () => {
    const set = customer([allow('resource.aicore.openai'), deny(SOL)]);
    expect(set.allowsModel('openai', 'gpt-6-luna')).toBe(true);
    expect(set.allowsModel('openai', 'gpt-6-sol')).toBe(false);
    expect(set.allows('resource.aicore.openai')).toBe(true);
    expect(set.allows('resource.aicore.openai2/x')).toBe(false);
  });

  it('are allowed in part by a rule on one model', () => {
    const set = customer([allow(SOL)]);
    expect(set.allowsSome('openai')).toBe(true);
    expect(set.allows('resource.aicore.openai')).toBe(false);
    expect(set.allowsModel('openai', 'gpt-6-luna')).toBe(false);
    expect(set.allowsSome('anthropic')).toBe(false);
  });

  it.each<[boolean, RoleRules]>([
    [true, [allow('*')]],
    [true, [allow('resource.aicore.openai')]],
    [true, [deny('resource.aicore.openai'), allow('resource.aicore.openai/gpt-6*')]],
    [true, [allow('resource.aicore.openai'), deny(SOL)]],
    [false, [allow('resource.aicore.openai'), deny('resource.aicore.openai/*')]],
    [false, [allow('resource.aicore.*'), deny('resource.aicore.openai')]],
    [false, [allow('resource.aicore.anthropic')]],
    [false, []],
  ])('allow some model: %p for %j', (expected, rules) => {
    expect(customer(rules).allowsSome('openai')).toBe(expected);
  });

  it('are listed whole, or by their models', () => {
    expect(customer([allow('resource.aicore.*')]).granted()).toEqual(
      CONNECTOR_TYPES.map((type) => providerResource(type)),
    );
    expect(customer([allow(SOL), allow('ui.chat'), deny('resource.aicore.openai/o9')]).granted()).toEqual([
      'ui.chat',
      SOL,
    ]);
  });
});

describe('properties', () => {
  it('a denial of the very name wins within its role', () => {
    fc.assert(
      fc.property(roleRules, resources, (rules, resource) => {
        expect(root([...rules, deny(resource)]).allows(resource)).toBe(false);
      }),
    );
  });

  it('neither the order of rules nor that of roles matters', () => {
    fc.assert(
      fc.property(fc.array(roleRules, { maxLength: 4 }), resources, (roles, resource) => {
        const reversed = roles.map((rules) => rules.toReversed()).toReversed();
        expect(root(...reversed).allows(resource)).toBe(root(...roles).allows(resource));
      }),
    );
  });

  it('another role never takes anything away', () => {
    fc.assert(
      fc.property(fc.array(roleRules), roleRules, resources, (roles, more, resource) => {
        fc.pre(root(...roles).allows(resource));
        expect(root(...roles, more).allows(resource)).toBe(true);
      }),
    );
  });

  it('a customer mandate has at most what the same rules give in ROOT, and nothing of the operator', () => {
    fc.assert(
      fc.property(fc.array(roleRules), (roles) => {
        const granted = customer(...roles).granted();
        expect(root(...roles).granted()).toEqual(expect.arrayContaining(granted));
        expect(granted.filter((name) => name.startsWith('data.operator'))).toEqual([]);
      }),
    );
  });

  it('whoever may use a model may use some model of its provider', () => {
    fc.assert(
      fc.property(fc.array(roleRules), fc.constantFrom('gpt-6-sol', 'other'), (roles, model) => {
        fc.pre(root(...roles).allowsModel('openai', model));
        expect(root(...roles).allowsSome('openai')).toBe(true);
      }),
    );
  });

  it('a name in another case is another name', () => {
    fc.assert(
      fc.property(resources, (resource) => {
        expect(root([allow(resource)]).allows(resource.toUpperCase())).toBe(false);
      }),
    );
  });
});
