// What is wrong with how a page looks, as far as a program can tell. The functions run inside the page.

/** Words that lie on other words, and words that are cut off: one line for each, at most a few. */
export function faults() {
  const MOST = 5;
  // What lies in a closed disclosure has a box all the same.
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  /** For the ear alone: a pixel that is clipped. */
  const isForTheEar = (element) => element.closest(".hidden, .skip, datalist, option, title, desc") !== null;
  const found = [];
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || isForTheEar(element) || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 2 && box.height > 2) boxes.push({ box, element, text: node.data.trim().slice(0, 40) });
    }
  }
  boxes.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < boxes.length && found.length < MOST; i += 1) {
    for (let k = i + 1; k < boxes.length && boxes[k].box.top < boxes[i].box.bottom; k += 1) {
      const [a, b] = [boxes[i], boxes[k]];
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) continue;
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      // Lines may touch: a box of words is higher than its letters.
      const lower = Math.min(a.box.height, b.box.height);
      if (width > 2 && height > lower * 0.4) found.push(`“${a.text}” lies on “${b.text}”`);
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    if (found.length >= MOST) break;
    if (isForTheEar(element) || !isShown(element) || element.closest("svg")) continue;
    const style = getComputedStyle(element);
    const hides = ["hidden", "clip"].includes(style.overflowX);
    if (hides && element.scrollWidth > element.clientWidth + 1 && element.textContent.trim()) {
      found.push(`“${element.textContent.trim().slice(0, 40)}” is cut off`);
    }
  }
  return found;
}

/** Pixels by which the page is wider than its window. */
export function overflow() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
