// What every page does beyond its HTML: load what the page asks for, and show what is appended elsewhere.

const enhancers = [];

async function enhance() {
  for (const stop of enhancers.splice(0)) stop();
  const map = document.querySelector("#map[data-world]");
  if (map) enhancers.push(await (await import("./world.js")).start(map));
  const figure = document.querySelector("figure[data-measures]");
  if (figure) enhancers.push(whenSeen(figure, async () => (await import("./measures.js")).draw(figure)));
  // What scrolls can be reached by the keyboard.
  for (const box of document.querySelectorAll(".scroll, .evidence")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  }
  const compare = document.querySelector("form[data-compare]");
  if (compare) (await import("./compare.js")).start(compare);
  const search = document.querySelector("form[data-index]");
  if (search) (await import("./search.js")).start(search);
}

// What stands further down is loaded when somebody comes near it, or prints.
function whenSeen(node, act) {
  const seen = new IntersectionObserver((found) => {
    if (found.some((one) => one.isIntersecting)) start();
  }, { rootMargin: "600px" });
  const start = () => { stop(); act(); };
  const stop = () => { seen.disconnect(); removeEventListener("beforeprint", start); };
  seen.observe(node);
  addEventListener("beforeprint", start);
  return stop;
}

function tell(words) {
  const news = document.querySelector("#news");
  news.textContent = words;
  news.classList.add("on");
  setTimeout(() => news.classList.remove("on"), 6000);
}

// The page as the server has it now takes the place of this one; what somebody is typing is left alone.
async function refresh() {
  const typing = document.activeElement?.closest("input, textarea, select");
  if (typing && typing.type !== "range" && typing.value !== typing.defaultValue) {
    tell("The record has grown. Load the page again to see it.");
    return;
  }
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
  if (!fresh || old.innerHTML === fresh.innerHTML) return;
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  const live = document.querySelector("#map[data-world]");
  old.replaceWith(fresh);
  if (open.length === fresh.querySelectorAll("details").length) {
    fresh.querySelectorAll("details").forEach((one, index) => (one.open = open[index]));
  }
  document.querySelector("footer").replaceWith(page.querySelector("footer"));
  document.body.dataset.refreshed = String(Number(document.body.dataset.refreshed ?? 0) + 1);
  if (live || document.querySelector("figure[data-measures]")) await enhance();
  tell("The record has grown; this page shows it.");
}

function listen(address) {
  let first = true;
  const events = new EventSource(address);
  events.addEventListener("head", () => {
    // The first event says where the record is; a page that was loaded before it may be older, and is compared.
    if (first) first = false;
    else refresh();
  });
  document.body.dataset.live = "waiting";
  events.addEventListener("open", () => (document.body.dataset.live = "open"));
  addEventListener("pagehide", () => events.close());
}

await enhance();
if (document.body.dataset.events) listen(document.body.dataset.events);
