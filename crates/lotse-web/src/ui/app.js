// What pages do more of with script. Everything works without it.
// No text becomes markup here: only textContent, attributes and reloading.

// Copies the text of a code block. The button exists only where the browser can do it.
for (const block of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = block.dataset.copy;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "quiet";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      said.textContent = ` ${block.dataset.copied}`;
    } catch {
      // Not allowed to: the text can still be selected.
      getSelection().selectAllChildren(block.querySelector("code"));
    }
  });
  block.append(button, said);
}

// Looks for the first event until it is there, then says so and shows the page anew.
const waiting = document.querySelector("[data-arrival]");
if (waiting) {
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.arrival, { headers: { accept: "application/json" } });
      if (answer.redirected || answer.status === 401) return location.reload();
      if (answer.ok) {
        const { arrived, troubles } = await answer.json();
        if (arrived || troubles !== Number(waiting.dataset.troubles)) return location.reload();
      }
    } catch {
      // Off line for a moment: the next look may reach it.
    }
    setTimeout(look, document.hidden ? 10000 : 2000);
  };
  setTimeout(look, 2000);
}

// Says how far an import is, and shows the page anew when its state is another one.
const working = document.querySelector("[data-working]");
if (working) {
  const look = async () => {
    try {
      const answer = await fetch(working.dataset.working, { headers: { accept: "application/json" } });
      if (answer.redirected || answer.status === 401) return location.reload();
      if (answer.ok) {
        const { state, finding, done, all } = await answer.json();
        if (state !== working.dataset.state) return location.reload();
        working.querySelector(".finding").textContent = finding;
        const progress = working.querySelector("progress");
        if (progress) [progress.max, progress.value] = [all || 1, done];
      }
    } catch {
      // Off line for a moment: the next look may reach it.
    }
    setTimeout(look, document.hidden ? 10000 : 1000);
  };
  setTimeout(look, 1000);
}

// Passkeys: the browser makes or shows one, and the form carries its answer. Where it cannot, there is no button.
async function withPasskey(form, ask) {
  const said = form.querySelector("[role=alert]") ?? document.createElement("p");
  said.setAttribute("role", "alert");
  said.className = "error";
  said.textContent = "";
  form.prepend(said);
  try {
    const credential = await ask();
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    said.textContent = form.dataset.failed;
  }
}
const key = globalThis.PublicKeyCredential;
const making = document.querySelector("[data-passkey-create]");
making?.addEventListener("submit", (event) => {
  if (!key?.parseCreationOptionsFromJSON) return;
  event.preventDefault();
  const publicKey = key.parseCreationOptionsFromJSON(JSON.parse(making.dataset.passkeyCreate));
  withPasskey(making, () => navigator.credentials.create({ publicKey }));
});
const showing = document.querySelector("[data-passkey-get]");
if (showing && key?.parseRequestOptionsFromJSON) {
  showing.hidden = false;
  showing.addEventListener("submit", (event) => {
    event.preventDefault();
    withPasskey(showing, async () => {
      const { ceremony, options } = await (await fetch(showing.dataset.passkeyGet, { method: "POST" })).json();
      showing.elements.ceremony.value = ceremony;
      return navigator.credentials.get({ publicKey: key.parseRequestOptionsFromJSON(options) });
    });
  });
}

// What goes on while somebody looks. A button in place of the link to look again stops it; a page that nobody sees
// asks for nothing.
const watch = (region, address, show) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  let source;
  let isPaused = false;
  const turn = () => {
    source?.close();
    source = undefined;
    button.textContent = isPaused ? region.dataset.goOn : region.dataset.pause;
    if (isPaused || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("message", ({ data }) => show(JSON.parse(data)));
  };
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    turn();
  });
  document.addEventListener("visibilitychange", turn);
  region.querySelector("a").replaceWith(button);
  turn();
};

// Today's totals, as they grow.
const live = document.querySelector("[data-live]");
if (live) {
  watch(live, live.dataset.live, ({ totals, said }) => {
    for (const total of live.querySelectorAll("[data-total]")) {
      total.textContent = totals[total.dataset.total] ?? total.textContent;
    }
    live.querySelector("[data-said]").textContent = said;
  });
}

// Single events, as they arrive.
const stream = document.querySelector("[data-stream]");
if (stream) {
  watch(stream, stream.dataset.stream, (rows) => {
    const heads = [...stream.querySelectorAll("thead th")].map((head) => head.textContent);
    const made = rows.map((cells) => {
      const row = document.createElement("tr");
      row.setAttribute("role", "row");
      row.append(
        ...cells.map((text, place) => {
          const cell = document.createElement("td");
          cell.setAttribute("role", "cell");
          cell.dataset.label = heads[place];
          cell.textContent = text;
          return cell;
        }),
      );
      return row;
    });
    stream.querySelector("tbody").replaceChildren(...made);
    stream.querySelector("[data-none]").hidden = made.length > 0;
  });
}

// The preview of a tag follows what is typed. It comes as texts; no answer to an older question replaces a newer one.
const builder = document.querySelector("form[data-preview]");
if (builder) {
  const shown = builder.querySelector("[data-previewed]");
  const element = (name, words) => {
    const made = document.createElement(name);
    made.textContent = words;
    return made;
  };
  const list = (lines) => {
    const made = document.createElement("ul");
    made.append(...lines.map((line) => {
      const item = document.createElement("li");
      item.append(element("bdi", line));
      return item;
    }));
    return made;
  };
  let asked = 0;
  let timer;
  const look = async () => {
    const number = ++asked;
    const fields = new FormData(builder);
    for (const own of ["form_token", "name", "group", "description", "do"]) fields.delete(own);
    try {
      const answer = await fetch(`${builder.dataset.preview}?${new URLSearchParams(fields)}`);
      if (!answer.ok || answer.redirected || number !== asked) return;
      const { said, parts } = await answer.json();
      shown.replaceChildren(element("p", said), ...parts.flatMap((part) => [element("h3", part.title), list(part.lines)]));
    } catch {
      // Off line for a moment: the next change looks again, and the button does.
    }
  };
  builder.addEventListener("input", (event) => {
    if (["name", "group", "description"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 500);
  });
}

// What is dangerous asks once: in its place without script, and here in a dialog that holds the focus, closes with
// Escape and gives the focus back.
for (const [index, action] of document.querySelectorAll("details.action").entries()) {
  const summary = action.querySelector("summary");
  const form = action.querySelector("form");
  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "opener";
  opener.append(...summary.childNodes);
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  title.id = `dialog-${index}`;
  title.textContent = opener.textContent;
  dialog.setAttribute("aria-labelledby", title.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "plain";
  cancel.autofocus = true;
  cancel.textContent = document.body.dataset.cancel;
  cancel.addEventListener("click", () => dialog.close());
  form.append(" ", cancel);
  dialog.append(title, form);
  const box = document.createElement("div");
  box.className = "action";
  box.append(opener, dialog);
  opener.addEventListener("click", () => dialog.showModal());
  action.replaceWith(box);
}

// A summary of mistakes takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();
