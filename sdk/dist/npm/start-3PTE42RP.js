import {
  SIGNED_IN,
  routeAddress
} from "./chunk-FGPV5OFL.js";
import {
  guard,
  later,
  listen
} from "./chunk-GPNSU5ZH.js";
import {
  define_VITALS_default
} from "./chunk-X6QKRFXV.js";

// src/capture/dead.ts
var PATIENCE = 2500;
var AT_ONCE = 100;
function deadClicks(tell) {
  let since = 0;
  let place2;
  return {
    /** A control was used. */
    R(at, where) {
      since = at;
      place2 = where;
    },
    /** Something happened. */
    B(at, byPerson) {
      if (!byPerson || at - since <= AT_ONCE) since = 0;
    },
    /** Time has passed. */
    Y(at) {
      if (since && at - since >= PATIENCE) {
        since = 0;
        tell(place2);
      }
    },
    $: () => !!since
  };
}

// src/capture/path.ts
function parentOf(node) {
  return node.parentNode || node.host || (node !== document && node.defaultView ? node.defaultView.frameElement : void 0);
}
function pathOf(event) {
  const given = event.composedPath();
  const path = [];
  let last;
  for (let index = 0; index < given.length; index++) {
    if (given[index].nodeType) path[path.length] = last = given[index];
  }
  for (; last && (last = parentOf(last)); ) path[path.length] = last;
  return path;
}
function pathFrom(node) {
  const path = [];
  for (let around = node; around; around = parentOf(around)) path[path.length] = around;
  return path;
}
function focused() {
  let element = document.activeElement;
  for (let depth = 0; element && depth < 20; depth++) {
    const inner = (element.shadowRoot || frameDocument(element) || {}).activeElement;
    if (!inner) break;
    element = inner;
  }
  return element && element.localName !== "body" ? element : void 0;
}
function frameDocument(element) {
  return /^i?frame$/.test(element.localName) ? element.contentDocument : void 0;
}

// src/capture/heading.ts
var REACH = 600;
function headingBefore(element, onlyMarked) {
  let node = element;
  for (let steps = 0; node && steps < REACH; steps++) {
    let before = node.previousElementSibling;
    while (before && before.lastElementChild) before = before.lastElementChild;
    node = before || parentOf(node);
    const heading = before && before.closest("h1,h2,h3,h4,h5,h6,[role=heading]");
    if (heading && !heading.contains(element)) {
      const text = attribute(heading, "data-lotse-name") || (onlyMarked ? "" : openText(heading));
      if (text.trim()) return text;
      node = heading;
    }
  }
  return "";
}

