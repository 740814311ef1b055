/** True for an address at one of the domains, or below it. */
export function isOwn(address: string, ownDomains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return ownDomains.some((own) => domain === own || domain.endsWith(`.${own}`));
}
