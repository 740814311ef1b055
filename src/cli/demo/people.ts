import { type Chance, oneOf } from "../chance.ts";
import { type Company, makeCompanies } from "./companies.ts";
import type { Language } from "./countries.ts";

export type Person = {
  readonly name: string;
  readonly firstName: string;
  readonly email: string;
  readonly title: string;
  readonly profileUrl: string;
  readonly zoneHours: number;
  readonly language: Language;
};

export type Contact = Person & { readonly company: Company };

export const OWN_COMPANY = "Acme Cloud";
export const OWN_DOMAIN = "acme-cloud.example";

const TITLES = [
  "Head of Platform",
  "CTO",
  "VP Engineering",
  "Director of IT",
  "Head of Infrastructure",
  "CFO",
  "Finance Director",
  "Head of Operations",
  "IT Manager",
  "Engineering Manager",
  "Chief Information Officer",
  "Cloud Architect",
];

const CONTACTS_PER_COMPANY = 3;

export const REPS: readonly Person[] = [
  rep("Sarah", "Whitfield", "Account Executive", -5),
  rep("Jonas", "Keller", "Senior Account Executive", 1),
  rep("Priya", "Raman", "Account Executive", 0),
  rep("Diego", "Montoya", "Sales Development Lead", -6),
];

/** So many people, about three at each company, in an order that mixes these. */
export function makeContacts(count: number, draw: Chance): readonly Contact[] {
  const companies = makeCompanies(Math.max(1, Math.round(count / CONTACTS_PER_COMPANY)), draw);
  const taken = new Set<string>();
  return Array.from({ length: count }, (_none, index) => {
    const company = companies[index % companies.length] ?? oneOf(companies, draw);
    return makeContact(company, taken, draw);
  });
}

/** Somebody whose address is not taken yet; it is then. */
export function makeContact(company: Company, taken: Set<string>, draw: Chance): Contact {
  const { country, domain } = company;
  const firstName = oneOf(country.firstNames, draw);
  const lastName = oneOf(country.lastNames, draw);
  const local = `${toLatin(firstName)}.${toLatin(lastName)}`;
  let email = `${local}@${domain}`;
  for (let number = 2; taken.has(email); number++) email = `${local}${number}@${domain}`;
  taken.add(email);
  return {
    name: `${firstName} ${lastName}`,
    firstName,
    email,
    title: oneOf(TITLES, draw),
    profileUrl: `https://social.example/in/${email
      .replace("@", "-")
      .replaceAll(".", "-")
      .replace(/-example$/, "")}`,
    zoneHours: country.zoneHours,
    language: country.language,
    company,
  };
}

function rep(firstName: string, lastName: string, title: string, zoneHours: number): Person {
  const local = `${firstName}.${lastName}`.toLowerCase();
  return {
    name: `${firstName} ${lastName}`,
    firstName,
    email: `${local}@${OWN_DOMAIN}`,
    title,
    profileUrl: `https://social.example/in/${local.replace(".", "-")}`,
    zoneHours,
    language: "en",
  };
}

function toLatin(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .normalize("NFD")
    .replaceAll(/[^a-z]/g, "");
}
