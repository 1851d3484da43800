import { hostOf, missingHost } from './hosts';

it.each([
  ['https://api.example.ch/x?y={{z}}', 'api.example.ch'],
  ['http://Example.ch:8080', 'example.ch'],
  ['example.ch/pfad', 'example.ch'],
  ['https://{{variables.host}}/x', null],
  ['', null],
  ['https://', null],
])('finds the host of %j', (address, host) => expect(hostOf(address)).toBe(host));

it('asks for a host that is not allowed yet', () => {
  expect(missingHost('https://a.ch/x', ['b.ch'])).toBe('a.ch');
  expect(missingHost('https://a.ch/x', ['A.ch'])).toBeNull();
  expect(missingHost('https://{{item}}', [])).toBeNull();
  expect(missingHost('a.ch', [])).toBeNull();
});
