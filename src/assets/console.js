// Adds what arrives to the page Live, while somebody looks; ticks the steps of Connect; copies. Every page works without it.
const list = document.querySelector("#live");

if (list !== null) {
  const FASTEST_MS = 2_000;
  const SLOWEST_MS = 15_000;
  const KEPT = 200;

  const rows = list.querySelector("tbody");
  const pause = document.querySelector("#pause");
  const state = document.querySelector("#state");
  let seen = list.dataset.seen;
  let waitMs = FASTEST_MS;
  let isPaused = false;
  let timer = 0;
  let isAsking = false;

  function isOn() {
    return !isPaused && !document.hidden;
  }

  function schedule(ms) {
    clearTimeout(timer);
    if (isOn()) timer = setTimeout(look, ms);
  }

  async function look() {
    if (isAsking || !isOn()) return;
    isAsking = true;
    try {
      const query = new URLSearchParams(location.search);
      query.set("seen", seen);
      const answer = await fetch(`/live/rows?${query}`, { redirect: "manual" });
      // The session is over.
      if (answer.type === "opaqueredirect") return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const found = answer.status === 204 ? 0 : add(await answer.text());
      seen = answer.headers.get("x-seen") ?? seen;
      waitMs = found > 0 ? FASTEST_MS : Math.min(waitMs * 1.15, SLOWEST_MS);
      state.textContent = "";
    } catch {
      waitMs = SLOWEST_MS;
      state.textContent = "No answer; trying again";
    } finally {
      isAsking = false;
    }
    age();
    schedule(waitMs);
  }

  function add(text) {
    const box = document.createElement("template");
    box.innerHTML = text;
    const arrived = [...box.content.children].filter((row) => !has(row.dataset.key));
    for (const row of arrived) row.className = "new";
    rows.prepend(...arrived);
    while (rows.children.length > KEPT) rows.lastElementChild.remove();
    if (arrived.length > 0) document.querySelector("#none").hidden = true;
    return arrived.length;
  }

  function has(key) {
    return [...rows.children].some((row) => row.dataset.key === key);
  }

  const UNITS = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ];

  function age() {
    for (const time of rows.querySelectorAll("[data-age]")) {
      const ms = Math.max(0, Date.now() - Date.parse(time.dateTime));
      const [length, unit] = UNITS.find(([least]) => ms >= least) ?? [1_000, "s"];
      time.title = `${Math.floor(ms / length)} ${unit} ago`;
      time.dataset.age = time.title;
    }
  }

  pause.hidden = false;
  document.querySelector("#reload").hidden = true;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? "Go on" : "Pause";
    state.textContent = isPaused ? "Paused" : "";
    waitMs = FASTEST_MS;
    schedule(0);
  });
  document.addEventListener("visibilitychange", () => {
    waitMs = FASTEST_MS;
    schedule(0);
  });
  setInterval(age, 5_000);
  age();
  schedule(waitMs);
}

const arrivals = document.querySelector("#first-arrivals");

if (arrivals !== null) {
  const EVERY_MS = 1_000;
  const LOOKS = 60;

  const paused = document.querySelector("#paused");
  let left = LOOKS;
  let timer = 0;

  function watch() {
    clearTimeout(timer);
    paused.textContent = left > 0 ? "" : "No longer watching: Look again goes on.";
    if (left > 0 && !document.hidden) timer = setTimeout(look, EVERY_MS);
  }

  async function look() {
    left--;
    try {
      const answer = await fetch(arrivals.dataset.watch, { redirect: "manual" });
      // The page stays, for the key that is on it alone.
      if (answer.type === "opaqueredirect") left = 0;
      if (answer.ok) show(await answer.text());
    } catch {
      // The next look may have an answer.
    }
    watch();
  }

  /** Changes the steps that have changed, so that no others are read out again. */
  function show(text) {
    const box = document.createElement("template");
    box.innerHTML = text;
    const [before, after] = [arrivals, box.content].map((root) => [...root.querySelectorAll("li")]);
    if (before.length !== after.length) {
      left = LOOKS;
      return arrivals.replaceChildren(box.content);
    }
    for (const [index, step] of after.entries()) {
      if (step.outerHTML === before[index].outerHTML) continue;
      left = LOOKS;
      before[index].replaceWith(step);
    }
  }

  function start() {
    left = LOOKS;
    watch();
  }

  document.addEventListener("visibilitychange", start);
  document.querySelector("#look button:not([name])").addEventListener("click", (event) => {
    event.preventDefault();
    left = LOOKS;
    void look();
  });
  start();
}

for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.title = `Copies: ${field.labels[0].textContent}`;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      field.select();
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 2_000);
  });
  field.addEventListener("focus", () => field.select());
  field.after(button);
}
