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
      if (answer.ok && (await answer.json()).arrived) return location.reload();
    } catch {
      // Off line for a moment: the next look may reach it.
    }
    setTimeout(look, document.hidden ? 10000 : 2000);
  };
  setTimeout(look, 2000);
}

// A summary of mistakes takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();
