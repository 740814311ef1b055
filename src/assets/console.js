// Adds what arrives to the page Live, while somebody looks. Every page works without it.
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
