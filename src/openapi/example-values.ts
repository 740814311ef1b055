// What the examples of the document name. Whoever tries them puts ids of a workspace of their own in the place of these.

export const EXAMPLE_TIME = "2026-11-21T10:30:00.000Z";

export const IDS = {
  event: "evt_c07a3f90e21de91cba661a0ad1cda87679f67929",
  call: "evt_d18b4a01f32ef02dcb771b1be2edb98780a8803a",
  conflict: "con_5d41402abc4b2a76b9719d911017c592a1b2c3d4",
  replay: "rpl_0b7f3f0e9a1c4d5e8f60718293a4b5c6",
  erasure: "ers_1c8e4a1fab2d4e6f9071829304b5c6d7",
  job: "pbj_6f2a9b3c4d5e60718293a4b5c6d7e8f9",
  rejection: "rej_2d9f5b20bc3e4f708192a3b4c5d6e7f8",
  key: "key_3ea06c31cd4f50816273a4b5",
  newKey: "key_4fb17d42de5061927384b5c6",
  workspace: "wrk_50c28e53ef6172a3",
} as const;

/** Of every answer; its message differs. */
export const METADATA = {
  requestId: "7c5b1f0e-6d0b-4f4e-9a55-6f4f6c1d8a10",
  timestamp: EXAMPLE_TIME,
  usage: 0,
  message: "",
} as const;
