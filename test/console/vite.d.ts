// What the bundler of the tests adds.
interface ImportMeta {
  glob<T>(
    patterns: readonly string[],
    options: { readonly query: "?raw"; readonly import: "default"; readonly eager: true },
  ): Readonly<Record<string, T>>;
}
