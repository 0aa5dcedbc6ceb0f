// The editor of a review. Each change is sent at once; then the page is fetched anew and takes the place of this one, so that
// what is seen is always what is kept. Text of articles is handled as text nodes and values alone.
(() => {
  "use strict";
  const root = document.documentElement;
  const base = document.querySelector("meta[name=claimcheck-base]").content;
  const bar = document.getElementById("bar");
  // It is full of controls now: what is worth saying is said by the strip.
  bar.removeAttribute("aria-live");

  const LABELS = [["allegation", "Allegation", "1"], ["denial", "Denial", "2"], ["official_statement", "Official statement", "3"], ["none", "No label", "0"]];
  const MARKS = { accept: "✓ accepted", correct: "✎ corrected", reject: "– label taken away" };

  let state = null;
  let chosen = null;
  let picking = false;
  let busy = false;

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  function button(key, className, content, act) {
    const made = make("button", className, ...content);
    made.type = "button";
    made.dataset.key = key;
    made.addEventListener("click", act);
    return made;
  }

  const sentence = (index) => state.sentences[index];
  const indexOf = (unit) => Number(unit.dataset.index);
  const unitOf = (index) => document.querySelector(`.s[data-index="${index}"]`);
  const denies = (said) => said.label === "denial" || said.second === "denial";

  // ---- the strip over the article

  const how = make("span", "how");
  const meter = make("progress");
  const said = make("output", "said");
  const whole = button("finished", "", ["Mark article as reviewed"], () => send("PUT", "/finished", { finished: !state.finished }));
  const forward = button("next", "", ["Next to review ", make("kbd", "", "N")], () => next());
  const strip = make("section", "review", make("div", "", how, meter, forward, whole, said));
  strip.setAttribute("aria-label", "Review");
  document.querySelector(".top").after(strip);

  function tell(words, wrong = false) {
    said.textContent = words;
    said.classList.toggle("wrong", wrong);
  }

  function showProgress() {
    const { findings, seen, judged, finished, sentences, articles } = state;
    how.textContent = `${seen} of ${findings} findings reviewed`;
    how.title = `${judged} of ${sentences.length} sentences were judged one by one`;
    meter.max = Math.max(1, findings);
    meter.value = seen;
    meter.setAttribute("aria-label", how.textContent);
    whole.textContent = finished ? "✓ Article reviewed" : "Mark article as reviewed";
    whole.setAttribute("aria-pressed", String(finished));
    whole.title = "Every sentence is right as it stands now, those without a label too";
    if (articles > 1 && !strip.querySelector("a")) {
      const all = make("a", "", "All articles");
      all.href = base.replace(/articles\/\d+$/, "");
      how.before(all);
    }
  }

  // ---- talking to the server

  async function ask(method, path, body) {
    const options = { method, headers: body === undefined ? {} : { "Content-Type": "application/json" } };
    if (body !== undefined) options.body = JSON.stringify(body);
    let answer;
    try {
      answer = await fetch(base + path, options);
    } catch {
      throw new Error("The review has ended: nothing was saved. Start it again, and load the new address.");
    }
    if (answer.ok) return answer;
    const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? (await answer.json()).error : await answer.text();
    throw new Error(`Not saved: ${told}`);
  }

  async function send(method, path, body, { then } = {}) {
    if (busy) return;
    busy = true;
    tell("Saving…");
    try {
      state = await (await ask(method, path, body)).json();
      await swap();
      tell("Saved.");
      if (then) then();
    } catch (error) {
      tell(error.message, true);
      document.dispatchEvent(new Event("claimcheck:refresh"));
    } finally {
      busy = false;
    }
  }

  // A parsed document runs no script; only its own text and elements, made by the same template, come into this one.
  async function swap() {
    const fresh = new DOMParser().parseFromString(await (await ask("GET", "")).text(), "text/html");
    const place = scrollY;
    const list = document.querySelector(".found");
    const inner = list ? list.scrollTop : 0;
    const held = keyOf(document.activeElement);
    for (const selector of ["main", ".counts"]) {
      const [old, young] = [document.querySelector(selector), fresh.querySelector(selector)];
      old.replaceChildren(...document.adoptNode(young).childNodes);
    }
    filters(fresh);
    paint();
    document.dispatchEvent(new Event("claimcheck:refresh"));
    scrollTo({ top: place, behavior: "instant" });
    if (document.querySelector(".found")) document.querySelector(".found").scrollTop = inner;
    hold(held);
  }

  function filters(fresh) {
    const select = document.querySelector("#filters [name=speaker]");
    if (!select) return;
    const name = (option) => option.textContent.replace(/ \(\d+\)$/, "");
    const before = select.value && name(select.selectedOptions[0]);
    select.replaceChildren(...document.adoptNode(fresh.querySelector("#filters [name=speaker]")).childNodes);
    const same = before && [...select.options].find((option) => name(option) === before);
    select.value = same ? same.value : "";
    const counts = [...fresh.querySelectorAll("#filters .chip .count")];
    document.querySelectorAll("#filters .chip .count").forEach((count, number) => (count.textContent = counts[number].textContent));
    const doubt = document.querySelector("#filters [name=doubt]");
    doubt.disabled = fresh.querySelector("#filters [name=doubt]").disabled;
    if (doubt.disabled) doubt.checked = false;
  }

  // Where the focus was: on a control of the editor or the strip, or on the mark of a sentence.
  function keyOf(element) {
    if (!element || element === document.body) return null;
    if (element.dataset.key) return `[data-key="${CSS.escape(element.dataset.key)}"]`;
    const unit = element.closest(".s[data-index]");
    return unit ? `#${unit.id} > .ref` : null;
  }

  function hold(selector) {
    if (!selector) return;
    const element = document.querySelector(selector) || bar.querySelector(".does");
    if (element) element.focus({ preventScroll: true });
  }

  // ---- marks on the article and its lists

  function paint() {
    for (const unit of document.querySelectorAll(".s[data-index]")) {
      const { action } = sentence(indexOf(unit));
      if (!action) continue;
      unit.classList.add(action);
      unit.dataset.score = MARKS[action];
      unit.dataset.ties = unit.dataset.ties.split(";").map((tie) => tie.replace("/answers/100%/", "/answers//")).join(";");
      const mark = unit.querySelector(".ref");
      mark.setAttribute("aria-label", `${mark.getAttribute("aria-label")}, ${MARKS[action]}`);
    }
    for (const entry of document.querySelectorAll(".entry")) {
      const { action } = sentence(Number(document.getElementById(entry.dataset.for).dataset.index));
      const score = entry.querySelector(":scope > .facts > .score");
      if (!action || !score) continue;
      score.textContent = MARKS[action];
      score.className = "score seen";
    }
    showProgress();
  }

  // ---- the editor of one sentence

  function edit(unit) {
    chosen = unit;
    stopPicking();
    if (!unit || !state) return;
    const index = indexOf(unit);
    const now = sentence(index);
    const form = make("form", "editor");
    form.setAttribute("aria-label", "Correct this sentence");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.append(labels(index, now));
    if (now.label !== "none") form.append(speaker(index, now));
    if (denies(now)) form.append(answers(index, now), claim(index, now));
    bar.append(form);
    bar.querySelector(".line").append(deeds(index, now));
    // The editor must not cover what is edited.
    root.style.scrollPaddingBottom = `${bar.offsetHeight + 12}px`;
    unit.scrollIntoView({ block: "nearest" });
  }

  function row(name, ...content) {
    const made = make("div", `row about-${name.toLowerCase().replace(" ", "-")}`, make("span", "name", name), ...content);
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", name);
    return made;
  }

  function labels(index, now) {
    const made = LABELS.map(([label, name, digit]) => {
      const each = button(`label-${label}`, label === "none" ? "plain" : label, [name, " ", make("kbd", "", digit)], () => relabel(index, label));
      each.setAttribute("aria-pressed", String(now.label === label));
      return each;
    });
    const second = make("select");
    second.dataset.key = "second";
    second.setAttribute("aria-label", "second label");
    second.append(new Option("nothing else", ""));
    for (const [label, name] of LABELS.slice(0, 3)) if (label !== now.label) second.append(new Option(`also ${name.toLowerCase()}`, label));
    second.value = now.second || "";
    second.disabled = now.label === "none";
    second.addEventListener("change", () => save(index, { second: second.value || null }));
    return row("Label", ...made, second);
  }

  // A line of text that is saved, under its own key, as soon as it has been changed.
  function entry(index, now, key, placeholder, label) {
    const input = make("input");
    input.type = "text";
    input.value = now[key];
    input.placeholder = placeholder;
    input.dataset.key = key;
    input.setAttribute("aria-label", label);
    input.autocomplete = "off";
    input.dir = "auto";
    input.addEventListener("change", () => save(index, { [key]: input.value }));
    return input;
  }

  function speaker(index, now) {
    const input = entry(index, now, "source", "nobody named", "Said by");
    input.setAttribute("list", "speakers");
    const names = make("datalist");
    names.id = "speakers";
    for (const name of new Set(state.sentences.flatMap((each) => [each.source, each.found.source]))) if (name) names.append(new Option(name));
    const nobody = button("nobody", "", ["Nobody named"], () => save(index, { source: "" }));
    nobody.disabled = !now.source;
    return row("Said by", input, names, nobody);
  }

  function answers(index, now) {
    const made = now.answers.map((answer, number) => {
      const unit = unitOf(answer);
      const mark = make("span", `ref ${unit.dataset.style}`, unit.dataset.ref);
      const drop = button(`answer-${answer}`, "answer", [mark, " ✕"], () => save(index, { answers: now.answers.filter((each) => each !== answer) }));
      drop.setAttribute("aria-label", `Take away the link to ${unit.dataset.ref}`);
      drop.title = number ? "states the same claim" : "states the claim most plainly";
      return drop;
    });
    const add = button("pick", "", [picking ? "Stop choosing " : "Add a claim ", make("kbd", "", "L")], () => (picking ? stopPicking() : startPicking()));
    add.setAttribute("aria-pressed", String(picking));
    return row("Answers", ...(made.length ? made : [make("span", "hint", "no other sentence")]), add);
  }

  function claim(index, now) {
    const box = make("input");
    box.type = "checkbox";
    box.checked = now.embedded;
    box.dataset.key = "embedded";
    box.addEventListener("change", () => save(index, { embedded: box.checked, claim: now.claim }));
    const words = entry(index, now, "claim", "what is denied, in a few words", "The claim that is denied, in a few words");
    return row("Claim", make("label", "check", box, "stands in this sentence"), words);
  }

  function deeds(index, now) {
    const accept = button("accept", "does main", [now.action ? "Next " : "Right as it is ", make("kbd", "", "A")], () => right(index));
    const undo = button("undo", "", ["Take back ", make("kbd", "", "U")], () => send("DELETE", `/sentences/${index}`));
    undo.disabled = !now.action;
    const made = make("div", "deeds", accept, undo);
    return made;
  }

  function judgement(index) {
    const { label, second, source, answers: links, embedded, claim: words } = sentence(index);
    return { label, second, source, answers: links, embedded, claim: words };
  }

  // What does not go with the label goes with it.
  function fitted(all) {
    if (all.label === "none") return { ...all, second: null, source: "", answers: [], embedded: false, claim: "" };
    const fit = { ...all, second: all.second === all.label ? null : all.second };
    return denies(fit) ? fit : { ...fit, answers: [], embedded: false, claim: "" };
  }

  function save(index, change, options) {
    return send("POST", `/sentences/${index}`, fitted({ ...judgement(index), ...change }), options);
  }

  function relabel(index, label) {
    const { found } = sentence(index);
    const before = judgement(index);
    if (before.label === label) return;
    // What the program found of the sentence comes back with its label.
    save(index, label === found.label && before.label === "none" ? found : { label });
  }

  function right(index) {
    if (sentence(index).action) next();
    else save(index, {}, { then: next });
  }

  function next() {
    const units = [...document.querySelectorAll(".s[data-index]")];
    const start = chosen ? indexOf(chosen) + 1 : 0;
    const order = [...units.slice(start), ...units.slice(0, start)];
    const left = order.find((unit) => unit.classList.contains("marked") && !unit.classList.contains("off") && !sentence(indexOf(unit)).action);
    if (left) document.dispatchEvent(new CustomEvent("claimcheck:go", { detail: left.id }));
    else if (state.finished) tell("All is reviewed.");
    else {
      tell("No finding is left. Where the rest is right too, mark the article as reviewed.");
      whole.focus();
    }
  }

  // ---- picking the sentence that a denial answers

  function startPicking() {
    if (!chosen || !denies(sentence(indexOf(chosen)))) return;
    picking = true;
    root.classList.add("picking");
    tell("Choose the sentence that states the claim: click it, or Tab to its mark and press Enter. Esc ends.");
    again();
    unitOf(indexOf(chosen)).querySelector(".ref").focus({ preventScroll: true });
  }

  function stopPicking() {
    if (!picking) return;
    picking = false;
    root.classList.remove("picking");
    tell("");
    again();
  }

  function again() {
    const old = bar.querySelector("[data-key=pick]");
    if (!old) return;
    old.firstChild.textContent = picking ? "Stop choosing " : "Add a claim ";
    old.setAttribute("aria-pressed", String(picking));
  }

  document.addEventListener(
    "click",
    (event) => {
      if (!picking) return;
      const link = event.target.closest("[data-goto]");
      const unit = link ? document.getElementById(link.dataset.goto) : event.target.closest(".s[data-index]");
      if (!unit) return;
      event.preventDefault();
      event.stopPropagation();
      const [index, answer] = [indexOf(chosen), indexOf(unit)];
      const links = sentence(index).answers;
      if (answer === index) tell("A sentence does not answer itself: tick “stands in this sentence” instead.", true);
      else if (links.includes(answer)) stopPicking();
      else {
        stopPicking();
        save(index, { answers: [...links, answer] });
      }
    },
    true,
  );

  // ---- keys: where the focus is on a sentence's mark, in the bar or on the strip, and nothing is typed into

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && picking) {
        event.stopPropagation();
        stopPicking();
        return;
      }
      if (event.altKey || event.ctrlKey || event.metaKey || !event.target.closest || !state) return;
      if (event.target.matches("input, select, textarea")) return;
      if (!event.target.closest(".s[data-index], #bar, .review")) return;
      const act = keys()[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    },
    true,
  );

  function keys() {
    const index = chosen ? indexOf(chosen) : null;
    if (index === null) return { n: next };
    const digits = Object.fromEntries(LABELS.map(([label, , digit]) => [digit, () => relabel(index, label)]));
    const field = bar.querySelector("[data-key=source]");
    return {
      ...digits,
      a: () => right(index),
      n: next,
      l: () => (picking ? stopPicking() : startPicking()),
      u: () => sentence(index).action && send("DELETE", `/sentences/${index}`),
      ...(field ? { s: () => field.focus() } : {}),
    };
  }

  document.addEventListener("claimcheck:choose", (event) => edit(event.detail));

  ask("GET", "/state")
    .then((answer) => answer.json())
    .then((first) => {
      state = first;
      paint();
      document.dispatchEvent(new Event("claimcheck:refresh"));
    })
    .catch((error) => tell(error.message, true));
})();
