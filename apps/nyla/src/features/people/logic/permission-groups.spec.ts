import { PERMISSIONS } from '@nyla/contracts/constants';
import { groupsOf, PERMISSION_GROUPS } from './permission-groups';

it('shows every permission once', () => {
  expect(Object.values(PERMISSION_GROUPS).flat().toSorted()).toEqual([...PERMISSIONS].toSorted());
});

it('offers the operator’s permissions in the ROOT mandate only', () => {
  expect(groupsOf('customer')).not.toContain('operator');
  expect(groupsOf('root')).toContain('operator');
});
