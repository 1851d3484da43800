import ipaddr from 'ipaddr.js';

const IPV6_GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');
/** Answers a cloud's own machines with their secrets, from an address that looks public. */
const METADATA = new Set(['168.63.129.16']);

/**
 * Whether an address belongs to the public internet. Everything else is refused: loopback, private and link-local
 * networks, carrier-grade NAT, multicast, documentation, and every IPv6 form that wraps an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || METADATA.has(parsed.toString())) return false;
  // The rest of the IPv6 space is not given out; `::127.0.0.1` written in hexadecimal is part of it.
  return parsed.kind() === 'ipv4' || parsed.match(IPV6_GLOBAL);
}
