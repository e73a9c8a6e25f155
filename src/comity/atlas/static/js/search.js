// Search in a copy without a server: over an index that was written with it.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[.]/g, "").replace(/[-–—_]/g, " ");

export function start(form) {
  const results = document.querySelector("#results");
  let index = null;
  const show = async (words) => {
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    results.replaceChildren();
    if (!wanted.length) return;
    index ??= await (await fetch(form.dataset.index)).json();
    const has = (text) => wanted.every((word) => text.includes(word));
    list(results, "Parties", index.parties.filter(([, , text]) => has(text)), ([code, name]) => [form.dataset.party.replace("__", code), name, code]);
    list(results, "Acts", index.acts.filter(([, , , text]) => has(text)), ([id, name, day]) => [form.dataset.act.replace("--", id), name, day]);
    list(results, "Documents", index.documents.filter(([, , text]) => has(text)), ([id, title]) => [form.dataset.document.replace("__", id), title, ""]);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = new FormData(form).get("q");
    history.replaceState(null, "", `?q=${encodeURIComponent(words)}`);
    show(words);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    form.elements.q.value = asked;
    show(asked);
  }
}

function list(results, title, rows, link) {
  const section = document.createElement("section");
  const heading = Object.assign(document.createElement("h2"), { textContent: `${title} ` });
  heading.append(Object.assign(document.createElement("span"), { className: "soft", textContent: rows.length }));
  const items = document.createElement("ul");
  for (const row of rows.slice(0, 100)) {
    const [href, words, more] = link(row);
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href, textContent: words }), " ");
    if (more) item.append(Object.assign(document.createElement("span"), { className: "soft", textContent: more }));
    items.append(item);
  }
  section.append(heading, rows.length ? items : Object.assign(document.createElement("p"), { textContent: "nothing" }));
  results.append(section);
}
