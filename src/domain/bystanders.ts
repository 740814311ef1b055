import { isErased } from "./erased.ts";
import { calledBy } from "./names.ts";
import type { Person } from "./people.ts";
import type { SubjectFinder } from "./subject.ts";

/** Who of the people on an event is the subject, and who is somebody else. */
export type Company = {
  /** Known by the address or by a profile. */
  readonly subject: readonly Person[];
  /** Without those who may be the subject under another address, or without one. */
  readonly others: readonly Person[];
  /** Others who have the subject's name and an address of their own. */
  readonly namesakes: readonly Person[];
};

export function readCompany(people: readonly Person[], finder: SubjectFinder): Company {
  const isSubject = ({ address, names }: Person) =>
    address === finder.subject.address || names.some((name) => finder.hasProfile(name));
  const isNamedLike = ({ names }: Person) => names.some((name) => finder.hasName(name));
  const rest = people.filter((person) => !isSubject(person));
  return {
    subject: people.filter(isSubject),
    others: rest.filter((person) => !isNamedLike(person)),
    namesakes: rest.filter((person) => person.address !== null && isNamedLike(person)),
  };
}

/**
 * True when nobody but the subject was talked to. Where sides are not known, one other is taken for the own side.
 * People who were erased before no longer count.
 */
export function isOnlyCounterpart({ subject, others, namesakes }: Company): boolean {
  if (subject.length === 0 || subject.some(({ side }) => side === "own")) return false;
  const remaining = [...others, ...namesakes].filter(({ address }) => address === null || !isErased(address));
  const unknown = new Set(remaining.filter(({ side }) => side === "unknown").map(toIdentity));
  return remaining.every(({ side }) => side !== "counterpart") && unknown.size <= 1;
}

/** The words in lower case by which others are called: they don't tell that the subject is meant. */
export function sharedWords({ others }: Company, otherSpeakers: readonly string[]): ReadonlySet<string> {
  const spoken = otherSpeakers.map(calledBy).filter((words) => words.length > 1);
  return new Set([...others.flatMap(({ names }) => names.flatMap(calledBy)), ...spoken.flat()]);
}

function toIdentity({ address, names }: Person): string {
  return address ?? names.join("\n");
}
