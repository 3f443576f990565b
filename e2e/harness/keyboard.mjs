// Using a page by keyboard alone.

const MOST_STOPS = 200;

/** What has the focus: its role-like tag, its name as text, and whether it can be seen to have it. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { tag: "body", id: "", name: "", href: null, visible: false };
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      tag: element.tagName.toLowerCase(),
      id: element.id,
      name: (label ?? "").replace(/\s+/g, " ").trim(),
      href: element.getAttribute("href"),
      visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0,
    };
  });
}

/**
 * Presses Tab until `wanted` accepts what has the focus. Every stop on the way must show that it has it.
 * Returns that stop.
 */
export async function tabTo(page, what, wanted) {
  const passed = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop.tag !== "body" && !stop.visible) {
      throw new Error(`the focus cannot be seen on <${stop.tag}> “${stop.name}” of ${page.url()}`);
    }
    if (wanted(stop)) return stop;
    passed.push(`<${stop.tag}> ${stop.name}`);
  }
  throw new Error(`Tab never reached ${what} on ${page.url()}; it passed:\n${[...new Set(passed)].join("\n")}`);
}
