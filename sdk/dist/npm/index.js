import {
  CONSENTED,
  HEADERS,
  SIGNED_IN,
  routeAddress
} from "./chunk-FGPV5OFL.js";
import {
  guard,
  later,
  listen
} from "./chunk-GPNSU5ZH.js";
import "./chunk-X6QKRFXV.js";

// src/core/configuration.ts
var setting;
var origin;
var nonce;
function configure(read, address2, number = "") {
  setting = read;
  origin = new URL(address2).origin;
  nonce = number;
  return !!setting("key") && /^http/.test(location.protocol);
}

// src/core/engaged.ts
var IDLE = 3e4;
var total = 0;
var last = 0;
function touch(now) {
  if (last) total += Math.min(Math.max(0, now - last), IDLE);
  last = now;
}
function takeEngaged(now) {
  touch(now);
  const taken = total;
  total = last = 0;
  return taken;
}
function listenForInput(used) {
  const types = ["pointerdown", "pointermove", "wheel", "keydown", "focusin", "scroll"];
  for (let index = 0; index < types.length; index++) {
    listen(document, types[index], (event) => {
      if (event.type !== "scroll" || event.target === document) used();
    });
  }
}

// src/core/load.ts
var load = (built, loaded) => {
  import("./start-N6ZDLNNV.js").then((module) => loaded(module.default)).catch(() => {
  });
};

