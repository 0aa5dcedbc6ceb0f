// Choosing, lines and filters. All text of articles reaches the page as text nodes: nothing here reads or writes markup.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const SVG = "http://www.w3.org/2000/svg";
  const bar = document.getElementById("bar");
  const filters = document.getElementById("filters");
  const tally = document.getElementById("tally");
  let units, byId, entries, tiesOf;
  let chosen = null;

  function read() {
    units = [...document.querySelectorAll(".s[data-index]")];
    byId = new Map(units.map((unit) => [unit.id, unit]));
    entries = [...document.querySelectorAll(".entry")];
    tiesOf = new Map(units.map((unit) => [unit.id, []]));
    for (const unit of units) {
      for (const tie of unit.dataset.ties ? unit.dataset.ties.split(";") : []) {
        const [to, kind, score, doubt] = tie.split("/");
        if (!byId.has(to)) continue;
        const found = { from: unit.id, to, kind, score, doubtful: doubt !== "" };
        tiesOf.get(unit.id).push(found);
        tiesOf.get(to).push(found);
      }
    }
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function mark(unit) {
    const doubt = unit.querySelector(".ref").classList.contains("doubt") ? " doubt" : "";
    const ref = make("span", `ref ${unit.dataset.style}${doubt}`, unit.dataset.ref);
    ref.dir = "ltr";
    return ref;
  }

  // ---- choosing

  function choose(unit, { move = false } = {}) {
    for (const each of units) {
      each.classList.remove("chosen", "tied");
      each.querySelector(".ref").setAttribute("aria-pressed", "false");
    }
    for (const each of entries) each.classList.toggle("current", Boolean(unit) && each.dataset.for === unit.id);
    chosen = unit;
    root.classList.toggle("picked", Boolean(unit));
    if (unit) {
      unit.classList.add("chosen");
      unit.querySelector(".ref").setAttribute("aria-pressed", "true");
      for (const tie of tiesOf.get(unit.id)) byId.get(tie.from === unit.id ? tie.to : tie.from).classList.add("tied");
      if (move) go(unit);
      showEntry(unit);
    }
    fill(unit);
    draw();
    document.dispatchEvent(new CustomEvent("claimcheck:choose", { detail: unit }));
  }

  function go(unit) {
    unit.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: no-preference)").matches ? "smooth" : "auto" });
    const button = unit.querySelector(".ref");
    button.focus({ preventScroll: true });
  }

  // Beside the article the list follows the choice; under it, on a small screen, it must not pull the page away.
  function showEntry(unit) {
    const entry = entries.find((each) => each.dataset.for === unit.id && !each.hidden);
    const list = entry && entry.closest(".found");
    if (!list || getComputedStyle(list).overflowY !== "auto") return;
    const [inner, outer] = [entry.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - 40;
  }

  function fill(unit) {
    bar.replaceChildren();
    bar.hidden = !unit;
    if (!unit) return;
    const data = unit.dataset;
    const line = make("div", "line");
    line.append(mark(unit), make("b", "", data.names));
    if (data.speaker) line.append(make("bdi", "who", data.speaker));
    else if (data.labels) line.append(make("span", "who nobody", "nobody named"));
    if (data.score) line.append(make("span", "", data.score));
    const close = make("button", "close", "Close");
    close.type = "button";
    close.addEventListener("click", () => release());
    line.append(close);
    bar.append(line);
    const place = `characters ${data.start}–${data.end} of the text`;
    bar.append(make("p", "detail", [data.facts, place].filter(Boolean).join(" · ")));
    const ties = tiesOf.get(unit.id);
    if (ties.length) {
      const goes = make("div", "goes");
      for (const tie of ties) goes.append(goTo(unit, tie));
      bar.append(goes);
    }
  }

  function goTo(unit, tie) {
    const away = tie.from === unit.id;
    const other = byId.get(away ? tie.to : tie.from);
    const words = away ? tie.kind : tie.kind === "answers" ? "is answered by" : "is not commented on in";
    const button = make("button", "go");
    button.type = "button";
    const after = unit.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    button.append(words, " ", mark(other), [tie.score, tie.doubtful ? "doubtful" : "", after ? "↓" : "↑"].filter(Boolean).join(" "));
    button.addEventListener("click", () => go(other));
    return button;
  }

  function release() {
    const before = chosen;
    choose(null);
    if (before) before.querySelector(".ref").focus({ preventScroll: true });
  }

  // ---- lines: from the denial's mark along the foot of its line to the margin, and back in at the claim's

  function draw() {
    for (const svg of document.querySelectorAll(".lines")) svg.replaceChildren();
    if (!chosen) return;
    const text = chosen.closest(".text");
    const svg = text.querySelector(".lines");
    const box = svg.getBoundingClientRect();
    const margin = parseFloat(getComputedStyle(text).paddingLeft);
    const lanes = Math.max(1, tiesOf.get(chosen.id).length);
    tiesOf.get(chosen.id).forEach((tie, number) => {
      const lane = margin - 8 - ((margin - 14) * (number + 0.5)) / lanes;
      const [start, end] = [foot(byId.get(tie.from), box), foot(byId.get(tie.to), box)];
      svg.append(path(start, end, Math.max(4, lane), tie), tip(end));
    });
  }

  // A mark at the margin is reached from its side; one within a line from below, under the line's words.
  function foot(unit, box) {
    const rect = unit.querySelector(".ref").getBoundingClientRect();
    const margin = parseFloat(getComputedStyle(unit.closest(".text")).paddingLeft);
    const inner = rect.left - box.left > margin + 12;
    return inner
      ? { inner, x: rect.left - box.left + Math.min(14, rect.width / 2), y: rect.bottom - box.top, level: rect.bottom - box.top + 7 }
      : { inner, x: rect.left - box.left, y: rect.top - box.top + rect.height / 2, level: rect.top - box.top + rect.height / 2 };
  }

  function path(start, end, lane, tie) {
    const line = document.createElementNS(SVG, "path");
    const down = end.level > start.level ? 1 : -1;
    const bend = Math.min(8, Math.abs(end.level - start.level) / 2);
    line.setAttribute(
      "d",
      `M${start.x} ${start.y}V${start.level}H${lane + bend}Q${lane} ${start.level} ${lane} ${start.level + down * bend}` +
        `V${end.level - down * bend}Q${lane} ${end.level} ${lane + bend} ${end.level}` +
        (end.inner ? `H${end.x}V${end.y + 5}` : `H${end.x - 6}`),
    );
    if (tie.doubtful) line.classList.add("doubt");
    if (tie.kind !== "answers") line.classList.add("refusal");
    return line;
  }

  function tip(end) {
    const head = document.createElementNS(SVG, "path");
    head.setAttribute("d", end.inner ? `M${end.x} ${end.y}l-5 8h10z` : `M${end.x} ${end.y}l-9 -5v10z`);
    head.classList.add("tip");
    return head;
  }

  // ---- filters

  function wanted() {
    const boxes = [...filters.querySelectorAll("[name=label]")];
    return {
      labels: new Set(boxes.filter((box) => box.checked).map((box) => box.value)),
      all: boxes.every((box) => box.checked),
      speaker: filters.elements.speaker.value,
      doubt: filters.elements.doubt.checked,
    };
  }

  function fits(unit, want) {
    const labels = unit.dataset.labels ? unit.dataset.labels.split(" ") : [];
    if (labels.length ? !labels.some((label) => want.labels.has(label)) : !want.all) return false;
    if (want.speaker !== "" && (unit.dataset.number !== want.speaker || !labels.length)) return false;
    return !want.doubt || unit.classList.contains("doubt");
  }

  function filter() {
    const want = wanted();
    let count = 0;
    for (const unit of units) {
      const fit = fits(unit, want);
      unit.classList.toggle("off", !fit);
      count += fit;
    }
    // An answer that fits keeps the claim above it, which it cannot be read without; a list's other entries go.
    for (const entry of entries) {
      const within = [entry, ...entry.querySelectorAll(".entry")];
      entry.hidden = !within.some((each) => !byId.get(each.dataset.for).classList.contains("off"));
    }
    for (const list of document.querySelectorAll(".list")) list.hidden = !list.querySelector(".entries > .entry:not([hidden])");
    for (const found of document.querySelectorAll(".found")) {
      found.querySelector(".none-left").hidden = !found.querySelector(".list") || Boolean(found.querySelector(".list:not([hidden])"));
    }
    tally.textContent = count === units.length ? `${count} shown` : `${count} of ${units.length} shown`;
    if (chosen && chosen.classList.contains("off")) choose(null);
    else draw();
  }

  // ---- events

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (link && byId.has(link.dataset.goto)) {
      event.preventDefault();
      const unit = byId.get(link.dataset.goto);
      unit.classList.remove("off");
      choose(unit, { move: true });
      return;
    }
    const unit = event.target.closest(".s[data-index]");
    // Whoever selects words to copy them wants no choice to be made.
    if (!unit || unit.classList.contains("off") || (!event.target.closest(".ref") && String(getSelection()))) return;
    if (unit === chosen) release();
    else choose(unit);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) release();
    const unit = event.target.closest && event.target.closest(".s[data-index]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!unit || !step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const open = units.filter((each) => !each.classList.contains("off"));
    const next = open[open.indexOf(unit) + step];
    if (next) go(next);
    event.preventDefault();
  });

  const watch = new ResizeObserver(draw);

  function observe() {
    watch.disconnect();
    for (const text of document.querySelectorAll(".text")) watch.observe(text);
  }

  // A review puts other articles in the place of these: what was chosen stays chosen. Its script asks for sentences too.
  document.addEventListener("claimcheck:refresh", () => {
    const before = chosen && chosen.id;
    chosen = null;
    read();
    observe();
    if (filters) filter();
    choose(byId.get(before) || null);
  });
  document.addEventListener("claimcheck:go", (event) => choose(byId.get(event.detail) || null, { move: true }));

  read();
  if (filters) {
    // On a small screen the article comes first.
    if (matchMedia("(max-width: 40rem)").matches) filters.closest("details").open = false;
    filters.addEventListener("change", filter);
    filters.addEventListener("reset", () => setTimeout(filter));
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.reset();
    filter();
  }
  observe();
  if (byId.has(location.hash.slice(1))) choose(byId.get(location.hash.slice(1)), { move: true });
})();
