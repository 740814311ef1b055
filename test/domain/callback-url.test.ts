import { describe, expect, it } from "vitest";

import { findUrlFault } from "../../src/domain/callback-url.ts";

describe("a URL to send something to", () => {
  it.each([
    "https://example.com",
    "https://hooks.example.com:8443/a?b=c",
    "https://xn--bcher-kva.example/",
    "https://1.example/",
  ])("may be %s", (url) => expect(findUrlFault(url)).toBeNull());

  it.each([
    ["no URL", "example.com"],
    ["not https", "http://example.com"],
    ["a file", "file:///etc/passwd"],
    ["with a user", "https://me@example.com"],
    ["an address", "https://10.0.0.1"],
    ["an address as one number", "https://2130706433/"],
    ["an address in octal", "https://0177.0.0.1/"],
    ["an address of IPv6", "https://[fd00::1]/"],
    ["an address of IPv4 in IPv6", "https://[::ffff:127.0.0.1]/"],
    ["this machine", "https://localhost/"],
    ["this machine with a dot", "https://LOCALHOST./"],
    ["a name of this machine", "https://a.localhost/"],
    ["a host without a domain", "https://intranet/"],
    ["a host of a network of one's own", "https://vault.prod.internal/"],
    ["a printer", "https://printer.local/"],
    ["too long", `https://example.com/${"x".repeat(2_048)}`],
  ])("may not be %s", (_what, url) => expect(findUrlFault(url)).toMatch(/^\S.{8,}/));
});