// src/core/json.ts
function eachField(fields, take) {
  for (const name in fields) {
    if (Object.prototype.hasOwnProperty.call(fields, name) && fields[name] !== void 0) take(name, fields[name]);
  }
}
function json(value) {
  if (typeof value === "string") {
    return '"' + value.replace(/["\\\0-\x1f]/g, (character) => "\\u" + (65536 + character.charCodeAt(0)).toString(16).slice(1)) + '"';
  }
  if (value && typeof value === "object") {
    let text = "";
    eachField(value, (name, field) => {
      text += (text && ",") + json(name) + ":" + json(field);
    });
    return "{" + text + "}";
  }
  return "" + value;
}

// src/core/storage.ts
var place = (key) => /^[vo]/.test(key) ? localStorage : sessionStorage;
var stored = guard((key) => place(key).getItem("lotse-" + key));
var store = guard((key, text) => {
  if (text) place(key).setItem("lotse-" + key, text);
  else place(key).removeItem("lotse-" + key);
});

// src/core/objection.ts
var objected = false;
function hasObjected() {
  const found2 = stored("objected");
  if (found2 !== void 0) objected = !!found2;
  return objected;
}
function setObjection(yes) {
  objected = yes;
  store("objected", yes && "1");
}

// src/core/parts.ts
var get = (part2, loaded, failed) => {
  part2.then((module) => loaded(module.default), failed).catch(() => {
  });
};
var loadRules = (loaded, failed) => get(import("./rules-G4DTPNGB.js"), loaded, failed);
var loadCapture = (loaded) => get(import("./start-3PTE42RP.js"), loaded, () => {
});

// src/core/redact.ts
var harmless = /^(\w+:\/\/[\w.:-]+)?(?!.*(eyJ|bearer|AKIA|[a-f]{8}-)|(\D*\d){7})((^|[/?&=#!])([a-z_. -]*|[a-z_. -]{0,10}\d{0,4}|[\w.-]{0,6}))*$/i;
var rules;
var waiting;
function withRules(ready) {
  if (rules) return ready();
  const list = waiting || [];
  list[list.length] = ready;
  if (!waiting) {
    waiting = list;
    loadRules(
      (loaded) => {
        rules = loaded;
        for (let index = 0; index < list.length; index++) list[index]();
      },
      () => {
        waiting = void 0;
      }
    );
  }
}
var missing = false;
function begin() {
  missing = false;
}
function redacted(text, address2) {
  if (harmless.test(text)) return text;
  if (rules) return rules[address2 || 0](text);
  missing = true;
  return "";
}

// src/core/custom.ts
function flat(given) {
  const kept = {};
  let count = 0;
  eachField(Object(given), (name, value) => {
    if (count++ < 33) {
      kept[name.slice(0, 999)] = typeof value === "string" ? value.slice(0, 4e3) : (
        // A boolean or a number, and none without end.
        /^(b|nu)/.test(typeof value) && isFinite(value) ? value : null
      );
    }
  });
  return count ? kept : void 0;
}
function redactedProperties(properties2) {
  const kept = {};
  eachField(properties2, (name, value) => {
    const text = redacted("" + value);
    kept[redacted(name).slice(0, 65)] = // A number in which something was found becomes a text.
    typeof value === "string" || text !== "" + value ? text.slice(0, 999) : value;
  });
  return kept;
}

// src/core/parameters.ts
function withAllowedParameters(address2, allowed = "") {
  const names = ("&utm_source,utm_medium,utm_campaign," + allowed + "&").replace(/[\s,]+/g, "&");
  return address2.replace(/\?[^#]*/g, (query) => {
    let kept = "";
    query.replace(/(?:^.|&)([^&=]+)[^&]*/g, (parameter, name) => {
      if (names.indexOf("&" + name + "&") >= 0) kept += (kept ? "&" : "?") + parameter.slice(1);
      return "";
    });
    return kept;
  });
}

// src/core/page.ts
function languageTag(text) {
  return /^[a-z]{2,3}([-_][a-z\d]+){0,5}$/i.test(text) && text || void 0;
}
function withoutQuery(address2) {
  return address2.replace(/\?[^#]*/, "");
}
function referrerOrigin(referrer2) {
  return (/^https?:\/\/[^/?#]+/.exec(referrer2) || [])[0];
}
function said(attribute) {
  const selector = `[data-lotse-${attribute}]`;
  const element = document.querySelector("body " + selector) || document.querySelector(selector);
  return element && element.getAttribute("data-lotse-" + attribute) || void 0;
}
function describePage(address2, referrer2) {
  return {
    url: withAllowedParameters(address2, setting("parameters")),
    referrer: referrer2,
    language: languageTag(document.documentElement.lang),
    state: said("state")
  };
}
function redactedPage(page3, profile3) {
  return {
    url: redacted(page3.url, 1),
    referrer: profile3 ? page3.referrer : void 0,
    language: page3.language,
    state: page3.state && redacted(page3.state).slice(0, 65)
  };
}

// src/core/profile.ts
var profiles = ["headers", "statistics", "consented", "signed-in"];
var widest = HEADERS;
var asked = HEADERS;
function width(name) {
  let found2 = SIGNED_IN;
  while (found2 && profiles[found2] !== name) found2--;
  return found2;
}
function setWidest(name) {
  asked = widest = width(name);
}
function askFor(name) {
  asked = width(name);
}
function narrow(name) {
  widest = Math.min(widest, width(name));
}
function hasSignal() {
  const browser = navigator;
  return !!browser.globalPrivacyControl || browser.doNotTrack === "1";
}
function inForce() {
  return hasSignal() || objected ? HEADERS : Math.min(asked, widest);
}

// src/core/uuid7.ts
function random(pattern) {
  return pattern.replace(/[xy]/g, (digit) => {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0];
    return (digit === "x" ? byte % 16 : 8 + byte % 4).toString(16);
  });
}
function uuid7(at) {
  return random(
    (281474976710656 + at).toString(16).slice(1).replace(/.{8}/, "$&-").concat("-7xxx-yxxx-xxxxxxxxxxxx")
  );
}

// src/core/visitor.ts
var LIFETIME = 3415e7;
function visitorId(now) {
  if (inForce() !== CONSENTED) {
    store("visitor", "");
    return void 0;
  }
  const found2 = /^([\da-f-]{36})\.(\d+)$/.exec(stored("visitor") || "");
  if (found2 && +found2[2] <= now && now < +found2[2] + LIFETIME) return found2[1];
  const id = random("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx");
  store("visitor", id + "." + now);
  return id;
}

// src/core/request.ts
function requestBody(batch, now) {
  if (hasObjected()) return "";
  begin();
  const profile3 = inForce();
  let page3 = "";
  let events = "";
  for (let index = 0; index < batch.e.length; index++) {
    const { r: _event, i: _page } = batch.e[index];
    if (profile3 || /^(pa|ou)/.test(_event.kind)) {
      const where = json(redactedPage(_page, profile3));
      page3 = page3 || where;
      events += (events && ",") + json({
        ..._event,
        name: _event.name && redacted(_event.name).slice(0, 101),
        properties: _event.properties && redactedProperties(_event.properties)
      }).slice(0, -1) + (where === page3 ? "" : ',"page":' + where) + "}";
    }
  }
  if (missing) return void 0;
  const browser = navigator;
  const connection = profile3 && browser.connection || {};
  return events && json({
    key: setting("key"),
    sent_at: now,
    profile: profiles[profile3],
    signal: hasSignal(),
    context: profile3 ? {
      language: languageTag(browser.language),
      connection: connection.effectiveType,
      save_data: connection.saveData,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      // A program drives the browser, and says so.
      webdriver: browser.webdriver || void 0
    } : void 0,
    // A reference to a person means nothing under the other profiles, so it stays here.
    user: profile3 === SIGNED_IN ? batch.t : void 0,
    case: profile3 ? batch.s : void 0,
    visitor: visitorId(now),
    assisted: mark("assisted"),
    test: mark("test"),
    display: profile3 ? batch.n : void 0
  }).slice(0, -1) + ',"page":' + page3 + ',"events":[' + events + "]}";
}

// src/core/send.ts
var PATH = "/v1/events";
function send(body, answered2) {
  const answer = guard(answered2);
  try {
    fetch(origin + PATH, { method: "POST", body, keepalive: true, credentials: "omit", referrerPolicy: "origin" }).then(
      (response) => answer(response.status, response.headers.get("Retry-After")),
      () => answer(0)
    );
  } catch {
    answer(beacon(body) ? 200 : 0);
  }
}
var beacon = guard((body) => navigator.sendBeacon(origin + PATH, body));

// src/core/queue.ts
var wait = { a: 3e3, n: void 0 };
var FIRST_RETRY = 3e3;
var LONGEST_RETRY = 18e5;
var LIFETIME2 = 828e5;
var BATCH_SIZE = 16e3;
var QUEUE_SIZE = 4e5;
var batches = [];
var size = 0;
var user;
var reference;
var inFlight;
var failures = 0;
var notBefore = 0;
var asked2 = false;
var timer;
var timerAt = Infinity;
function add(recorded, soon) {
  const length = json(recorded.r).length + json(recorded.i).length;
  if (objected || size + length > QUEUE_SIZE) return;
  let batch = batches[batches.length - 1];
  if (!batch || batch.d || batch.t !== user || batch.s !== reference || batch.o + length > BATCH_SIZE) {
    batch = batches[batches.length] = { e: [], t: user, s: reference, n: wait.n, u: Date.now(), o: 0 };
    wait.n = void 0;
  }
  batch.e[batch.e.length] = recorded;
  batch.o += length;
  size += length;
  schedule(Date.now() + (soon ? 0 : wait.a));
}
function setUser(signed) {
  user = signed;
  for (let index = 0; index < batches.length; index++) {
    batches[index].t = batches[index].t || signed;
  }
}
function setCase(signed) {
  reference = signed;
}
function forget() {
  batches = [];
  size = 0;
}
function stop() {
  forget();
  size = Infinity;
}
function flush() {
  const now = Date.now();
  if (asked2 && now < notBefore) return;
  const waiting3 = batches;
  for (let index = 0; index < waiting3.length; index++) {
    const batch = waiting3[index];
    const body = batch !== inFlight && requestBody(batch, now);
    if (body && beacon(body)) {
      batch.d = true;
      if (!failures) remove(batch);
    }
  }
  next();
}
function schedule(at) {
  if (at < timerAt) {
    clearTimeout(timer);
    timerAt = at;
    timer = later(next, at - Date.now());
  }
}
function remove(batch) {
  const rest = [];
  for (let index = 0; index < batches.length; index++) {
    if (batches[index] === batch) size -= batch.o;
    else rest[rest.length] = batches[index];
  }
  batches = rest;
}
function next() {
  timerAt = Infinity;
  const now = Date.now();
  const batch = batches[0];
  if (!batch || inFlight) return;
  if (now < notBefore) return schedule(notBefore);
  const body = now < batch.u + LIFETIME2 ? requestBody(batch, now) : "";
  if (body === void 0) return withRules(next);
  if (!body) {
    remove(batch);
    return next();
  }
  inFlight = batch;
  batch.d = true;
  send(body, (status, retryAfter) => {
    inFlight = void 0;
    const answeredAt = Date.now();
    if (!status || status === 429 || status >= 500) {
      const wait2 = +(retryAfter || NaN) * 1e3 || Date.parse(retryAfter || "") - answeredAt;
      asked2 = wait2 >= 0;
      notBefore = answeredAt + (asked2 ? Math.min(wait2, LIFETIME2) : Math.min(FIRST_RETRY * 2 ** failures++, LONGEST_RETRY) * (0.5 + Math.random() / 2));
    } else {
      failures = notBefore = 0;
      remove(batch);
    }
    next();
  });
}

// src/core/marks.ts
var found = {};
function mark(key) {
  return found[key] || stored(key) || setting(key);
}
function object(yes) {
  setObjection(yes);
  store("visitor", "");
  if (yes) forget();
}
var readFragment = guard(() => {
  const { hash } = location;
  let answer;
  const rest = hash.replace(/[#&]lotse-(object|assisted|test)=?([^&#]*)/g, (_, key, value) => {
    if (key === "object") answer = value;
    else store(key, found[key] = value);
    return "";
  });
  if (rest !== hash) {
    history.replaceState(history.state, "", location.href.replace(/#.*/, rest && "#" + rest.slice(1)));
    if (answer !== void 0) {
      const yes = answer !== "no";
      object(yes);
      location.replace(`${origin}/objected/${setting("key")}?now=${yes ? "objected" : "counted"}`);
    }
  }
});

// src/core/navigation.ts
function listenForRoutes(changed) {
  const { navigation } = window;
  if (navigation) {
    listen(navigation, "currententrychange", (event) => {
      changed(event.navigationType === "replace");
    });
  } else {
    wrap("pushState", changed);
    wrap("replaceState", () => changed(true));
    listen(window, "popstate", () => changed());
  }
}
function wrap(name, called) {
  const original = history[name];
  const after = guard(called);
  Object.defineProperty(history, name, {
    configurable: true,
    writable: true,
    value() {
      original.apply(this, arguments);
      after();
    }
  });
}

// src/core/page-view.ts
var SETTLE = 50;
var record;
var address;
var referrer;
var page;
var properties;
var shownAt = 0;
var listening = false;
var outcome;
var part;
function open(take, from) {
  record = take;
  view(void 0, from);
  settle(true);
}
function join(capture2) {
  part = capture2;
}
function view(given, from) {
  const next2 = routeAddress(location.href);
  properties = given;
  if (shownAt && next2 === address) return;
  leave();
  address = next2;
  referrer = from;
  shownAt = Date.now();
  outcome = void 0;
  use();
  later(settle, SETTLE);
}
function routed(replaced) {
  const next2 = routeAddress(location.href);
  if (next2 !== address) {
    if (replaced && (shownAt || withoutQuery(next2) === withoutQuery(address))) address = next2;
    else view();
  }
}
function happened(kind, fields, left) {
  if (inForce()) {
    settle();
    if (!left) page = describePage(address, referrer);
    record(kind, Date.now(), page, fields);
  }
}
function leave(hidden) {
  settle();
  const seen = part && part.c(hidden);
  const engaged = takeEngaged(Date.now());
  if (engaged) happened("leave", { engaged_ms: engaged, properties: seen }, true);
}
function use() {
  if (inForce() && document.visibilityState !== "hidden") {
    if (!listening) listenForInput(use);
    listening = true;
    touch(Date.now());
  }
}
function ended(name = said("outcome"), given) {
  if (name && name !== outcome) {
    settle();
    outcome = name;
    record("outcome", Date.now(), page, { name, properties: flat(given) });
  }
}
var answered = guard(
  () => performance.getEntriesByType("navigation")[0].responseStatus
);
function settle(first) {
  if (shownAt) {
    const at = shownAt;
    const status = +(said("status") || first && answered() || 0);
    shownAt = 0;
    page = describePage(address, referrer);
    record("page_view", at, page, {
      properties: flat({ ...Object(properties), status: status > 399 && status < 600 ? status : void 0 })
    }, first);
    ended();
    if (part) part.l();
  }
}

// src/core/begin.ts
var running = false;
var loading = false;
var waiting2 = [];
function whenRunning(run3) {
  if (running) run3();
  else waiting2[waiting2.length] = run3;
}
function profileChanged() {
  if (running) {
    visitorId(Date.now());
    use();
    capture();
  }
}
function profile(name) {
  askFor(name);
  profileChanged();
}
function capture() {
  if (inForce() && !loading && document.readyState === "complete") {
    loading = true;
    withRules(() => {
      loadCapture((start2) => {
        const core = {
          f: setting,
          p: origin,
          m: inForce,
          g: rules[0],
          x: rules[1],
          v: happened,
          y(name) {
            narrow(name);
            profileChanged();
          },
          h: () => ended(),
          b: wait,
          w: load,
          S: said
        };
        join(start2(core));
      });
    });
  }
}
function run() {
  hasObjected();
  readFragment();
  open((kind, at, page3, fields, first) => {
    const soon = first && inForce() !== SIGNED_IN;
    add({ r: { id: uuid7(at), at, kind, ...fields }, i: page3 }, soon);
  }, referrerOrigin(document.referrer));
  running = true;
  for (let index = 0; index < waiting2.length; index++) waiting2[index]();
  listenForRoutes((replaced) => {
    readFragment();
    routed(replaced);
  });
  const hide = (hidden2) => {
    leave(hidden2);
    flush();
  };
  const hidden = () => document.visibilityState === "hidden";
  listen(window, "pagehide", () => hide());
  listen(document, "visibilitychange", () => {
    if (hidden()) hide(true);
    else use();
  });
  listen(window, "pageshow", (event) => {
    if (event.persisted) {
      takeEngaged(0);
      view();
    }
  });
  listen(window, "load", capture);
  profileChanged();
}
function begin2(early) {
  setWidest(setting("profile"));
  setUser(setting("user"));
  setCase(setting("case"));
  early();
  const { prerendering } = document;
  if (prerendering || document.readyState === "loading") {
    listen(document, prerendering ? "prerenderingchange" : "DOMContentLoaded", run);
  } else {
    run();
  }
}

// src/package/index.ts
function run2(settings) {
  const global = window;
  const taken = global.lotse = global.lotse || (() => {
  });
  const keys = taken.keys = taken.keys || {};
  const { parameters, caseReference: caseReference2, ...rest } = settings;
  const read = { ...rest, case: caseReference2, parameters: parameters && parameters.join(",") };
  if (!keys[settings.key] && configure((name) => read[name] || void 0, settings.origin)) {
    keys[settings.key] = 1;
    begin2(() => {
    });
  }
}
function start(settings) {
  guard(run2)(settings);
}
function track(name, properties2) {
  guard(() => whenRunning(() => happened("custom", { name, properties: flat(properties2) })))();
}
function page2(properties2) {
  guard(() => whenRunning(() => view(properties2)))();
}
function outcome2(name, properties2) {
  guard(() => whenRunning(() => ended(name, properties2)))();
}
function profile2(name) {
  guard(() => profile(name))();
}
function user2(reference2) {
  guard(() => setUser(reference2))();
}
function caseReference(reference2) {
  guard(() => setCase(reference2))();
}
function stop2() {
  guard(() => stop())();
}
function object2(yes) {
  guard(() => object(yes !== false))();
}
export {
  caseReference,
  object2 as object,
  outcome2 as outcome,
  page2 as page,
  profile2 as profile,
  start,
  stop2 as stop,
  track,
  user2 as user
};
