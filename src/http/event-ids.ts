import * as v from "valibot";

const MAX_IDS = 1_000;

/** The events that an order is about. */
export const eventIds = v.pipe(
  v.array(v.string()),
  v.minLength(1, "is empty"),
  v.maxLength(MAX_IDS, `has more than ${MAX_IDS}`),
  v.transform((ids) => [...new Set(ids)]),
  v.description(`a list of 1 to ${MAX_IDS} events' ids like ["evt_0123…"]`),
);
