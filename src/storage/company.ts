import type { Company } from "../domain/facts.ts";

/** What is known of the company behind a workspace `w`. */
export const COMPANY_COLUMNS = "w.own_domains, w.currency";

/** Nulls where a join has found no workspace. */
export type CompanyRow = { readonly own_domains: string | null; readonly currency: string | null };

export function toCompany({ own_domains: ownDomains, currency }: CompanyRow): Company {
  // Written by `insertWorkspace` only, as a list of texts.
  // oxlint-disable-next-line typescript/no-unsafe-assignment
  const domains: readonly string[] = JSON.parse(ownDomains ?? "[]");
  return { ownDomains: domains, currency };
}
