import { below, type Chance, oneOf } from "../chance.ts";
import { COUNTRIES, type Country } from "./countries.ts";

export type Company = {
  readonly name: string;
  readonly domain: string;
  readonly country: Country;
  readonly industry: string;
  /** A year, in whole units of the country's currency. */
  readonly budget: number;
};

const FIRST_WORDS =
  "Alder Amberfield Ashgrove Birchwater Bluestone Brightmoor Cedarline Copperleaf Cragmont Dovetail Eastgate Elmhurst Fairhaven Fernhollow Flintlock Foxglove Glenmark Graniteway Greywell Harborlight Hawthorne Highmead Ironbridge Juniper Kestrel Lakemont Larkspur Maplecrest Marlowe Meridian Northwind Oakhaven Orchard Pinecrest Quayside Redfern Ridgeway Rosemount Saltmarsh Silverbirch Stonegate Summit Tidewater Underhill Vantage Westbrook Willowbank Yarrow".split(
    " ",
  );

const LAST_WORDS: readonly (readonly [string, string])[] = [
  ["Logistics", "logistics"],
  ["Payments", "payments"],
  ["Health", "health care"],
  ["Retail", "retail"],
  ["Insurance", "insurance"],
  ["Robotics", "manufacturing"],
  ["Media", "publishing"],
  ["Foods", "food production"],
  ["Energy", "energy"],
  ["Analytics", "software"],
  ["Travel", "travel"],
  ["Learning", "education"],
];

const QUALIFIERS = ["", " Group", " Partners", " International", " Holdings"];

const PAIRS = FIRST_WORDS.length * LAST_WORDS.length;

/** So many companies with names of their own. */
export function makeCompanies(count: number, draw: Chance): readonly Company[] {
  const offset = below(PAIRS, draw);
  return Array.from({ length: count }, (_none, index) => {
    const { name, industry } = nameNumber((offset + index) % (PAIRS * QUALIFIERS.length));
    return {
      name,
      industry,
      domain: `${name.toLowerCase().replaceAll(" ", "-")}.example`,
      country: oneOf(COUNTRIES, draw),
      budget: 1000 * (6 + below(30, draw) + (draw() < 0.15 ? 40 + below(60, draw) : 0)),
    };
  });
}

/** Another name for each number below all pairs with all qualifiers. */
function nameNumber(number: number): { readonly name: string; readonly industry: string } {
  const first = number % FIRST_WORDS.length;
  const round = Math.floor(number / FIRST_WORDS.length);
  const [last, industry] = LAST_WORDS[(first + round) % LAST_WORDS.length] ?? ["", ""];
  const qualifier = QUALIFIERS[Math.floor(round / LAST_WORDS.length)] ?? "";
  return { name: `${FIRST_WORDS[first] ?? ""} ${last}${qualifier}`, industry };
}
