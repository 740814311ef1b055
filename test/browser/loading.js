// Run within a page: what its first view waited for and how it moved since, as they are measured by the browser.

// What was measured before somebody asks comes in a turn of its own.
const TURN_MS = 50;

function readEntries() {
  const entries = [];
  const observers = ["layout-shift", "resource"].map((type) => {
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type, buffered: true });
    return observer;
  });
  return new Promise((resolve) => {
    setTimeout(() => {
      for (const observer of observers) observer.disconnect();
      resolve(entries);
    }, TURN_MS);
  });
}

async function measure() {
  const entries = await readEntries();
  return {
    // Those that follow upon a click or a key are wanted.
    shifts: entries
      .filter(({ entryType, hadRecentInput }) => entryType === "layout-shift" && !hadRecentInput)
      .map(({ value, sources }) => ({
        value,
        moved: sources.map(({ node }) => node?.localName ?? node?.textContent ?? "").join(", "),
      })),
    files: entries
      .filter(
        ({ entryType, initiatorType }) =>
          entryType === "resource" && ["link", "script"].includes(initiatorType),
      )
      .map(({ name, initiatorType, renderBlockingStatus }) => ({
        url: name,
        isBlockingScript: initiatorType === "script" && renderBlockingStatus !== "non-blocking",
      })),
    blockingScripts: document.querySelectorAll("script:not([src], [type='application/json'])").length,
  };
}

// oxlint-disable-next-line typescript/no-floating-promises -- what it comes to is for who runs this
measure();
