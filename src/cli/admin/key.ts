import { defineCommand } from "citty";

import { createKeyCommand } from "./key-create.ts";
import { listKeysCommand } from "./key-list.ts";
import { revokeKeyCommand } from "./key-revoke.ts";
import { rotateKeyCommand } from "./key-rotate.ts";
import { updateKeyCommand } from "./key-update.ts";
import { KEY } from "./key-options.ts";

export const keyCommands = defineCommand({
  meta: { name: KEY, description: "Create, list, revoke, rotate and update API keys" },
  subCommands: {
    create: createKeyCommand,
    list: listKeysCommand,
    revoke: revokeKeyCommand,
    rotate: rotateKeyCommand,
    update: updateKeyCommand,
  },
});
