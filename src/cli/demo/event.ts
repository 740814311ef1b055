type EventType = "email" | "call" | "crm" | "social";

export type Provider = "N8N" | "CLAY" | "MAKE" | "GONG" | "HUBSPOT";

/** An event as an import takes it, and when it is. */
export type DemoEvent = {
  readonly type: EventType;
  readonly at: number;
  readonly provider: Provider;
  readonly body: Readonly<Record<string, unknown>> & { readonly eventType: string };
};

/** The line of an import. Undefined fields are left out. */
export function toText({ type, at, provider, body }: DemoEvent): string {
  const { eventType, eventTimestamp = new Date(at).toISOString(), ...rest } = body;
  return JSON.stringify({ type, sourceProviderName: provider, eventType, eventTimestamp, ...rest });
}

/** A text with its {slots} filled; throws for one that nobody fills. */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => {
    const value = slots[name];
    if (value === undefined) throw new Error(`nothing for {${name}}`);
    return value;
  });
}