// src/capture/element.ts
var silent = "input,select,textarea,script,style,[contenteditable],[hidden],[aria-hidden=true],[data-lotse-ignore],[data-lotse-redact]";
var inline = /^(a|b|em|i|span|strong|u)$/;
function findControl(path, onlyMarked) {
  let control;
  let choice;
  const readable = path[0] && !isEditable(path[0]) ? mayRead(path, onlyMarked) : void 0;
  if (readable === void 0) return void 0;
  for (let index = 0; index < path.length; index++) {
    const element = path[index];
    const tag = element.localName;
    if (!tag) continue;
    if (choice) continue;
    choice = choiceRole(element);
    if (choice) control = element;
    else if (tag === "label") {
      const labelled = element.control;
      if (!labelled || !native.test(labelled.localName) || choiceRole(labelled)) return void 0;
      if (!control && role(labelled)) return void 0;
    }
    if (!control) {
      if (has(element, "name") || role(element)) control = element;
      else if (native.test(tag)) return void 0;
    }
  }
  if (!control) return void 0;
  const marked = markOf(control);
  return choice && !marked ? void 0 : { C: control, W: choice, X: marked, j: readable };
}
function describeControl({ C: _control, W: _choice, X: _marked, j: _readable }, onlyMarked) {
  return _choice ? { role: _choice, name: _marked, marked: true } : describe(role(_control), _control, _marked, _readable && accessibleName(_control), _readable, onlyMarked);
}
function describe(role2, element, marked, name, readable, onlyMarked) {
  return {
    role: role2,
    name: marked || (name ? clean(name) : void 0),
    marked: marked ? true : void 0,
    id: readable && isStable(element.id) ? clean(element.id) : void 0,
    test_id: readable ? clean(attribute(element, "data-testid")) : void 0,
    path: structuralPath(element),
    heading: clean(headingBefore(element, onlyMarked))
  };
}
function mayRead(path, onlyMarked) {
  let readable = !onlyMarked;
  for (let index = 0; index < path.length; index++) {
    const element = path[index];
    if (index && isEditable(element)) return void 0;
    if (element.localName) {
      if (has(element, "ignore")) return void 0;
      if (has(element, "redact")) readable = false;
    }
  }
  return readable;
}
function isEditable(node) {
  return node.isContentEditable || node.designMode === "on";
}
function markOf(element) {
  return clean(attribute(element, "data-lotse-name"));
}
var redact;
function redactWith(rules) {
  redact = rules;
}
var native = /^(input|textarea|button)$/;
var choices = /(^|\s)((menuitem)?(radio|checkbox)|switch(?=\s)|option|select|combobox|listbox)(\s|$)/i;
function choiceRole(element) {
  const said = choices.exec(
    `${attribute(element, "role")} ${attribute(element, "aria-haspopup")} ${attribute(element, "type")} ${element.localName}`
  );
  return said ? said[2].toLowerCase() : void 0;
}
function attribute(element, name) {
  return element.getAttribute(name) || "";
}
function has(element, mark) {
  return element.hasAttribute("data-lotse-" + mark);
}
function clean(text) {
  return /^.{0,120}/u.exec(redact(text.replace(/\s+/g, " ").trim()))[0] || void 0;
}
function role(element) {
  const tag = element.localName;
  const { type } = element;
  const stated2 = attribute(element, "role");
  return /^(button|link|tab|menuitem)$/.test(stated2) ? stated2 : tag === "a" && element.hasAttribute("href") ? "link" : /^(button|summary|label)$/.test(tag) ? tag : tag === "input" && pressed.test(type) ? "button" : void 0;
}
var pressed = /^(button|submit|reset|image)$/;
function accessibleName(control) {
  const { type } = control;
  return givenName(control) || // Of a button the attribute is its label, written by the author; the property of any field is never read.
  control.localName === "input" && pressed.test(type) && (attribute(control, "value") || attribute(control, "alt")) || childrenText(control) || attribute(control, "title");
}
function givenName(element, outside) {
  const scope = element.getRootNode();
  let name = "";
  attribute(element, "aria-labelledby").replace(/\S+/g, (id) => {
    const labelling = scope.getElementById(id);
    name += " " + (labelling && !(outside && element.contains(labelling)) ? openText(labelling) : "");
    return "";
  });
  return name.trim() || (outside ? "" : attribute(element, "aria-label"));
}
function openText(element) {
  return element.closest("[data-lotse-ignore],[data-lotse-redact],[contenteditable]") ? "" : textOf(element);
}
function textOf(node) {
  if (node.nodeType === 3) return node.data;
  const element = node;
  if (node.nodeType !== 1 || element.matches(silent)) return "";
  const text = attribute(element, "aria-label") || attribute(element, "alt") || childrenText(element);
  return inline.test(element.localName) ? text : " " + text + " ";
}
function childrenText(element) {
  const assigned = element.localName === "slot" ? element.assignedNodes() : [];
  const children = assigned[0] ? assigned : (element.shadowRoot || element).childNodes;
  let text = "";
  for (let index = 0; children[index] && text.length < 999; index++) {
    text += textOf(children[index]);
  }
  return text;
}
function isStable(id) {
  return /^[a-z]+\d?\d?([-_][a-z]*\d?\d?)*$/i.test(id);
}
function structuralPath(control) {
  let path = "";
  let steps = 0;
  for (let node = control; node && steps < 8; node = parentOf(node)) {
    const element = node;
    const tag = element.localName;
    if (tag && !/^(html|body)$/.test(tag)) {
      const parent = element.parentNode;
      let place2 = 0;
      let count = 0;
      for (let child = parent && parent.firstElementChild; child; child = child.nextElementSibling) {
        if (child.localName === tag) count++;
        if (child === element) place2 = count;
      }
      path = tag + (count > 1 ? ":" + place2 : "") + (path && ">" + path);
      steps++;
    }
  }
  return path;
}

