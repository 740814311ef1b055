// Run within a page: what of it cannot be read or found where it stands, as sentences.

// Rounding of what is laid out in fractions of a pixel.
const SLACK = 1;
const TEXTS =
  "h1, h2, h3, p, li, dt, dd, th, td, caption, figcaption, summary, label, legend, a, button, pre, input, select, span, b";

function isShown(element) {
  return element.checkVisibility({ visibilityProperty: true });
}

function tell(element) {
  const text = element.textContent.trim().slice(0, 60);
  return `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${text}`;
}

function findFlaws() {
  const flaws = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    flaws.push(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`);
  }

  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    flaws.push(`stands more than once: id ${id}`);
  }

  for (const element of document.querySelectorAll(TEXTS)) {
    const { display, overflowX, overflowY, webkitLineClamp } = getComputedStyle(element);
    if (display === "inline" || display === "contents" || !isShown(element) || element.closest("svg"))
      continue;
    // What can be moved within its box is there to be read.
    const isMoved = overflowX === "auto" || element.readOnly === true;
    if (!isMoved && element.scrollWidth > element.clientWidth + SLACK)
      flaws.push(`clipped at its side: ${tell(element)}`);
    const isCut = overflowY === "hidden" && webkitLineClamp === "none";
    if (isCut && element.scrollHeight > element.clientHeight + SLACK)
      flaws.push(`clipped below: ${tell(element)}`);
  }
  for (const box of document.querySelectorAll(".scroll")) {
    if (isShown(box) && box.scrollWidth > box.clientWidth + SLACK) {
      flaws.push(
        `scrolls sideways by ${box.scrollWidth - box.clientWidth} px: ${tell(box.querySelector("caption") ?? box)}`,
      );
    }
  }
  // A key that is typed off a page has to stand there whole.
  for (const line of document.querySelectorAll("#secret, .line")) {
    const isWhole =
      line.scrollWidth <= line.clientWidth + SLACK && line.scrollHeight <= line.clientHeight + SLACK;
    if (!isWhole) flaws.push(`not whole: ${tell(line)}`);
  }
  for (const [link, inner] of [...document.querySelectorAll("a")].flatMap((a) =>
    [...a.querySelectorAll("time, b")].map((each) => [a, each]),
  )) {
    if (getComputedStyle(inner).color !== getComputedStyle(link).color)
      flaws.push(`does not look like a link: ${tell(inner)}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    const edge = svg.parentElement.getBoundingClientRect().right;
    const texts = [...svg.querySelectorAll("text")]
      .filter(isShown)
      .map((text) => [text, text.getBoundingClientRect()]);
    for (const [index, [text, box]] of texts.entries()) {
      if (box.left < -SLACK || box.right > root.clientWidth + SLACK)
        flaws.push(`outside the window: ${tell(text)}`);
      if (box.right > edge + SLACK) flaws.push(`over the edge of its chart: ${tell(text)}`);
      for (const [other, its] of texts.slice(index + 1)) {
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        // Boxes of lines below each other may touch, what is in them not.
        if (across > SLACK && down > box.height / 3)
          flaws.push(`one over the other: ${tell(text)} and ${tell(other)}`);
      }
    }
  }
  return flaws;
}

/** Also of what is folded. The html of a message is a page of its own. */
function findFlawsUnfolded() {
  const folded = [...document.querySelectorAll("details:not([open], .preview)")];
  const flaws = findFlaws();
  for (const details of folded) details.open = true;
  const more = findFlaws().filter((flaw) => !flaws.includes(flaw));
  for (const details of folded) details.open = false;
  return [...flaws, ...more];
}

findFlawsUnfolded();