// src/capture/answer.ts
var AT_ONCE2 = 500;
var SEARCHED = 2e3;
function hearAnswers(capture2) {
  let last;
  let observer;
  const dead = deadClicks((click) => capture2.T("dead_click", click.M));
  const followed = (byPerson) => {
    dead.B(Date.now(), byPerson);
    if (!dead.$() && observer) {
      observer.disconnect();
      observer = void 0;
    }
  };
  capture2.E("submit invalid reset toggle play pause copy beforeprint lotse-view lotse-leave lotse-hide", () => followed());
  capture2.E("scroll selectionchange", () => followed(true));
  capture2.E("focusin", (_, path) => {
    if (last && !last.C.contains(path[0])) followed();
  });
  capture2.E("blur", () => {
    if (!document.hasFocus()) followed();
  });
  capture2.E("hashchange", () => {
    if (location.hash) followed();
  });
  return {
    G(click) {
      const same = last && dead.$() && last.C === click.C;
      last = click;
      if (same) return;
      followed();
      dead.R(click.D, click);
      observer = new MutationObserver(guard(() => followed()));
      observe(observer, click.K);
      later(() => {
        if (!mayBeDead(click)) followed();
      }, 0);
      later(() => dead.Y(Date.now()), PATIENCE + 20);
    },
    J(error) {
      followed();
      if (last && Date.now() - last.D <= AT_ONCE2) capture2.T("error_click", last.M, { error });
      last = void 0;
    }
  };
}
function observe(observer, path) {
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  for (let index = 0; index < path.length; index++) {
    if (path[index].nodeType > 8) observer.observe(path[index], everything);
  }
  const walk = document.createTreeWalker(document, 1);
  for (let count = 0; count < SEARCHED && walk.nextNode(); count++) {
    const { shadowRoot } = walk.currentNode;
    if (shadowRoot) observer.observe(shadowRoot, everything);
  }
}
function mayBeDead({ r: _event, C: _control, U: _link }) {
  const { type } = _control;
  return (
    // Links lead elsewhere, and that may take long. Those to nowhere are what pages use for buttons.
    !(_link && !_event.defaultPrevented && !/^(#?$|javascript:)/.test(attribute(_link, "href"))) && // A new tab or window, or a menu.
    !(_event.ctrlKey || _event.metaKey || _event.shiftKey) && !/^(reset|file)$/.test(type) && _control.localName !== "label" && // What is shown already.
    !_control.closest("[aria-selected=true],[aria-current]:not([aria-current=false])")
  );
}

// src/capture/capture.ts
var confined = /^(submit|invalid|change|reset|toggle|focus)/;
var FRAMES = 50;
function capture(core) {
  const known = /* @__PURE__ */ new WeakSet();
  const hearing = {};
  let entered;
  let last;
  const say = (type, event, path) => {
    const list = hearing[type];
    for (let index = 0; index < list.length; index++) guard(list[index])(event, path);
  };
  const heard = (event) => {
    const view = event.currentTarget;
    const keys = view !== window && view.lotse && view.lotse.keys;
    if (event === last || !core.m() || keys && keys[core.f("key")]) return;
    last = event;
    const path = pathOf(event);
    for (let index = 0; index < path.length; index++) {
      if (path[index].nodeType === 11) enter(path[index], path[index]);
    }
    say(event.type, event, path);
  };
  const enter = (root, target) => {
    if (known.has(root)) return;
    known.add(root);
    for (const type in hearing) {
      if (root.nodeType === 9 || confined.test(type)) listen(target, type, heard);
    }
    if (root.nodeType === 9) {
      const frames = root.querySelectorAll("iframe,frame");
      for (let index = 0; index < frames.length && index < FRAMES; index++) enterFrame(frames[index]);
      listen(root, "load", (event) => enterFrame(event.target));
    }
    entered(root);
  };
  const enterFrame = (frame) => {
    const inner = frame.localName && frameDocument(frame);
    if (inner && inner.defaultView) enter(inner, inner.defaultView);
  };
  return {
    F: core,
    E(types, hear) {
      types.replace(/\S+/g, (type) => {
        const list = hearing[type] = hearing[type] || [];
        list[list.length] = hear;
        return "";
      });
    },
    Z(take) {
      entered = take;
      enter(document, window);
    },
    q: say,
    T(kind, element, properties, left) {
      core.v(kind, { element, properties }, left);
    },
    N: () => core.m() === SIGNED_IN
  };
}

// src/capture/address.ts
var fileType = /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|txt|xml|json|zip|gz|7z|rar|tar|epub|ics|mp[34])$/i;
function shortPath(core, path) {
  return core.x("http://a" + path).slice(8, 208);
}
function place(core, address) {
  const link = document.createElement("a");
  link.href = address;
  return /^https?:$/.test(link.protocol) ? link.host === location.host ? shortPath(core, link.pathname) : link.hostname : void 0;
}

// src/capture/rage.ts
var APART = 1e3;
var NEAR = 30;
function rageClicks(tell) {
  let place2;
  let startX = 0;
  let startY = 0;
  let last = 0;
  let beforeLast = 0;
  let clicks = 0;
  let raged = false;
  const end = () => {
    if (raged) tell(place2, clicks);
    raged = false;
    clicks = last = beforeLast = 0;
  };
  return {
    R(at, x, y, where) {
      const near = Math.abs(x - startX) <= NEAR && Math.abs(y - startY) <= NEAR;
      if (where !== place2 || !near || at - last > APART) {
        end();
        place2 = where;
        startX = x;
        startY = y;
      }
      clicks++;
      if (clicks > 2 && at - beforeLast <= APART) raged = true;
      beforeLast = last;
      last = at;
    },
    V: end
  };
}

// src/capture/click.ts
function hearClicks(capture2, used) {
  const core = capture2.F;
  let pressed2 = "mouse";
  let last;
  let latest;
  const leads = (link, { j: _readable }) => {
    if (!/^https?:$/.test(link.protocol)) return void 0;
    return link.hasAttribute("download") || fileType.test(link.pathname) ? { leads: "download", target: _readable ? shortPath(core, link.pathname) : void 0 } : link.host !== location.host ? { leads: "out", target: link.hostname } : void 0;
  };
  const rage = rageClicks((click, clicks) => capture2.T("rage_click", click.M, { clicks }, true));
  capture2.E("pointerdown", (event) => {
    pressed2 = event.pointerType;
  });
  capture2.E("click", (given, path) => {
    const event = given;
    const onlyMarked = capture2.N();
    const found = event.isTrusted && findControl(path, onlyMarked);
    if (!found) return;
    let link;
    for (let index = 0; index < path.length && !link; index++) {
      const element2 = path[index];
      if (element2.localName === "a" && element2.hasAttribute("href")) link = element2;
    }
    const element = describeControl(found, onlyMarked);
    const pointer = event.pointerType || (event.detail ? pressed2 : "");
    const byKey = !/^(mouse|touch|pen)$/.test(pointer);
    capture2.T("click", element, {
      pointer: byKey ? "keyboard" : pointer,
      ...link && !found.W ? leads(link, found) : void 0
    });
    const click = {
      D: Date.now(),
      r: event,
      K: path,
      C: found.C,
      M: element,
      U: link
    };
    if (!byKey && !isForRepeating(click)) {
      const same = last && last.C === click.C;
      rage.R(click.D, event.clientX, event.clientY, same ? last : click);
      if (!same) last = click;
      later(() => {
        if (latest === click) rage.V();
      }, APART);
    }
    latest = click;
    used(click);
  });
  capture2.E("lotse-leave lotse-hide", rage.V);
}
function isForRepeating({ C: _control, K: _path }) {
  const around = _control.parentElement;
  return /^(input|textarea|label)$/.test(_path[0].localName) || // Plus, minus, arrows.
  /^[^\p{L}\p{N}\s]$/u.test((_control.textContent || "").trim()) || !!(around && around.querySelector(":scope>[type=number],:scope>[role=spinbutton]"));
}

// src/capture/failure.ts
var MOST = 10;
function nameOf(error) {
  const name = error && error.name;
  return typeof name === "string" && /^[A-Z]\w{0,39}$/i.test(name) ? name : void 0;
}
function hearFailures(capture2, failed) {
  let told = {};
  let count = 0;
  const tell = (facts) => {
    const same = facts.error + " " + facts.script + " " + facts.line + " " + facts.column;
    if (!told[same] && count++ < MOST) {
      told[same] = true;
      capture2.T("js_error", void 0, facts);
    }
    failed(facts.error);
  };
  capture2.E("error", (event) => {
    const { message, filename, lineno, colno, error } = event;
    if (typeof message !== "string" || filename && !/^https?:/.test(filename)) return;
    tell({
      error: nameOf(error),
      script: filename ? place(capture2.F, filename) : void 0,
      line: lineno,
      column: colno
    });
  });
  capture2.E("unhandledrejection", (event) => tell({ error: nameOf(event.reason) }));
  capture2.E("lotse-view", () => {
    told = {};
    count = 0;
  });
}

// src/capture/field.ts
var byType = { search: "searchbox", number: "spinbutton", range: "slider", file: "file" };
var stated = /(^|\s)(switch|checkbox|radio|radiogroup|textbox|searchbox|spinbutton|slider|combobox|listbox)(\s|$)/i;
function fieldRole(element) {
  const said = stated.exec(attribute(element, "role"));
  const tag = element.localName;
  const { type } = element;
  if (said) return /box$/i.test(said[2]) && /^(com|li)/i.test(said[2]) ? "select" : said[2].toLowerCase();
  if (tag === "select") return tag;
  if (tag === "textarea") return "textbox";
  if (tag !== "input" || /^(button|submit|reset|image|hidden)$/.test(type)) return void 0;
  return /^(checkbox|radio)$/.test(type) ? type : /^(date|time|month|week)/.test(type) ? "date" : byType[type] || "textbox";
}
function isPeer(element, other, grouped) {
  const { type, name, form } = element;
  return element.localName === "input" ? other.type === type && (grouped || other.name === name && other.form === form) : fieldRole(other) === fieldRole(element);
}
function groupOf(element, role2) {
  const group = element.closest("fieldset,[role=radiogroup],[role=group]");
  const choices2 = (group || element.getRootNode()).querySelectorAll(
    element.localName === "input" ? "input" : "[role]"
  );
  let first;
  let last;
  for (let index = 0; index < choices2.length && index < 999; index++) {
    const other = choices2[index];
    if (isPeer(element, other, !!group)) {
      first = first || other;
      last = other;
    }
  }
  if (group && (first !== last || role2 === "radio")) return group;
  if (first === last) return void 0;
  let around = element;
  while (around && !(around.contains(first) && around.contains(last))) around = around.parentElement;
  return around || void 0;
}
function fieldAt(path, onlyMarked) {
  const hit = path[0];
  let role2 = hit && hit.localName && fieldRole(hit);
  if (!role2) return void 0;
  const readable = mayRead(path, onlyMarked);
  if (readable === void 0) return void 0;
  if (!/^(radio|radiogroup|checkbox|switch)$/.test(role2)) {
    const { type, labels } = hit;
    const label = labels && labels[0];
    const name2 = readable && // Components that are lists show what was chosen, and say it too.
    (givenName(hit, role2 === "select" && !/^(select|input)$/.test(hit.localName)) || label && openText(label) || attribute(hit, "title") || attribute(hit, "placeholder"));
    return {
      k: hit,
      P: role2,
      H: type !== "password" && !/(^|\s)cc-/.test(attribute(hit, "autocomplete")),
      M: describe(role2, hit, markOf(hit), name2, readable, onlyMarked)
    };
  }
  const group = role2 === "radiogroup" ? hit : groupOf(hit, role2);
  if (role2 === "radio") role2 = "radiogroup";
  if (!group) {
    const name2 = markOf(hit);
    return { k: hit, P: role2, H: role2 === "radiogroup", M: { role: role2, name: name2, marked: name2 ? true : void 0 } };
  }
  if (role2 !== "radiogroup") role2 = "group";
  const legend = group.querySelector(":scope>legend");
  const name = readable && (givenName(group) || (legend ? openText(legend) : ""));
  return { k: group, P: role2, H: true, M: describe(role2, group, markOf(group), name, readable, onlyMarked) };
}
function fieldOf(element, onlyMarked) {
  return fieldAt(pathFrom(element), onlyMarked);
}
function isEmpty({ k: _place, P: _role }) {
  if (/group$/.test(_role)) return !_place.querySelector(":checked,[aria-checked=true]");
  const { value } = _place;
  return typeof value === "string" ? !value : void 0;
}

// src/capture/fields.ts
function hearFields(capture2, saves, used) {
  let entries = /* @__PURE__ */ new WeakMap();
  let visit;
  const pause = (now) => {
    if (visit && visit.L) {
      visit.z += Math.max(0, now - visit.L);
      visit.L = 0;
    }
  };
  const enter = (field2) => {
    const entry = (entries.get(field2.k) || 0) + 1;
    entries.set(field2.k, entry);
    visit = { A: field2, Q: entry, _: false, L: Date.now(), z: 0 };
  };
  const leave = (gone) => {
    pause(Date.now());
    if (visit) {
      const { A: _field, Q: _entry, _: _changed, z: _spent } = visit;
      visit = void 0;
      if (!saves) {
        capture2.T(
          "field_leave",
          _field.M,
          {
            entry: _entry,
            ms: _spent,
            changed: _field.H ? _changed : void 0,
            empty: _field.H ? isEmpty(_field) : void 0
          },
          gone
        );
      }
    }
  };
  capture2.E("focusin", (_, path) => {
    const field2 = fieldAt(path, capture2.N());
    if (visit && field2 && visit.A.k === field2.k) return;
    leave();
    if (field2) {
      enter(field2);
      used(path[0], path);
    }
  });
  capture2.E("focusout", (event) => {
    if (!event.relatedTarget && focused() !== event.composedPath()[0]) {
      later(() => {
        const now = focused();
        const field2 = now && fieldOf(now, true);
        if (!(visit && field2 && visit.A.k === field2.k)) leave();
      }, 0);
    }
  });
  capture2.E("input change", (event, path) => {
    if (!event.isTrusted || visit && visit._) return;
    const field2 = fieldAt(path, capture2.N());
    if (!field2) return;
    if (visit && visit.A.k === field2.k) visit._ = true;
    used(path[0], path);
  });
  capture2.E("visibilitychange", () => {
    const now = Date.now();
    if (document.visibilityState === "hidden") pause(now);
    else if (visit) visit.L = visit.L || now;
  });
  capture2.E("lotse-leave", () => leave(true));
  capture2.E("lotse-view", () => {
    entries = /* @__PURE__ */ new WeakMap();
  });
  const first = focused();
  const field = first && fieldOf(first, capture2.N());
  if (field) enter(field);
}

// src/capture/form.ts
function hearForms(capture2) {
  let begun = /* @__PURE__ */ new WeakSet();
  const tell = (kind, form, path) => {
    const readable = mayRead(path, capture2.N());
    if (readable === void 0) return;
    const name = readable && (givenName(form) || attribute(form, "title"));
    capture2.T(kind, describe("form", form, markOf(form), name, readable, capture2.N()));
  };
  capture2.E("submit", (event, path) => {
    if (event.isTrusted) tell("form_submit", path[0], path);
  });
  capture2.E("lotse-view", () => {
    begun = /* @__PURE__ */ new WeakSet();
  });
  return (field, path) => {
    const form = field.form || field.closest("form");
    if (form && !begun.has(form)) {
      begun.add(form);
      tell("form_start", form, path);
    }
  };
}

// src/capture/invalid.ts
var FIELDS = 100;
var wrong = '[aria-invalid]:not([aria-invalid=false]):not([aria-invalid=""])';
function hearInvalid(capture2) {
  let told = /* @__PURE__ */ new WeakSet();
  let marked = /* @__PURE__ */ new WeakSet();
  const tell = (field, error) => {
    if (field && !told.has(field.k)) {
      told.add(field.k);
      capture2.T("field_error", field.M, { error });
    }
  };
  const again = () => {
    told = /* @__PURE__ */ new WeakSet();
  };
  capture2.E("invalid", (_, path) => {
    const validity = path[0].validity;
    let error = "";
    for (const problem in validity) {
      if (!error && validity[problem] === true) {
        error = problem.replace(/Error$/, "").replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
      }
    }
    if (error) tell(fieldAt(path, capture2.N()), error);
  });
  capture2.E("click", (event) => {
    if (event.isTrusted) again();
  });
  capture2.E("keydown", (event) => {
    if (event.key === "Enter") again();
  });
  return (roots) => {
    const still = /* @__PURE__ */ new WeakSet();
    for (let place2 = 0; place2 < roots.length; place2++) {
      const found = roots[place2].querySelectorAll(wrong);
      for (let index = 0; index < found.length && index < FIELDS; index++) {
        const element = found[index];
        still.add(element);
        if (!marked.has(element)) tell(fieldOf(element, capture2.N()), "page");
      }
    }
    marked = still;
  };
}

// src/capture/trap.ts
var FEW = 8;
var ROUNDS = 2;
var PRESSES = 6;
function tabTrap() {
  let places = [];
  let presses = 0;
  let vain = 0;
  const reset = () => {
    places = [];
    presses = vain = 0;
  };
  return {
    ee(place2) {
      presses++;
      vain++;
      let seen = false;
      for (let index = 0; index < places.length; index++) seen = seen || places[index] === place2;
      if (!seen) {
        if (places.length === FEW) reset();
        places[places.length] = place2;
        vain = 0;
      }
      return vain >= PRESSES && vain >= ROUNDS * places.length ? presses : 0;
    },
    te: () => places,
    O: reset
  };
}

// src/capture/keyboard.ts
var MEND = 200;
var reachable = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";
var SEARCHED2 = 500;
function hearKeyboard(capture2) {
  let last;
  let described;
  let byKey = false;
  let told;
  const trap = tabTrap();
  const lost = () => {
    if (!byKey || !last || focused() || isDrawn(last)) return;
    last = void 0;
    later(() => {
      if (!focused() && document.hasFocus() && described) capture2.T("focus_loss", described);
    }, MEND);
  };
  const pressed2 = () => {
    const now = focused();
    if (!now) return trap.O();
    const presses = trap.ee(now);
    if (presses) {
      const path = pathFrom(now);
      for (let index = 0; index < path.length; index++) {
        const element = path[index];
        if (element.localName && element.matches("[data-lotse-ignore],dialog[open],[aria-modal=true]")) return;
      }
      const places = trap.te();
      let around = now;
      while (around && !holds(around, places)) around = around.parentElement;
      if (around && around !== told && reachesOut(around)) {
        told = around;
        capture2.T("keyboard_trap", describe("region", around, void 0, "", false, capture2.N()), { presses });
      }
    }
  };
  capture2.E("focusin", (_, path) => {
    last = path[0];
    const onlyMarked = capture2.N();
    const field = fieldAt(path, onlyMarked);
    const control = field ? void 0 : findControl(path, onlyMarked);
    described = field ? field.M : control && describeControl(control, onlyMarked);
  });
  capture2.E("focusout", () => {
    later(() => {
      lost();
      if (last && focused() !== last && isDrawn(last)) last = void 0;
    }, 0);
  });
  capture2.E("pointerdown", () => {
    byKey = false;
    trap.O();
  });
  capture2.E("keydown", (event) => {
    byKey = true;
    if (!/^(Tab|Shift)$/.test(event.key)) trap.O();
  });
  capture2.E("keyup", (event) => {
    if (event.key === "Tab") pressed2();
  });
  return lost;
}
function holds(around, places) {
  for (let index = 0; index < places.length; index++) if (!around.contains(places[index])) return false;
  return true;
}
function reachesOut(around) {
  const all = document.querySelectorAll(reachable);
  for (let index = 0; index < all.length && index < SEARCHED2; index++) {
    const other = all[index];
    if (!around.contains(other) && !other.contains(around) && other.tabIndex >= 0 && !other.disabled && isDrawn(other)) {
      return true;
    }
  }
  return false;
}
function isDrawn(element) {
  return !!element.getClientRects().length;
}

// src/capture/paper.ts
var alert = "[role=alert],[aria-live=assertive],[class*=error-message],[class*=error-summary],[class*=invalid-feedback]";
function hearPaper(capture2) {
  capture2.E("copy", (_, path) => {
    const view = path[0].ownerDocument;
    const selection = view && view.getSelection();
    const places = selection && selection.anchorNode ? pathFrom(selection.anchorNode) : path;
    let found;
    for (let index = 0; index < places.length; index++) {
      const element = places[index];
      if (!element.localName) continue;
      if (element.matches("[data-lotse-ignore],input,textarea,[contenteditable]")) return;
      if (!found && (element.matches(alert) || isMessage(element))) found = element;
    }
    if (found) capture2.T("copy_error", describe("alert", found, void 0, "", false, capture2.N()));
  });
  capture2.E("beforeprint", () => capture2.T("print"));
}
function isMessage({ id, ownerDocument }) {
  const field = "[aria-invalid=true][aria-";
  const named = `~="${CSS.escape(id)}"]`;
  return !!id && !!ownerDocument.querySelector(`${field}errormessage${named},${field}describedby${named}`);
}

// src/capture/scroll.ts
function hearScrolling(capture2) {
  let seen = 0;
  const look = () => {
    const share = (scrollY + innerHeight) / document.documentElement.scrollHeight * 100;
    return seen = Math.max(seen, Math.min(100, Math.round(share)) || 0);
  };
  capture2.E("scroll", look);
  capture2.E("lotse-view", () => {
    seen = 0;
  });
  return look;
}

// src/capture/search.ts
var parameters = /[?&](q|query|search|s|term|keywords?|suche|suchbegriff|recherche|buscar)=[^&#]/i;
var STILL = 1e3;
var LATE = 2e3;
function hearSearches(capture2) {
  let told;
  const look = () => {
    const now = capture2.F.S("results") || (parameters.test(location.search) ? told || "-" : void 0);
    if (now && now !== told) {
      told = now;
      later(() => {
        if (told === now) capture2.T("search", void 0, { results: /^\d{1,9}$/.test(now) ? +now : void 0 });
      }, now === "-" ? LATE : STILL);
    }
  };
  capture2.E("lotse-view", () => {
    told = void 0;
    look();
  });
  look();
  return look;
}

// src/capture/settings.ts
function askForSettings(capture2, saves) {
  const core = capture2.F;
  const take = guard((settings) => {
    if (settings.profile) core.y(settings.profile);
    if (!core.m()) return;
    const measures = !saves && Math.random() < settings.web_vitals;
    if (measures || settings.display) {
      core.w(define_VITALS_default, (vitals) => {
        const display = vitals(
          measures && ((metric, value) => capture2.T("web_vital", void 0, { metric, value: +value.toFixed(4) }))
        );
        if (settings.display) core.b.n = display;
      });
    }
  });
  fetch(core.p + "/v1/configuration/" + core.f("key"), { credentials: "omit", referrerPolicy: "origin" }).then(
    (answer) => answer.ok ? answer.json().then(take, () => {
    }) : void 0,
    () => {
    }
  );
}

// src/capture/u-turn.ts
var SOON = 1e4;
function uTurns() {
  let here;
  const left = /* @__PURE__ */ Object.create(null);
  return (address, at) => {
    if (address === here) return void 0;
    if (here !== void 0) left[here] = at;
    here = address;
    const away = at - left[address];
    return away >= 0 && away <= SOON ? away : void 0;
  };
}

// src/capture/returns.ts
function hearReturns(capture2) {
  const turns = uTurns();
  const tell = (ms) => {
    if (ms !== void 0) capture2.T("u_turn", void 0, { ms });
  };
  let gone = 0;
  const look = () => tell(turns(routeAddress(location.href), Date.now()));
  look();
  capture2.E("lotse-view", look);
  capture2.E("pagehide", () => {
    gone = Date.now();
  });
  capture2.E("pageshow", (event) => {
    const away = Date.now() - gone;
    if (event.persisted && away <= SOON) tell(away);
  });
}

// src/capture/start.ts
var LONG = 3e4;
var SELDOM = 250;
var ROOTS = 50;
function savesData() {
  const { connection } = navigator;
  return !!connection && (!!connection.saveData || /2g/.test("" + connection.effectiveType));
}
function start(core) {
  redactWith(core.g);
  const saves = savesData();
  if (saves) core.b.a = LONG;
  const ears = capture(core);
  const answers = hearAnswers(ears);
  const lookForInvalid = hearInvalid(ears);
  hearClicks(ears, answers.G);
  hearFields(ears, saves, hearForms(ears));
  const lookForFocus = hearKeyboard(ears);
  hearFailures(ears, answers.J);
  hearPaper(ears);
  hearReturns(ears);
  const lookForResults = hearSearches(ears);
  const seen = hearScrolling(ears);
  const roots = [];
  let due = false;
  const look = () => {
    due = false;
    if (core.m()) {
      lookForInvalid(roots);
      lookForFocus();
      lookForResults();
      core.h();
    }
  };
  const observer = new MutationObserver(
    guard(() => {
      if (!due) later(look, SELDOM);
      due = true;
    })
  );
  ears.Z((root) => {
    if (roots.length < ROOTS) {
      roots[roots.length] = root;
      observer.observe(root, {
        subtree: true,
        childList: true,
        attributeFilter: ["aria-invalid", "data-lotse-results", "data-lotse-outcome"]
      });
    }
  });
  lookForInvalid(roots);
  askForSettings(ears, saves);
  return {
    l: () => ears.q("lotse-view"),
    c(hidden) {
      ears.q(hidden ? "lotse-hide" : "lotse-leave");
      return { scroll: seen() };
    }
  };
}
export {
  start as default
};
